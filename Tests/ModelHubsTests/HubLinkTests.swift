import Testing

@testable import ModelHubs

@Suite struct HubLinkTests {
    @Test func `the next page is found among links`() {
        #expect(HubLink.next("<https://h/api?cursor=a%3D>; rel=\"next\"") == "https://h/api?cursor=a%3D")
        #expect(HubLink.next("<https://h/1>; rel=\"prev\",<https://h/2>; rel=\"next\"") == "https://h/2")
        #expect(HubLink.next("<https://h/1>; rel=\"xet-auth\"") == nil)
        #expect(HubLink.next(nil) == nil)
    }
}
