import Outbound
import Testing

@testable import Server

/// How the console's files are sent: by content, compressed, once.
struct ConsoleTests {
    @Test func `the first page names its files by content, and they may be kept for ever`() async throws {
        try await Running.with { server in
            let page = try await server.send(.get, "/services")
            #expect(page.headers["Cache-Control"] == "no-cache")
            let script = try #require(page.text.firstMatch(of: /src="(\/assets\/[0-9a-f]+\/app\.js)"/)?.1)
            let sent = try await server.send(.get, String(script))
            #expect(sent.status == 200)
            #expect(sent.headers["Cache-Control"] == "public, max-age=31536000, immutable")
            #expect(sent.headers["Content-Type"] == "text/javascript; charset=utf-8")
            let linked = sent.text.split(separator: "\n").filter { $0.hasPrefix("import ") || $0.hasPrefix("export ") }
            #expect(linked.isEmpty, "one script, which imports nothing")
            let sheets = page.text.matches(of: /stylesheet" href="([^"]+)"/).map { String($0.output.1) }
            #expect(sheets.count == 1)
            for address in sheets {
                let sheet = try await server.send(.get, address)
                #expect(sheet.status == 200)
            }
        }
    }

    @Test func `the address of another build gets this build's file, which may not be kept`() async throws {
        try await Running.with { server in
            let sent = try await server.send(.get, "/assets/0123456789abcdef/app.js")
            #expect(sent.status == 200)
            #expect(sent.headers["Cache-Control"] == "no-cache")
            let none = try await server.send(.get, "/assets/0123456789abcdef/nothing.js")
            #expect(none.status == 404)
        }
    }

    @Test func `a file is compressed for whom takes it, with a tag of its own`() async throws {
        try await Running.with { server in
            let plain = try await server.send(.get, "/app.js")
            let packed = try await server.send(.get, "/app.js", headers: ["Accept-Encoding": "br, gzip;q=0.5"])
            let refused = try await server.send(.get, "/app.js", headers: ["Accept-Encoding": "gzip;q=0, identity"])
            #expect(plain.headers["Content-Encoding"] == nil)
            #expect(packed.headers["Content-Encoding"] == "gzip")
            #expect(refused.headers["Content-Encoding"] == nil)
            #expect(plain.headers["Vary"] == "Accept-Encoding")
            let tag = try #require(packed.headers["ETag"])
            #expect(tag != plain.headers["ETag"])
            let again = try await server.send(
                .get, "/app.js", headers: ["Accept-Encoding": "gzip", "If-None-Match": tag])
            #expect(again.status == 304)
        }
    }

    @Test func `the whole console is less than 120 kB compressed`() {
        let assets = ConsoleAssets(EmbeddedWeb.files)
        let sizes = assets.loaded.compactMap { path in
            assets[path].map { $0.gzip?.count ?? $0.bytes.count }
        }
        #expect(assets.loaded == ["app.js", "icon.svg", "index.html", "styles/all.css"])
        let total = sizes.reduce(0, +)
        #expect(total < 120_000, "\(total) bytes in \(sizes.count) files")
    }

    @Test func `markup is taken from one policy only`() async throws {
        try await Running.with { server in
            let policy = try await server.send(.get, "/").headers["Content-Security-Policy"] ?? ""
            #expect(policy.contains("require-trusted-types-for 'script'"))
            #expect(policy.contains("trusted-types llm-manager"))
            #expect(!policy.contains("unsafe"))
        }
    }
}
