import Foundation
import GoogleCloud
import Outbound
import TestSupport
import Testing

struct CredentialSourceTests {
    private static let user =
        #"{"type":"authorized_user","client_id":"a","client_secret":"b","refresh_token":"c","quota_project_id":"q"}"#

    private static func find(
        files: [String: String] = [:],
        environment: [String: String] = [:],
        explicitFile: String? = nil,
        metadataOnly: Bool = false,
        onGoogle: Bool = false
    ) async throws -> FoundCredential {
        let transport = OutboundFakeTransport { request, _ in
            guard onGoogle else { throw OutboundError(.nameNotFound, url: request.url, cause: "no such name") }
            let answer = request.url.hasSuffix("project-id") ? "meta-project" : ""
            return .fake(200, answer, headers: ["Metadata-Flavor": "Google"])
        }
        let outbound = OutboundClient(transport: transport, pacer: OutboundTestPacer().pacer)
        let source = CredentialSource(
            explicitFile: explicitFile,
            environment: environment.merging(["HOME": "/home/u"]) { first, _ in first },
            metadataOnly: metadataOnly,
            read: { path in files[path].map { Data($0.utf8) } }
        )
        return try await source.find(MetadataServer(host: "metadata.example", outbound: outbound))
    }

    private static let wellKnown = "/home/u/.config/gcloud/application_default_credentials.json"

    @Test func `an explicit file comes before the variable, the variable before gcloud's file`() async throws {
        let files = ["/a": Self.user, "/b": Self.user, Self.wellKnown: Self.user]
        let environment = ["GOOGLE_APPLICATION_CREDENTIALS": "/b"]
        #expect(try await Self.find(files: files, environment: environment, explicitFile: "/a").place == "/a")
        #expect(try await Self.find(files: files, environment: environment).place == "/b")
        #expect(try await Self.find(files: files).place == Self.wellKnown)
    }

    @Test func `a named file that is missing ends the search`() async {
        let error = await #expect(throws: GoogleCloudError.self) {
            _ = try await Self.find(
                files: [Self.wellKnown: Self.user],
                environment: ["GOOGLE_APPLICATION_CREDENTIALS": "/missing"],
                onGoogle: true)
        }
        #expect(error?.code == .credentialsInvalid)
    }

    @Test func `on a Google machine the metadata server gives the project too`() async throws {
        let found = try await Self.find(onGoogle: true)
        #expect(found.credential.kind == "metadata_server")
        #expect(found.project == "meta-project")
    }

    @Test func `a simulator never meets the user's files`() async throws {
        let files = [Self.wellKnown: Self.user]
        let found = try await Self.find(files: files, explicitFile: Self.wellKnown, metadataOnly: true, onGoogle: true)
        #expect(found.credential.kind == "metadata_server")
    }

    @Test func `nothing anywhere is said with advice`() async {
        let error = await #expect(throws: GoogleCloudError.self) { _ = try await Self.find() }
        #expect(error?.code == .credentialsNotFound)
        #expect(error?.message.contains("gcloud auth application-default login") == true)
    }

    @Test func `projects and quota projects come from variables first`() async throws {
        let files = [Self.wellKnown: Self.user]
        let plain = try await Self.find(files: files)
        #expect(plain.quotaProject == "q")
        #expect(plain.project == nil)
        let environment = ["GOOGLE_CLOUD_PROJECT": "p1", "GOOGLE_CLOUD_QUOTA_PROJECT": "p2"]
        let named = try await Self.find(files: files, environment: environment)
        #expect(named.quotaProject == "p2")
        #expect(named.project == "p1")
    }
}
