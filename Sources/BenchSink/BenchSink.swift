import Foundation

/// The measuring end of `make bench-import`: a bucket that discards what it is sent, and the floor of the work.
///
///     BenchSink serve CERTIFICATE KEY PORT-FILE     a bucket on loopback TLS until the process is ended
///     BenchSink floor MEBIBYTES                     what decrypting, hashing and encrypting alone costs, as JSON
@main
struct BenchSink {
    static func main() async throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        switch (arguments.first, arguments.count) {
        case ("serve", 4):
            try await SinkServer(certificate: arguments[1], key: arguments[2]).run(portFile: arguments[3])
        case ("floor", 2):
            guard let mebibytes = Int(arguments[1]), mebibytes > 0 else { fallthrough }
            print(try Floor(bytes: mebibytes << 20).measured())
        default:
            FileHandle.standardError.write(Data("usage: BenchSink serve CERT KEY PORT-FILE | floor MEBIBYTES\n".utf8))
            exit(64)
        }
    }
}
