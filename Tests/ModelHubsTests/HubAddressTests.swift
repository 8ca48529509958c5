import Domain
import Testing

@testable import ModelHubs

@Suite struct HubAddressTests {
    @Test(arguments: ["ftp://x", "huggingface.co", "https://u:p@h", "https://h?x=1", ""])
    func `an address that is no plain URL is refused`(_ text: String) {
        #expect(throws: Problem.self) { try HubAddress(text) }
    }
}
