import Foundation
import GoogleCloud
import Outbound
import Synchronization
import TestSupport

/// A credential file given as JSON, and a network that answers as Google's token endpoints do.
struct TokenFixture {
    let transport: OutboundFakeTransport
    let provider: TokenProvider
    let pacer: OutboundTestPacer

    init(
        _ json: String, endpoints: GoogleEndpoints = GoogleEndpoints(), environment: [String: String] = [:],
        quotaProject: String? = nil, now: Date = Date(timeIntervalSince1970: 1_000_000),
        answer: @escaping @Sendable (OutboundRequest, Int) throws -> OutboundResponse = Self.google
    ) throws {
        let file = try CredentialFile(json: Data(json.utf8), place: "test.json")
        try self.init(
            FoundCredential(
                credential: file.credential, place: "test.json", project: file.project,
                quotaProject: file.quotaProject, universeDomain: file.universeDomain
            ),
            endpoints: endpoints, environment: environment, quotaProject: quotaProject, now: now, answer: answer
        )
    }

    init(
        _ found: FoundCredential, endpoints: GoogleEndpoints = GoogleEndpoints(), environment: [String: String] = [:],
        quotaProject: String? = nil, now: Date = Date(timeIntervalSince1970: 1_000_000),
        answer: @escaping @Sendable (OutboundRequest, Int) throws -> OutboundResponse = Self.google
    ) throws {
        transport = OutboundFakeTransport(answer)
        pacer = OutboundTestPacer()
        provider = TokenProvider(
            found, outbound: OutboundClient(transport: transport, pacer: pacer.pacer),
            endpoints: try endpoints.adopting(found, asked: nil), quotaProject: quotaProject, environment: environment,
            now: { now }
        )
    }

    /// Every endpoint says yes; the token names who gave it.
    @Sendable static func google(_ request: OutboundRequest, _ number: Int) -> OutboundResponse {
        switch request.url {
        case _ where request.url.hasSuffix(":generateAccessToken"):
            .fake(200, #"{"accessToken":"impersonated\#(number)","expireTime":"2040-01-01T00:00:00Z"}"#)
        case _ where request.url.hasSuffix(":generateIdToken"): .fake(200, #"{"token":"id\#(number)"}"#)
        case _ where request.url.contains("/subject"): .fake(200, #"{"value":"subject-by-url"}"#)
        default: .fake(200, #"{"access_token":"t\#(number)","expires_in":3600,"token_type":"Bearer"}"#)
        }
    }

    /// The decoded fields of a form.
    static func form(_ request: OutboundRequest) -> [String: String] {
        let pairs = (request.body.text ?? "").split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1).map { String($0).removingPercentEncoding ?? "" }
            return (parts[0], parts.count > 1 ? parts[1] : "")
        }
        return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
    }

    static let pool =
        "//iam.googleapis.com/projects/123/locations/global/workloadIdentityPools/pool/providers/provider"
    static let account = "runner@p.iam.gserviceaccount.com"

    /// An `external_account` file with this source and these further members, written as JSON.
    static func external(_ source: String, more: String = "", audience: String = pool) -> String {
        #"{"type":"external_account","audience":"\#(audience)","#
            + #""subject_token_type":"urn:ietf:params:oauth:token-type:jwt","#
            + #""token_url":"https://sts.googleapis.com/v1/token","credential_source":\#(source)\#(more)}"#
    }

    static let impersonation =
        #","service_account_impersonation_url":"https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/"#
        + account + #":generateAccessToken""#

    /// Runs `body` with a folder that goes afterwards.
    static func withFolder(_ body: (String) async throws -> Void) async throws {
        let folder = NSTemporaryDirectory() + "tokens-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await body(folder)
    }

    static func write(_ text: String, to path: String) throws {
        try Data(text.utf8).write(to: URL(filePath: path))
    }
}
