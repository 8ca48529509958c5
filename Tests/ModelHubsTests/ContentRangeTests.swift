import Testing

@testable import ModelHubs

@Suite struct ContentRangeTests {
    @Test func `a content range is read strictly`() {
        #expect(ContentRange("bytes 5-9/10")?.range == 5..<10)
        #expect(ContentRange("bytes 5-9/*")?.size == nil)
        for wrong in ["bytes */10", "bytes 9-5/10", "bytes 5-10/10", "items 1-2/3", "bytes 5-9", "bytes -5-9/10"] {
            #expect(ContentRange(wrong) == nil, "\(wrong)")
        }
    }
}
