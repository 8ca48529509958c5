import Foundation
import GoogleCloud
import Outbound
import TestSupport
import Testing

struct ExecutableSubjectTokenTests {
    private static let allowed = ["GOOGLE_EXTERNAL_ACCOUNT_ALLOW_EXECUTABLES": "1", "PATH": "/usr/bin:/bin"]
    private static let success = #""version":1,"success":true,"token_type":"urn:ietf:params:oauth:token-type:jwt""#

    private static func fixture(
        _ script: String, in folder: String, outputFile: String? = nil, environment: [String: String] = allowed
    ) throws -> TokenFixture {
        try TokenFixture.write(script, to: folder + "/say token.sh")
        var source = #"{"executable":{"command":"/bin/sh '\#(folder)/say token.sh'","timeout_millis":5000"#
        if let outputFile { source += #","output_file":"\#(outputFile)""# }
        return try TokenFixture(
            TokenFixture.external(source + "}}", more: TokenFixture.impersonation), environment: environment)
    }

    private static func subject(_ fixture: TokenFixture) async throws -> String? {
        _ = try await fixture.provider.accessToken()
        let exchange = fixture.transport.requests.first { $0.url.hasSuffix("/v1/token") }
        return exchange.map { TokenFixture.form($0)["subject_token"] ?? "" }
    }

    @Test func `a program gives the token, and gets the documented variables`() async throws {
        try await TokenFixture.withFolder { folder in
            let script = """
                env | grep ^GOOGLE_EXTERNAL_ACCOUNT_ | sort > '\(folder)/env'
                echo noise >&2
                echo '{\(Self.success),"id_token":"by-program"}'
                """
            let fixture = try Self.fixture(script, in: folder, outputFile: folder + "/cache.json")
            #expect(try await Self.subject(fixture) == "by-program")
            let seen = try String(contentsOfFile: folder + "/env", encoding: .utf8)
            #expect(
                seen.split(separator: "\n").map(String.init) == [
                    "GOOGLE_EXTERNAL_ACCOUNT_ALLOW_EXECUTABLES=1",
                    "GOOGLE_EXTERNAL_ACCOUNT_AUDIENCE=\(TokenFixture.pool)",
                    "GOOGLE_EXTERNAL_ACCOUNT_ID=\(TokenFixture.account)",
                    "GOOGLE_EXTERNAL_ACCOUNT_IMPERSONATED_EMAIL=\(TokenFixture.account)",
                    "GOOGLE_EXTERNAL_ACCOUNT_INTERACTIVE=0",
                    "GOOGLE_EXTERNAL_ACCOUNT_OUTPUT_FILE=\(folder)/cache.json", "GOOGLE_EXTERNAL_ACCOUNT_REVOKE=0",
                    "GOOGLE_EXTERNAL_ACCOUNT_TOKEN_TYPE=urn:ietf:params:oauth:token-type:jwt",
                ]
            )
        }
    }

    @Test(arguments: [nil, "0", "true"])
    func `nothing runs unless the user allows it`(value: String?) async throws {
        try await TokenFixture.withFolder { folder in
            let environment = value.map { ["GOOGLE_EXTERNAL_ACCOUNT_ALLOW_EXECUTABLES": $0] } ?? [:]
            let fixture = try Self.fixture("touch '\(folder)/ran'", in: folder, environment: environment)
            let error = await #expect(throws: GoogleCloudError.self) { _ = try await Self.subject(fixture) }
            #expect(error?.advice?.contains("GOOGLE_EXTERNAL_ACCOUNT_ALLOW_EXECUTABLES=1") == true)
            #expect(!FileManager.default.fileExists(atPath: folder + "/ran"))
        }
    }

    @Test(arguments: [
        (#""id_token":"cached","expiration_time":1000001"#, "cached"),
        (#""id_token":"cached","expiration_time":999999"#, "fresh"), (#""id_token":"cached""#, "fresh"),
    ])
    func `an output file is used again while it says that it is good`(members: String, expected: String) async throws {
        try await TokenFixture.withFolder { folder in
            let cache = folder + "/cache.json"
            try TokenFixture.write("{\(Self.success),\(members)}", to: cache)
            let fixture = try Self.fixture(
                "echo '{\(Self.success),\"id_token\":\"fresh\"}'", in: folder, outputFile: cache)
            #expect(try await Self.subject(fixture) == expected)
        }
    }

    @Test func `a silent program may leave its answer in the output file`() async throws {
        try await TokenFixture.withFolder { folder in
            let cache = folder + "/cache.json"
            let fixture = try Self.fixture(
                "echo '{\(Self.success),\"id_token\":\"in-file\"}' > '\(cache)'", in: folder, outputFile: cache)
            #expect(try await Self.subject(fixture) == "in-file")
        }
    }

    @Test(arguments: [
        ("exit 3", "status 3"), ("echo nonsense", "not the documented JSON"),
        (#"echo '{"version":1,"success":false,"code":"401","message":"sign in"}'"#, "401: sign in"),
        (#"echo '{"version":2,"success":true}'"#, "version 2"),
        (#"echo '{"version":1,"success":true,"token_type":"urn:x"}'"#, "not supported"),
        (
            #"echo '{"version":1,"success":true,"token_type":"urn:ietf:params:oauth:token-type:jwt","id_token":"t","#
                + #""expiration_time":5}'"#, "past its time"
        ),
        ("kill -9 $$", "status 137"),
    ])
    func `a program that fails is told with its reason`(script: String, reason: String) async throws {
        try await TokenFixture.withFolder { folder in
            let fixture = try Self.fixture(script, in: folder)
            let error = await #expect(throws: GoogleCloudError.self) { _ = try await Self.subject(fixture) }
            #expect(error?.message.contains(reason) == true, "\(error?.message ?? "")")
            #expect(fixture.transport.requests.isEmpty)
        }
    }

    @Test func `a command is words and no shell's`() async throws {
        try await TokenFixture.withFolder { folder in
            let source = #"{"executable":{"command":"/bin/echo x; touch \#(folder)/ran"}}"#
            let fixture = try TokenFixture(TokenFixture.external(source), environment: Self.allowed)
            await #expect(throws: GoogleCloudError.self) { _ = try await fixture.provider.accessToken() }
            #expect(!FileManager.default.fileExists(atPath: folder + "/ran"))
        }
    }

    @Test func `the whole group of a program ends with a caller that goes away`() async throws {
        try await TokenFixture.withFolder { folder in
            let script = "sleep 300 & echo $! > '\(folder)/child.tmp'; mv '\(folder)/child.tmp' '\(folder)/child'; wait"
            let fixture = try Self.fixture(script, in: folder)
            let caller = Task { try await fixture.provider.accessToken() }
            while !FileManager.default.fileExists(atPath: folder + "/child") { await Task.yield() }
            let text = try String(contentsOfFile: folder + "/child", encoding: .utf8)
            let child = try #require(Int32(text.trimmingCharacters(in: .whitespacesAndNewlines)))
            caller.cancel()
            await #expect(throws: CancellationError.self) { _ = try await caller.value }
            // A process that nobody has collected yet is still listed, as a zombie.
            func isAlive() -> Bool {
                guard let stat = FileManager.default.contents(atPath: "/proc/\(child)/stat") else { return false }
                return !String(decoding: stat, as: UTF8.self).contains(") Z ")
            }
            while isAlive() { await Task.yield() }
            #expect(!isAlive())
        }
    }
}
