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
        onGoogle: Bool = false,
        universe: String = "googleapis.com"
    ) async throws -> FoundCredential {
        let transport = OutboundFakeTransport { request, _ in
            guard onGoogle else { throw OutboundError(.nameNotFound, url: request.url, cause: "no such name") }
            let answer =
                request.url.hasSuffix("project-id")
                ? "meta-project" : request.url.hasSuffix("universe-domain") ? universe : ""
            return .fake(200, answer, headers: ["Metadata-Flavor": "Google"])
        }
        let outbound = OutboundClient(transport: transport, pacer: OutboundTestPacer().pacer)
        let source = CredentialSource(
            explicitFile: explicitFile,
            environment: environment.merging(["HOME": "/home/u"]) { first, _ in first },
            metadataOnly: metadataOnly,
            read: { path in files[path].map { Data($0.utf8) } }
        )
        return try await source.find(
            MetadataServer(host: "metadata.example", outbound: outbound, productName: { "" }))
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
        #expect(error?.advice?.contains("gcloud auth application-default login") == true)
        #expect(error?.message.contains("GOOGLE_APPLICATION_CREDENTIALS is not set") == true)
        #expect(error?.message.contains(Self.wellKnown) == true)
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

    @Test func `it is said by what a credential was found`() async throws {
        let files = ["/a": Self.user, Self.wellKnown: Self.user]
        #expect(try await Self.find(files: files, explicitFile: "/a").finder == .option)
        #expect(try await Self.find(files: files).finder == .gcloud)
        let named = try await Self.find(files: files, environment: ["GOOGLE_APPLICATION_CREDENTIALS": "/a"])
        #expect(named.finder == .variable)
        let own = try await Self.find(files: files, environment: ["GOOGLE_APPLICATION_CREDENTIALS": Self.wellKnown])
        #expect(own.finder == .gcloud)
        #expect(try await Self.find(onGoogle: true).finder == .metadataServer)
    }

    @Test func `a login of gcloud implies the project of gcloud's configuration`() async throws {
        let gcloud =
            #"{"type":"authorized_user","client_id":"\#(CredentialFile.AuthorizedUser.gcloudClientID)","#
            + #""client_secret":"b","refresh_token":"c"}"#
        let files = [
            Self.wellKnown: gcloud, "/home/u/.config/gcloud/configurations/config_default": "[core]\nproject = mine",
        ]
        let found = try await Self.find(files: files)
        #expect(found.project == "mine")
        #expect(found.projectSource == "gcloud's configuration")
        // Several APIs refuse gcloud's own client without one.
        #expect(found.quotaProject == "mine")
        #expect(try await Self.find(files: files, environment: ["GOOGLE_CLOUD_PROJECT": "p"]).project == "p")
    }

    @Test func `the metadata server's universe is the credential's`() async throws {
        #expect(try await Self.find(onGoogle: true, universe: "my.universe").universeDomain == "my.universe")
        #expect(try await Self.find(onGoogle: true, universe: "").universeDomain == nil)
    }

    @Test func `whatever is found can become a service account`() async throws {
        let source = CredentialSource(
            impersonated: TokenFixture.account, environment: ["GOOGLE_APPLICATION_CREDENTIALS": "/a"],
            read: { _ in Data(Self.user.utf8) })
        let outbound = OutboundClient(
            transport: OutboundFakeTransport { _, _ in .fake(500) }, pacer: OutboundTestPacer().pacer)
        let found = try await source.find(MetadataServer(host: "m", outbound: outbound))
        #expect(found.credential.kind == "impersonated_service_account")
        #expect(found.credential.serviceAccount == TokenFixture.account)
        #expect(found.credential.idTokenObstacle == nil)
    }
}
