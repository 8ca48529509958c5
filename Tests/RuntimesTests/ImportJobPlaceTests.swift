import Domain
import GoogleCloud
import Testing

@testable import Runtimes

struct ImportJobPlaceTests {
    private let own = OwnService(
        project: "p", region: "europe-west4", name: "manager", image: "europe-docker.pkg.dev/p/r/llm-manager@sha256:1",
        command: ["/app/llm-manager"], serviceAccount: "manager@p.iam.gserviceaccount.com",
        vpcAccess: RevisionTemplate.VPCAccess(egress: "ALL_TRAFFIC")
    )

    @Test func `on Cloud Run a job is made of the manager's own service`() throws {
        let place = try ImportJobPlace(
            project: "p", bucketLocation: "europe-west4", settings: ImportJobSettings(), own: own
        )
        #expect(place.image == own.image)
        #expect(place.command == own.command)
        #expect(place.serviceAccount == own.serviceAccount)
        #expect(place.region == "europe-west4")
        #expect(place.vpcAccess?.egress == "ALL_TRAFFIC")
    }

    @Test func `another project and another region take nothing that belongs to ours`() throws {
        let place = try ImportJobPlace(
            project: "q", bucketLocation: "us-central1", settings: ImportJobSettings(), own: own
        )
        #expect(place.image == own.image)
        #expect(place.serviceAccount == nil)
        #expect(place.vpcAccess == nil)
        #expect(place.region == "us-central1")
    }

    @Test func `what is named comes first`() throws {
        let settings = ImportJobSettings(image: "i", serviceAccount: "s@p", region: "us-east1")
        let place = try ImportJobPlace(project: "p", bucketLocation: "europe-west4", settings: settings, own: own)
        #expect(place.image == "i" && place.command == nil)
        #expect(place.serviceAccount == "s@p" && place.region == "us-east1")
    }

    @Test(arguments: [
        ("us-central1", "us-central1"), ("EUROPE-WEST1", "europe-west1"), ("eu", "europe-west4"), ("us", "us-central1"),
        ("asia", "asia-southeast1"), ("nam4", "europe-west4"),
    ])
    func `the region is the bucket's, or near it`(location: String, region: String) {
        #expect(ImportJobPlace.region(of: location, own: own) == region)
    }

    @Test func `without an image or a region it says which option is missing`() {
        let noImage = #expect(throws: Problem.self) {
            try ImportJobPlace(project: "p", bucketLocation: "us", settings: ImportJobSettings(), own: nil)
        }
        #expect(noImage?.fix.contains("--job-image") == true)
        let noRegion = #expect(throws: Problem.self) {
            try ImportJobPlace(project: "p", bucketLocation: "nam4", settings: ImportJobSettings(image: "i"), own: nil)
        }
        #expect(noRegion?.fix.contains("--job-region") == true)
    }
}
