package import Foundation

/// A bearer token and when it ends. Printing it shows no token.
package struct AccessToken: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible {
    package let value: String
    package let expiry: Date

    package init(value: String, expiry: Date) {
        self.value = value
        self.expiry = expiry
    }

    package var description: String { "token until \(expiry.ISO8601Format())" }
    package var debugDescription: String { description }
}
