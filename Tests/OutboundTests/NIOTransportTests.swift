import Outbound
import Testing

/// What is particular to this transport; what both keep is in `HTTPTransportTests`.
struct NIOTransportTests {
    @Test(arguments: ["socks5://127.0.0.1:1", "socks4a://127.0.0.1:1", "https://127.0.0.1:1"])
    func `a proxy that it cannot speak to is never gone around`(proxy: String) async throws {
        let settings = TransportSettings(environment: ["ALL_PROXY": proxy])
        try await TestTransport.with(.nio, settings) { transport in
            let error = await #expect(throws: OutboundError.self) {
                _ = try await transport.execute(OutboundRequest(.get, "https://hub.example/"))
            }
            #expect(error?.code == .proxyFailed)
            #expect(error?.cause.contains("--transport curl") == true)
        }
    }
}
