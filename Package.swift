// swift-tools-version: 6.2
import PackageDescription

/// Settings of every target of ours: Swift 6 mode comes from the tools version, warnings are errors.
let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
]

let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioFoundation: Target.Dependency = .product(name: "NIOFoundationCompat", package: "swift-nio")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore: Target.Dependency = .product(name: "HummingbirdCore", package: "hummingbird")
let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")

func library(_ name: String, _ dependencies: [Target.Dependency], plugins: [Target.PluginUsage] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict, plugins: plugins)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

/// The arrow rule of ARCHITECTURE.md, floor by floor; `ArchitectureTests` holds it.
let floor0: [Target] = [
    .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CJWT", pkgConfig: "libjwt", providers: [.apt(["libjwt-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CMalloc"),
    .systemLibrary(name: "CNVML"),
    .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    library("Domain", [nioCore]),
    library("Digests", ["COpenSSL", nioCore]),
    library("JWT", ["CJWT", "COpenSSL"]),
    library(
        "Outbound",
        [
            "CCurl", nioCore, nioFoundation, logging,
            .product(name: "NIOPosix", package: "swift-nio"),
            .product(name: "NIOHTTP1", package: "swift-nio"),
            .product(name: "NIOSSL", package: "swift-nio-ssl"),
            .product(name: "AsyncHTTPClient", package: "async-http-client"),
        ]
    ),
]

let floor1: [Target] = [
    library("GoogleCloud", ["Outbound", "JWT", nioCore, nioFoundation]),
    library("ModelFormats", ["Domain", nioCore, nioFoundation]),
    library("ModelHubs", ["Domain", "Digests", "ModelFormats", "Outbound", nioCore, nioFoundation]),
    library(
        "Stores",
        [
            "Domain", "Digests", "GoogleCloud", "ModelFormats", "Outbound", nioCore, nioFoundation,
            .product(name: "NIOPosix", package: "swift-nio"),
        ]
    ),
    library("Importing", ["Domain", "Digests", nioCore, nioFoundation]),
    library("Serving", ["Domain"]),
    library("API", ["Domain"]),
    library(
        "Runtimes",
        [
            "CNVML", "Domain", "Serving", "Importing", "GoogleCloud", "Outbound", nioCore, nioFoundation,
            .product(name: "NIOPosix", package: "swift-nio"),
        ]
    ),
]

let floor2: [Target] = [
    library(
        "ControlPlane",
        ["Domain", "Digests", "Importing", "Serving", "GoogleCloud", "Outbound", yams, nioCore, logging])
]

let floor3: [Target] = [
    library(
        "Server",
        [
            "API", "CZlib", "ControlPlane", "JWT", "Outbound", "Domain", hummingbird, hummingbirdCore, nioCore,
            nioFoundation, logging, .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
        ],
        plugins: ["EmbedWeb"]
    ),
    library("CLI", ["API", "ControlPlane", "Domain", argumentParser]),
]

let beside: [Target] = [
    library(
        "CloudSimulator",
        [
            "Digests", "JWT", hummingbird, nioCore, nioFoundation, logging,
            .product(name: "NIOPosix", package: "swift-nio"),
        ]
    ),
    .executableTarget(
        name: "BenchSink",
        dependencies: [
            "Digests", nioCore,
            .product(name: "NIOPosix", package: "swift-nio"),
            .product(name: "NIOHTTP1", package: "swift-nio"),
            .product(name: "NIOSSL", package: "swift-nio-ssl"),
        ],
        swiftSettings: strict
    ),
    .executableTarget(name: "WebEmbedder", swiftSettings: strict),
    .plugin(name: "EmbedWeb", capability: .buildTool(), dependencies: ["WebEmbedder"]),
]

let everything: [Target.Dependency] = [
    "Domain", "Digests", "JWT", "Outbound", "GoogleCloud", "ModelFormats", "ModelHubs", "Stores", "Importing",
    "Serving", "Runtimes", "ControlPlane", "API", "Server", "CLI", "CloudSimulator",
]

let floor4: [Target] = [
    .executableTarget(
        name: "llm-manager",
        dependencies: everything + ["CMalloc", argumentParser, logging, hummingbird, nioCore],
        swiftSettings: strict
    )
]

let testTargets: [Target] = [
    .target(
        name: "TestSupport",
        dependencies: ["Domain", "Outbound", "Digests", "ControlPlane", nioCore, logging],
        path: "Tests/TestSupport",
        swiftSettings: strict
    ),
    tests("ArchitectureTests", []),
    tests("DomainTests", ["Domain", "TestSupport"]),
    tests("DigestsTests", ["Digests", "TestSupport"]),
    tests("JWTTests", ["JWT", "TestSupport"]),
    tests(
        "OutboundTests",
        [
            "Outbound", "TestSupport", nioCore, .product(name: "NIOPosix", package: "swift-nio"),
            .product(name: "NIOSSL", package: "swift-nio-ssl"),
        ]
    ),
    tests("GoogleCloudTests", ["GoogleCloud", "CloudSimulator", "TestSupport", "Outbound", "JWT", nioCore]),
    tests("ModelFormatsTests", ["ModelFormats", "Serving", "TestSupport", "Domain", nioCore]),
    tests("ModelHubsTests", ["ModelHubs", "CloudSimulator", "TestSupport", "Outbound", "Domain", "Digests", nioCore]),
    tests("StoresTests", ["Stores", "CloudSimulator", "TestSupport", "Outbound", "Domain", "GoogleCloud", nioCore]),
    tests("ImportingTests", ["Importing", "TestSupport", "Digests", "Domain"]),
    tests("ServingTests", ["Serving", "TestSupport", "Domain"]),
    tests(
        "RuntimesTests",
        [
            "Runtimes", "CloudSimulator", "TestSupport", "Domain", "GoogleCloud", "Importing", "Outbound", "Serving",
            nioCore,
        ]
    ),
    tests(
        "ControlPlaneTests",
        [
            "ControlPlane", "TestSupport", "Domain", "CloudSimulator", "GoogleCloud", "Digests", "Importing",
            "Outbound",
            nioCore,
        ]
    ),
    tests("APITests", ["API", "TestSupport", "Domain"]),
    tests(
        "ServerTests",
        [
            "Server", "TestSupport", "ControlPlane", "API", "Digests", "Domain", "JWT", "Outbound", nioCore, logging,
            .product(name: "NIOEmbedded", package: "swift-nio"),
        ]
    ),
    tests("WebEmbedderTests", ["WebEmbedder"]),
    tests("CLITests", ["CLI", "TestSupport", "Domain", "API", argumentParser]),
    tests("CloudSimulatorTests", ["CloudSimulator", "TestSupport", "Digests", "Outbound"]),
    tests("EndToEndTests", everything + ["TestSupport", "llm-manager"]),
]

let package = Package(
    name: "llm-manager",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "llm-manager", targets: ["llm-manager"])],
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-nio-extras.git", from: "1.34.1"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: floor0 + floor1 + floor2 + floor3 + beside + floor4 + testTargets
)
