import Synchronization

/// A value in memory with its copy on disk. A change is on disk before anybody is told about it.
package final class StoredState<Value: Codable & Sendable>: Sendable {
    private let value: Mutex<Value>
    private let directory: StateDirectory
    private let name: String

    /// Takes up what an earlier run left under this name, or begins with `initial`.
    package init(_ directory: StateDirectory, _ name: String, initial: @autoclosure () throws -> Value) throws {
        self.directory = directory
        self.name = name
        if let stored = try directory.read(Value.self, from: name) {
            value = Mutex(stored)
        } else {
            let first = try initial()
            try directory.write(first, to: name)
            value = Mutex(first)
        }
    }

    /// The value as it is now.
    package var current: Value {
        value.withLock { $0 }
    }

    /// Changes the value and writes it; an error thrown by `change` leaves both as they were.
    @discardableResult
    package func update<Result: Sendable>(_ change: (inout Value) throws -> Result) throws -> Result {
        try value.withLock { stored in
            var next = stored
            let result = try change(&next)
            try directory.write(next, to: name)
            stored = next
            return result
        }
    }
}
