import Testing

@testable import GoogleCloud

struct GcloudConfigurationTests {
    private static func project(_ files: [String: String], _ environment: [String: String] = [:]) -> String? {
        let environment = environment.merging(["HOME": "/h"]) { first, _ in first }
        return GcloudConfiguration(environment: environment) { files[$0] }.project
    }

    private static let folder = "/h/.config/gcloud"

    @Test func `the project is the active configuration's`() {
        let files = [
            "\(Self.folder)/active_config": "work\n",
            "\(Self.folder)/configurations/config_work":
                "[compute]\nproject = no\n[core]\naccount = a\nproject = mine\n",
            "\(Self.folder)/configurations/config_default": "[core]\nproject=other",
        ]
        #expect(Self.project(files) == "mine")
        #expect(Self.project(files, ["CLOUDSDK_ACTIVE_CONFIG_NAME": "default"]) == "other")
        #expect(Self.project(files, ["CLOUDSDK_CORE_PROJECT": "named"]) == "named")
        #expect(Self.project(files, ["CLOUDSDK_CONFIG": "/elsewhere"]) == nil)
        #expect(Self.project([:]) == nil)
    }
}
