import Foundation
import Testing

/// Holds the arrow rule of ARCHITECTURE.md: who may import whom.
struct ImportTests {
    /// Our own targets that each target may import.
    static let arrows: [String: Set<String>] = [
        "Domain": [],
        "Digests": ["COpenSSL"],
        "JWT": ["CJWT", "COpenSSL"],
        "Outbound": ["CCurl"],
        "GoogleCloud": ["Outbound", "JWT"],
        "ModelFormats": ["Domain"],
        "ModelHubs": ["Domain", "Digests", "ModelFormats", "Outbound"],
        "Stores": ["Domain", "Digests", "GoogleCloud", "ModelFormats", "Outbound"],
        "Importing": ["Domain", "Digests"],
        "Serving": ["Domain"],
        "API": ["Domain"],
        "Runtimes": ["CNVML", "Domain", "Serving", "Importing", "GoogleCloud", "Outbound"],
        "ControlPlane": ["Domain", "Digests", "Importing", "Serving", "GoogleCloud", "Outbound"],
        "Server": ["API", "CZlib", "ControlPlane", "JWT", "Outbound", "Domain"],
        "CLI": ["API", "ControlPlane", "Domain"],
        "CloudSimulator": ["Digests", "JWT"],
        "BenchSink": ["Digests"],
        "WebEmbedder": [],
    ]

    static let ours: Set<String> = Set(arrows.keys).union(["COpenSSL", "CJWT", "CCurl", "CZlib", "CMalloc", "CNVML"])

    @Test(arguments: arrows.keys.sorted())
    func `a target imports only what lies below it`(target: String) throws {
        let allowed = try #require(Self.arrows[target])
        let sources = try SourceTree.swiftFiles(under: "Sources/\(target)")
        #expect(!sources.isEmpty, "Sources/\(target) holds no Swift file")
        for source in sources {
            for module in source.imports where Self.ours.contains(module) && module != target {
                #expect(allowed.contains(module), "\(source.path) imports \(module)")
            }
        }
    }

    @Test func `every target under Sources is covered by the arrow rule`() throws {
        let known = Self.ours.union(["llm-manager"])
        for folder in try SourceTree.folders(under: "Sources") {
            #expect(known.contains(folder), "Sources/\(folder) has no arrow rule")
        }
    }

    @Test(arguments: [
        ("Hummingbird", ["Server", "CloudSimulator", "llm-manager"]),
        ("ArgumentParser", ["CLI", "llm-manager"]),
        ("AsyncHTTPClient", ["Outbound"]),
        ("CloudSimulator", ["llm-manager"]),
        ("Yams", ["ControlPlane"]),
    ])
    func `a heavy module stays where it belongs`(module: String, homes: [String]) throws {
        for folder in try SourceTree.folders(under: "Sources") where !homes.contains(folder) && folder != module {
            for source in try SourceTree.swiftFiles(under: "Sources/\(folder)") {
                #expect(!source.imports.contains(module), "\(source.path) imports \(module)")
            }
        }
    }

    @Test func `Domain knows nothing of the network but its byte buffer`() throws {
        for source in try SourceTree.swiftFiles(under: "Sources/Domain") {
            let others = source.imports.subtracting(["NIOCore", "Synchronization"])
            #expect(others.isEmpty, "\(source.path) imports \(others.sorted())")
        }
    }
}
