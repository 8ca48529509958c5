import Testing

@testable import CloudSimulator

struct APIScopesTests {
    @Test(
        arguments: [
            ("/v2/projects/p/locations/r/services/s", "run"), ("/v2/projects/p/locations/r/operations/o:wait", "run"),
            ("/v3/projects/p:testIamPermissions", "cloudresourcemanager"),
            ("/v3/projects:search", "cloudresourcemanager"),
            ("/v1/projects/p/services:batchGet", "serviceusage"), ("/v1/projects/p/billingInfo", "cloudbilling"),
            ("/v1/services/X/skus", "cloudbilling"), ("/v1/projects/p/serviceAccounts", "iam"),
            ("/v1/projects/-/serviceAccounts/a@b:generateAccessToken", "iamcredentials"),
            ("/v1/projects/-/serviceAccounts/a@b:testIamPermissions", "iam"),
            ("/v1/projects/p/secrets/s/versions", "secretmanager"),
            ("/compute/v1/projects/p/global/networks", "compute"),
            ("/v1/projects/p/locations/global/services/run.googleapis.com/quotaInfos", "cloudquotas"),
            ("/v1/projects/p/locations/r/connectors", "vpcaccess"), ("/v2/entries:list", "logging"),
            ("/v3/projects/p/timeSeries", "monitoring"), ("/v1/userinfo", nil),
        ] as [(String, String?)])
    func `a path belongs to an API`(path: String, api: String?) {
        #expect(APIScopes.api(of: path, isStorage: false) == api)
    }

    @Test func `any path of the storage listener is storage's`() {
        #expect(APIScopes.api(of: "/bucket/v3/projects/x", isStorage: true) == "storage")
    }
}
