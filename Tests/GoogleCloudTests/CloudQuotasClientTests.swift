import Foundation
import GoogleCloud
import Testing

struct CloudQuotasClientTests {
    @Test(arguments: [("us-central1", Int64(3)), ("europe-west1", 1), ("us-east4", 0), ("mars-1", nil)])
    func `the most specific value holds`(region: String, value: Int64?) throws {
        let json = """
            {"quotaId":"Q","dimensionsInfos":[
             {"dimensions":{"region":"us-central1"},"details":{"value":"3"},"applicableLocations":["us-central1"]},
             {"dimensions":{"region":"us-east4"},"details":{}},
             {"details":{"value":"1"},"applicableLocations":["europe-west1","us-central1"]}]}
            """
        let info = try JSONDecoder().decode(QuotaInfo.self, from: Data(json.utf8))
        #expect(info.value(region: region) == value)
    }

    @Test func `the GPUs that a project may have are read`() async throws {
        try await SimulatedCloud.with { cloud in
            let quotas = CloudQuotasClient(cloud.api)
            let all = try await quotas.quotaInfos(project: "demo-project", service: "run.googleapis.com")
            #expect(all.count > 3)
            let id = "NvidiaL4GpuAllocNoZonalRedundancyPerProjectRegion"
            let one = try await quotas.quotaInfo(project: "demo-project", service: "run.googleapis.com", id: id)
            #expect(one.value(region: "us-central1") == 3)
            #expect(all.contains(one))
            let denied = await SimulatedCloud.error {
                _ = try await quotas.quotaInfos(project: "restricted-project", service: "run.googleapis.com")
            }
            #expect(denied?.code == .permissionDenied)
            let off = await SimulatedCloud.error {
                _ = try await quotas.quotaInfos(project: "bare-project", service: "run.googleapis.com")
            }
            #expect(off?.code == .serviceDisabled)
            #expect(off?.activationURL?.contains("cloudquotas.googleapis.com") == true)
        }
    }
}
