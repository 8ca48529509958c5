/// Makes a session from what the options say.
///
/// A type of its own around the function: a task-local value that is a function itself has no type metadata in an
/// optimised build of Swift 6.3, which then ends with signal 11 as soon as the value is bound.
package struct SessionOpener: Sendable {
    private let make: @Sendable (SessionRequest) async throws -> CommandSession

    package init(_ make: @escaping @Sendable (SessionRequest) async throws -> CommandSession) {
        self.make = make
    }

    /// - Throws: what the composition cannot do: no simulator there, unreadable credentials.
    package func callAsFunction(_ request: SessionRequest) async throws -> CommandSession {
        try await make(request)
    }
}
