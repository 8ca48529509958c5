import Testing

@testable import CloudSimulator

struct ByteRangeTests {
    @Test(
        arguments: [
            (nil, ByteRange.whole), ("bytes=0-3", .part(0..<4)), ("bytes=4-", .part(4..<10)),
            ("bytes=-3", .part(7..<10)),
            ("bytes=5-99", .part(5..<10)), ("bytes=-99", .part(0..<10)), ("bytes=10-", .unsatisfiable),
            ("bytes=-0", .unsatisfiable), ("bytes=3-1", .whole), ("bytes=0-1,4-5", .whole), ("lines=1-2", .whole),
        ] as [(String?, ByteRange)])
    func `a Range header of ten bytes`(header: String?, expected: ByteRange) {
        #expect(ByteRange(header, size: 10) == expected)
    }

    @Test(arguments: [
        ("bytes 0-9/10", ContentRange(range: 0..<10, total: 10)),
        ("bytes 5-9/*", ContentRange(range: 5..<10, total: nil)),
        ("bytes */10", ContentRange(range: nil, total: 10)), ("bytes */*", ContentRange(range: nil, total: nil)),
    ])
    func `a Content-Range is read`(text: String, expected: ContentRange) throws {
        #expect(try ContentRange(text) == expected)
    }

    @Test(arguments: ["", "bytes 9-0/10", "bytes 0-10/10", "bytes 0-9", "0-9/10", "bytes a-b/c"])
    func `a broken Content-Range is a 400`(text: String) {
        #expect(throws: GoogleError.self) { try ContentRange(text) }
    }
}
