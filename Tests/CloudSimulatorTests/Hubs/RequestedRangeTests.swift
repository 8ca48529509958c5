import Testing

@testable import CloudSimulator

struct RequestedRangeTests {
    @Test(arguments: [
        ("bytes=0-9", RequestedRange.part(0..<10)), ("bytes=90-", .part(90..<100)), ("bytes=-5", .part(95..<100)),
        ("bytes=50-5000", .part(50..<100)), ("bytes=-500", .part(0..<100)), ("BYTES=1-1", .part(1..<2)),
    ])
    func `one range is answered as far as the file goes`(header: String, expected: RequestedRange) {
        #expect(RequestedRange(header, size: 100) == expected)
    }

    @Test(arguments: ["bytes=100-", "bytes=100-200", "bytes=-0"])
    func `a range beyond the end cannot be satisfied`(header: String) {
        #expect(RequestedRange(header, size: 100) == .unsatisfiable)
    }

    @Test(arguments: [nil, "items=0-1", "bytes=5-1", "bytes=a-b", "bytes=0-1,5-6", "bytes=-"])
    func `anything else means the whole file`(header: String?) {
        #expect(RequestedRange(header, size: 100) == .whole)
    }
}
