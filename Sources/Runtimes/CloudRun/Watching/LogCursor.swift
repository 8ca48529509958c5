import Domain
import Foundation

/// Where a page of log lines goes on: Google's token holds only for the very same filter, so the moments that the filter
/// named travel with it.
struct LogCursor: Codable, Sendable {
    var since: String
    var until: String?
    var token: String

    var text: String {
        let data = (try? JSONEncoder().encode(self)) ?? Data()
        return data.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    init(since: String, until: String?, token: String) {
        self.since = since
        self.until = until
        self.token = token
    }

    /// - Throws: `invalid-request`.
    init(parsing text: String) throws {
        let plain = text.replacing("-", with: "+").replacing("_", with: "/")
        let padded = plain + String(repeating: "=", count: (4 - plain.count % 4) % 4)
        guard let data = Data(base64Encoded: padded), let cursor = try? JSONDecoder().decode(Self.self, from: data)
        else {
            throw Problem(
                .invalidRequest, "Not a page of a log", detail: "the page token is not one that this API gave",
                fix: "Ask again without it."
            )
        }
        self = cursor
    }
}
