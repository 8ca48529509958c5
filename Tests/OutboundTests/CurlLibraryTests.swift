import Testing

@testable import Outbound

struct CurlLibraryTests {
    private static func refusal(_ library: CurlLibrary, _ settings: TransportSettings = TransportSettings()) -> String?
    {
        do {
            try library.check(settings)
            return nil
        } catch {
            return (error as? TransportRefusal)?.description
        }
    }

    @Test func `under 7 point 88 it is refused, with the reason`() {
        #expect(Self.refusal(CurlLibrary(version: "7.87.0", number: 0x07_57_00))?.contains("7.87.0 is too old") == true)
        #expect(Self.refusal(CurlLibrary(version: "7.88.0", number: 0x07_58_00)) == nil)
        #expect(Self.refusal(CurlLibrary(version: "8.14.1", number: 0x08_0E_01)) == nil)
    }

    @Test func `what it was built without is refused`() {
        let library = CurlLibrary(version: "8.0.0", number: 0x08_00_00, hasNTLM: false, hasNegotiate: true)
        #expect(Self.refusal(library, TransportSettings(proxyAuthentication: .ntlm))?.contains("ntlm") == true)
        #expect(Self.refusal(library, TransportSettings(proxyAuthentication: .negotiate)) == nil)
    }

    @Test func `the one that is here will do`() {
        #expect(Self.refusal(.shared) == nil)
        #expect(CurlLibrary.shared.number >= CurlLibrary.oldestNumber)
    }
}
