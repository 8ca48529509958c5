import Domain
import Foundation
import Importing
import Testing

struct TakeoverTests {
    private let start = Date(timeIntervalSince1970: 1_000_000)

    @Test func `the first takeover is due at once, the next ones later and later`() throws {
        var last = try #require(Takeover().next(at: start, fetchedBytes: 5))
        #expect(last == Takeover(count: 1, at: 1_000_000, fetchedBytes: 5))
        var pauses: [Double] = []
        while last.count < Takeover.limit {
            let time = try #require(
                stride(from: 1.0, through: 8_000, by: 1).first { pause in
                    last.next(at: Date(timeIntervalSince1970: last.at + pause), fetchedBytes: 5) != nil
                }
            )
            pauses.append(time)
            last = try #require(last.next(at: Date(timeIntervalSince1970: last.at + time), fetchedBytes: 5))
        }
        #expect(pauses == [30, 60, 120, 240, 480, 960, 1_920])
        #expect(last.next(at: Date(timeIntervalSince1970: last.at + 1e6), fetchedBytes: 5) == nil)
    }

    @Test func `progress begins the count anew`() throws {
        let worn = Takeover(count: Takeover.limit, at: 1_000_000, fetchedBytes: 5)
        #expect(worn.next(at: start, fetchedBytes: 6) == Takeover(count: 1, at: 1_000_000, fetchedBytes: 6))
    }
}
