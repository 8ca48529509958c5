import Foundation
import NIOSSL
import Testing

/// A private authority and certificates of it, made by the openssl program in a folder of their own.
struct TestCertificates: Sendable {
    /// A server's certificate and key.
    struct Leaf: Sendable {
        let certificate: String
        let key: String

        func serverConfiguration() throws -> TLSConfiguration {
            TLSConfiguration.makeServerConfiguration(
                certificateChain: try NIOSSLCertificate.fromPEMFile(certificate).map { .certificate($0) },
                privateKey: .privateKey(try NIOSSLPrivateKey(file: key, format: .pem))
            )
        }
    }

    let folder: URL
    /// The authority's certificate, PEM.
    var root: String { path("root.pem") }

    /// Makes the authority, runs `body`, and removes everything.
    static func with(_ body: (TestCertificates) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "certificates-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let certificates = TestCertificates(folder: folder)
        try await certificates.openssl(
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
            "/CN=Root of a test", "-out", certificates.root, "-keyout", certificates.path("root.key")
        )
        try await body(certificates)
    }

    /// A certificate of the authority.
    /// - Parameter names: in OpenSSL's words, such as `IP:127.0.0.1,DNS:hub.example`.
    func leaf(_ names: String) async throws -> Leaf {
        let name = UUID().uuidString
        let leaf = Leaf(certificate: path("\(name).pem"), key: path("\(name).key"))
        let (request, extensions) = (path("\(name).csr"), path("\(name).ext"))
        try Data("subjectAltName=\(names)\n".utf8).write(to: URL(filePath: extensions))
        try await openssl(
            "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=leaf", "-out",
            request, "-keyout", leaf.key
        )
        try await openssl(
            "x509", "-req", "-in", request, "-CA", root, "-CAkey", path("root.key"), "-CAcreateserial", "-days", "2",
            "-extfile", extensions, "-out", leaf.certificate
        )
        return leaf
    }

    private func path(_ name: String) -> String { folder.appending(path: name).path }

    private func openssl(_ arguments: String...) async throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
        process.arguments = arguments
        process.standardError = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        let status = try await withCheckedThrowingContinuation { (done: CheckedContinuation<Int32, any Error>) in
            process.terminationHandler = { done.resume(returning: $0.terminationStatus) }
            do { try process.run() } catch { done.resume(throwing: error) }
        }
        try #require(status == 0, "openssl \(arguments.first ?? "") failed")
    }
}
