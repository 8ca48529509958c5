import Foundation
import GoogleCloud
import Testing

struct GoogleEndpointsTests {
    @Test func `Google's own places, in any universe`() {
        #expect(GoogleEndpoints().base(.run) == "https://run.googleapis.com")
        let other = GoogleEndpoints(environment: ["GOOGLE_CLOUD_UNIVERSE_DOMAIN": "example.goog"])
        #expect(other.base(.storage) == "https://storage.example.goog")
    }

    @Test(arguments: ["http://localhost:9000", "localhost:9000", "http://localhost:9000/"])
    func `the storage emulator's variable is read with and without scheme`(text: String) {
        let endpoints = GoogleEndpoints(environment: ["STORAGE_EMULATOR_HOST": text, "GCE_METADATA_HOST": "m:1"])
        #expect(endpoints.base(.storage) == "http://localhost:9000")
        #expect(endpoints.anonymous == [.storage])
        #expect(endpoints.metadataHost == "m:1")
    }

    @Test func `the simulator's file names every place`() throws {
        let json = #"{"control":"x","google":"http://127.0.0.1:1","storage":"http://127.0.0.1:2","metadata":"127.0.0.1:3"}"#
        let endpoints = try GoogleEndpoints(simulatorJSON: Data(json.utf8))
        #expect(endpoints.base(.oauth2) == "http://127.0.0.1:1")
        #expect(endpoints.base(.storage) == "http://127.0.0.1:2")
        #expect(endpoints.metadataHost == "127.0.0.1:3")
        #expect(throws: GoogleCloudError.self) { try GoogleEndpoints(simulatorJSON: Data("{}".utf8)) }
    }
}
