/// A transport that cannot be had as it was asked for: told when the program starts, before any request.
package struct TransportRefusal: Error, Sendable, Hashable, CustomStringConvertible {
    package let description: String
    package let fix: String

    init(_ description: String, fix: String) {
        self.description = description
        self.fix = fix
    }
}
