import Foundation
import Outbound
import Testing

struct RetryHintTests {
    @Test(arguments: [
        ("120", Duration.seconds(120)), (" 0 ", .zero), ("Thu, 01 Jan 1970 00:01:00 GMT", .seconds(60)),
        ("Thu, 01 Jan 1960 00:00:00 GMT", .zero), ("soon", nil), ("-1", nil), ("", nil),
    ])
    func `Retry-After is seconds or a date`(text: String, wait: Duration?) {
        #expect(RetryHint.retryAfter(text, now: Date(timeIntervalSince1970: 0)) == wait)
    }

    @Test(arguments: [
        (#""api";r=0;t=55"#, Duration.seconds(55)), (#""api";r=12;t=55"#, nil),
        (#""resolvers"; r=0; t=3"#, .seconds(3)),
        ("r=0", nil), ("", nil),
    ])
    func `RateLimit counts when nothing is left`(text: String, wait: Duration?) {
        #expect(RetryHint.rateLimit(text) == wait)
    }

    @Test(arguments: [("3.5s", Duration.seconds(3.5)), ("0s", .zero), ("3", nil), ("-1s", nil), ("xs", nil)])
    func `durations are read as protobuf writes them`(text: String, wait: Duration?) {
        #expect(RetryHint.protobufDuration(text) == wait)
    }
}
