import NIOCore
import Outbound
import Testing

/// What every transport keeps: each sentence is tried on both. Its other parts are beside it.
@Suite(.timeLimit(.minutes(10))) struct HTTPTransportTests {
    @Test(arguments: TransportKind.allCases, [OutboundRequest.Traffic.api, .bulk])
    func `method, headers and body arrive, the answer comes back`(
        kind: TransportKind, traffic: OutboundRequest.Traffic
    ) async throws {
        try await ScriptedServer.with { request, reply in
            let text = "\(request.line)|\(request.headers["x-a"] ?? "")|\(String(buffer: request.body))"
            try await reply.answer("201 Created", ["X-B": "two"], body: text)
        } _: { base in
            try await TestTransport.with(kind) { transport in
                let request = OutboundRequest(
                    .put, base + "/a%2Fb?c=d", headers: ["X-A": "one"], body: .bytes(ByteBuffer(string: "hello")),
                    traffic: traffic)
                let response = try await transport.execute(request)
                #expect(response.status == 201)
                #expect(response.headers["x-b"] == "two")
                let body = try await response.text()
                #expect(body == "PUT /a%2Fb?c=d HTTP/1.1|one|hello")
            }
        }
    }

    @Test(arguments: TransportKind.allCases)
    func `every method is sent by its name`(kind: TransportKind) async throws {
        try await ScriptedServer.with { request, reply in
            let isHead = request.line.hasPrefix("HEAD ")
            let fields = ["X-Method": String(request.line.prefix { $0 != " " })]
            if isHead {
                try await reply.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-Method: HEAD\r\n\r\n")
            } else {
                try await reply.answer("200 OK", fields, body: "hello")
            }
        } _: { base in
            try await TestTransport.with(kind) { transport in
                for method in OutboundRequest.Method.allCases {
                    let response = try await transport.execute(OutboundRequest(method, base))
                    #expect(response.headers["X-Method"] == method.rawValue)
                    #expect(response.contentLength == 5)
                    let text = try await response.text()
                    #expect(text == (method == .head ? "" : "hello"))
                }
            }
        }
    }

    @Test(arguments: TransportKind.allCases)
    func `any status is an answer, with its body or without`(kind: TransportKind) async throws {
        try await ScriptedServer.with { request, reply in
            let status = request.path.dropFirst()
            if ["204", "304"].contains(status) {
                try await reply.send("HTTP/1.1 \(status) None\r\nETag: \"x\"\r\n\r\n")
            } else {
                try await reply.answer("\(status) Some", body: "the body of \(status)")
            }
        } _: { base in
            try await TestTransport.with(kind) { transport in
                for status in [200, 204, 206, 304, 308, 400, 401, 403, 404, 407, 410, 412, 416, 429, 500, 503, 599] {
                    let response = try await transport.execute(OutboundRequest(.get, "\(base)/\(status)"))
                    #expect(response.status == status)
                    let text = try await response.text()
                    #expect(text == ([204, 304].contains(status) ? "" : "the body of \(status)"))
                }
            }
        }
    }

    @Test(arguments: TransportKind.allCases)
    func `a redirect comes back as it is`(kind: TransportKind) async throws {
        try await ScriptedServer.with { request, reply in
            try await reply.answer("302 Found", ["Location": "/elsewhere"], body: request.path)
        } _: { base in
            try await TestTransport.with(kind) { transport in
                let response = try await transport.execute(OutboundRequest(.get, base + "/here"))
                #expect(response.status == 302)
                #expect(response.headers["location"] == "/elsewhere")
                let text = try await response.text()
                #expect(text == "/here")
            }
        }
    }

    @Test(arguments: TransportKind.allCases)
    func `a header that is there twice comes twice, in order, whatever its case`(kind: TransportKind) async throws {
        try await ScriptedServer.with { _, reply in
            try await reply.send(
                "HTTP/1.1 200 OK\r\nx-a: 1\r\nX-Other:   spaced  \r\nX-A: 2, 3\r\nx-EMPTY:\r\ncontent-length: 0\r\n\r\n"
            )
        } _: { base in
            try await TestTransport.with(kind) { transport in
                let response = try await transport.execute(OutboundRequest(.get, base))
                #expect(response.headers.all("X-a") == ["1", "2, 3"])
                #expect(response.headers["x-other"] == "spaced")
                #expect(response.headers["X-Empty"] == "")
            }
        }
    }

    @Test(arguments: TransportKind.allCases, [OutboundRequest.Traffic.api, .bulk])
    func `nothing is sent that we did not ask for`(
        kind: TransportKind, traffic: OutboundRequest.Traffic
    ) async throws {
        try await ScriptedServer.with { request, reply in
            let names = request.headers.keys.filter { $0 != "connection" }.sorted()
            try await reply.answer(body: names.joined(separator: " "))
        } _: { base in
            try await TestTransport.with(kind) { transport in
                var request = OutboundRequest(.get, base, headers: ["X-A": "1"], traffic: traffic)
                let get = try await transport.execute(request).text()
                #expect(get == "host x-a")
                request.method = .post
                request.body = .bytes(ByteBuffer(repeating: 1, count: 3 << 20))
                let post = try await transport.execute(request).text()
                #expect(post == "content-length host x-a")
                request.body = .none
                let empty = try await transport.execute(request).text()
                #expect(empty == "content-length host x-a")
                request.method = .delete
                let delete = try await transport.execute(request).text()
                #expect(["host x-a", "content-length host x-a"].contains(delete))
            }
        }
    }

    @Test(arguments: TransportKind.allCases)
    func `interim answers are passed over`(kind: TransportKind) async throws {
        try await ScriptedServer.with { _, reply in
            try await reply.send("HTTP/1.1 100 Continue\r\n\r\n")
            try await reply.send("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n")
            try await reply.answer("200 OK", ["X-A": "final"], body: "body")
        } _: { base in
            try await TestTransport.with(kind) { transport in
                for body in [OutboundBody.none, .bytes(ByteBuffer(string: "up"))] {
                    let request = OutboundRequest(.put, base, body: body)
                    let response = try await transport.execute(request)
                    #expect(response.status == 200)
                    #expect(response.headers["Link"] == nil)
                    #expect(response.headers["X-A"] == "final")
                    let text = try await response.text()
                    #expect(text == "body")
                }
            }
        }
    }

    /// 10 KiB that would be 10 MiB; only its being unpacked would make it longer.
    @Test(arguments: TransportKind.allCases, ["gzip", "br", "deflate", "zstd"])
    func `a content coding is left alone`(kind: TransportKind, coding: String) async throws {
        try await ScriptedServer.with { _, reply in
            try await reply.answer("200 OK", ["Content-Encoding": coding], body: String(repeating: "z", count: 10_000))
        } _: { base in
            try await TestTransport.with(kind) { transport in
                let response = try await transport.execute(OutboundRequest(.get, base))
                #expect(response.headers["Content-Encoding"] == coding)
                let text = try await response.text()
                #expect(text == String(repeating: "z", count: 10_000))
            }
        }
    }

    @Test(arguments: TransportKind.allCases)
    func `a compressed transfer, which we did not ask for, is refused`(kind: TransportKind) async throws {
        try await ScriptedServer.with { _, reply in
            try await reply.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n3\r\nzzz\r\n0\r\n\r\n")
        } _: { base in
            try await TestTransport.with(kind) { transport in
                do {
                    // Bytes as they came would do as well: nothing may be expanded.
                    let text = try await transport.execute(OutboundRequest(.get, base)).text()
                    #expect(text == "zzz")
                } catch let error as OutboundError {
                    #expect(error.code == .protocolError)
                }
            }
        }
    }

    @Test(arguments: TransportKind.allCases)
    func `what is not HTTP is an error of its own`(kind: TransportKind) async throws {
        try await ScriptedServer.with { _, reply in
            try await reply.send("SSH-2.0-OpenSSH_9.2\r\n\r\n")
            try await reply.close()
        } _: { base in
            try await TestTransport.with(kind) { transport in
                let code = await TestTransport.code { _ = try await transport.execute(OutboundRequest(.get, base)) }
                #expect(code == .protocolError)
            }
        }
    }

    @Test(arguments: TransportKind.allCases, ["a\r\nX-Evil: 1", "a\nb", "a\0b"])
    func `a header that would break out of its line is not sent`(kind: TransportKind, value: String) async throws {
        let served = Counter()
        try await ScriptedServer.with { _, reply in
            served.add()
            try await reply.answer()
        } _: { base in
            try await TestTransport.with(kind) { transport in
                let request = OutboundRequest(.get, base, headers: ["X-A": value])
                let code = await TestTransport.code { _ = try await transport.execute(request) }
                #expect(code == .protocolError)
                #expect(served.value == 0)
            }
        }
    }

    @Test(
        arguments: TransportKind.allCases,
        ["", "no scheme", "/relative", "ftp://host.example/x", "http://", "file:///etc"])
    func `what is no http URL is refused`(kind: TransportKind, url: String) async throws {
        try await TestTransport.with(kind) { transport in
            let code = await TestTransport.code { _ = try await transport.execute(OutboundRequest(.get, url)) }
            #expect(code == .invalidURL)
        }
    }

    @Test(arguments: TransportKind.allCases)
    func `nobody listening is told apart, without the query`(kind: TransportKind) async throws {
        try await TestTransport.with(kind) { transport in
            let error = await #expect(throws: OutboundError.self) {
                _ = try await transport.execute(OutboundRequest(.get, "http://127.0.0.1:1/a?secret=x"))
            }
            #expect(error?.code == .connectFailed)
            #expect(error?.isRetryable == true)
            #expect(error.map { "\($0)".contains("secret") } == false)
            #expect(error?.place == "http://127.0.0.1:1/a")
        }
    }

    @Test(arguments: TransportKind.allCases)
    func `a name that nobody has is told apart`(kind: TransportKind) async throws {
        try await TestTransport.with(kind) { transport in
            let request = OutboundRequest(.get, "http://no-such-host.invalid/")
            let code = await TestTransport.code { _ = try await transport.execute(request) }
            #expect(code == .nameNotFound)
        }
    }

    @Test(arguments: TransportKind.allCases)
    func `IPv6 works like IPv4`(kind: TransportKind) async throws {
        try await ScriptedServer.with(host: "::1") { request, reply in
            try await reply.answer(body: request.headers["host"] ?? "")
        } _: { base in
            try await TestTransport.with(kind) { transport in
                let host = try await transport.execute(OutboundRequest(.get, base)).text()
                #expect("http://\(host)" == base)
            }
        }
    }

    @Test(arguments: TransportKind.allCases)
    func `one connection serves one request after the other`(kind: TransportKind) async throws {
        let connections = Counter()
        try await ScriptedServer.raw { wire in
            connections.add()
            while let request = try await wire.request() { try await wire.reply.answer(body: request.path) }
        } _: { base in
            try await TestTransport.with(kind) { transport in
                for number in 0..<10 {
                    let text = try await transport.execute(OutboundRequest(.get, "\(base)/\(number)")).text()
                    #expect(text == "/\(number)")
                }
                #expect(connections.value == 1)
            }
        }
    }

    @Test(arguments: TransportKind.allCases)
    func `a hundred requests at once are all answered`(kind: TransportKind) async throws {
        try await ScriptedServer.with { request, reply in
            try await reply.answer(body: request.path + String(repeating: "x", count: 100_000))
        } _: { base in
            try await TestTransport.with(kind) { transport in
                try await withThrowingTaskGroup(of: Bool.self) { group in
                    for number in 0..<100 {
                        group.addTask {
                            let request = OutboundRequest(
                                .get, "\(base)/\(number)", traffic: number % 2 == 0 ? .api : .bulk,
                                timeouts: TestTransport.patient)
                            let text = try await transport.execute(request).text()
                            return text.hasPrefix("/\(number)x") && text.count > 100_000
                        }
                    }
                    for try await isRight in group { #expect(isRight) }
                }
            }
        }
    }

    @Test(arguments: TransportKind.allCases)
    func `after shutdown nothing is sent`(kind: TransportKind) async throws {
        let transport = try kind.make(TransportSettings())
        try await transport.shutdown()
        let code = await TestTransport.code {
            _ = try await transport.execute(OutboundRequest(.get, "http://127.0.0.1:1"))
        }
        #expect(code == .shutDown)
    }

    @Test(arguments: TransportKind.allCases)
    func `shutdown ends what runs`(kind: TransportKind) async throws {
        let isServing = Signal()
        try await ScriptedServer.with { _, reply in
            try await reply.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nabc")
            isServing.fire()
        } _: { base in
            let transport = try kind.make(TransportSettings())
            async let code = TestTransport.code {
                let request = OutboundRequest(.get, base, timeouts: TestTransport.patient)
                _ = try await transport.execute(request).text()
            }
            await isServing.wait()
            try await transport.shutdown()
            let ended = await code
            #expect([.shutDown, .cancelled, .connectionLost].contains(ended))
        }
    }
}
