import Foundation
import Outbound
import TestSupport
import Testing

/// Trust in a server's certificate, against OpenSSL's own server.
@Suite struct TransportSettingsCertificateTests {
    private static let openssl = "/usr/bin/openssl"

    /// A self-signed certificate for 127.0.0.1 and its key, both PEM, in a folder of their own.
    private static func certificate(in folder: URL) async throws -> (certificate: String, key: String) {
        let files = (folder.appending(path: "cert.pem").path, folder.appending(path: "key.pem").path)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: openssl)
        process.arguments = [
            "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1", "-addext",
            "subjectAltName=IP:127.0.0.1", "-out", files.0, "-keyout", files.1,
        ]
        process.standardError = FileHandle.nullDevice
        let status = try await withCheckedThrowingContinuation { (done: CheckedContinuation<Int32, any Error>) in
            process.terminationHandler = { done.resume(returning: $0.terminationStatus) }
            do { try process.run() } catch { done.resume(throwing: error) }
        }
        try #require(status == 0, "openssl made no certificate")
        return files
    }

    @Test func `a private authority is trusted when its root is named, and refused otherwise`() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "certificates-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let files = try await Self.certificate(in: folder)
        try await PeerProgram.with(
            Self.openssl, install: "apt-get install openssl",
            arguments: {
                ["s_server", "-accept", "127.0.0.1:\($0)", "-cert", files.certificate, "-key", files.key, "-www"]
            }
        ) { peer in
            let url = "https://127.0.0.1:\(peer.port)/"
            for settings in [
                TransportSettings(trustedRootsFile: files.certificate),
                TransportSettings(additionalRootsFile: files.certificate),
                TransportSettings(environment: ["SSL_CERT_FILE": files.certificate]),
            ] {
                let status = try await Self.answer(url, settings).status
                #expect(status == 200)
            }
            let refusal = await #expect(throws: OutboundError.self) { try await Self.answer(url, TransportSettings()) }
            #expect(refusal?.code == .tlsFailed)
            #expect(refusal?.isRetryable == false)
        }
    }

    private static func answer(_ url: String, _ settings: TransportSettings) async throws -> OutboundResponse {
        let transport = NIOTransport(settings)
        do {
            let response = try await transport.execute(OutboundRequest(.get, url))
            _ = await response.prefix(upTo: 1 << 16)
            try await transport.shutdown()
            return response
        } catch {
            try await transport.shutdown()
            throw error
        }
    }
}
