import Domain
import Testing

@testable import API

struct ModelViewTests {
    @Test func `a listing keeps the bucket that could not be read`() throws {
        let problem = Problem(.catalogUnreadable, "Unreadable", detail: "not JSON")
        let listing = ModelListing(problems: [ModelListing.BucketProblem(bucket: "b", problem: problem)])
        let text = try WireText.json(ModelList(listing))
        #expect(text.hasPrefix(#"{"models":[],"problems":[{"bucket":"b","problem":{"code":"catalog-unreadable""#))
    }
}
