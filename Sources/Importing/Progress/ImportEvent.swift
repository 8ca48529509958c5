package import Domain

/// What happens in a run, as it is told to whoever watches.
package enum ImportEvent: Sendable, Hashable {
    case state(ImportState.Event)
    /// Payload came from the hub; counted whether or not it is kept.
    case fetched(bytes: Int64)
    /// Bytes of a file that are safe.
    case done(path: String, bytes: Int64)
    case size(path: String, bytes: Int64)
    case file(path: String, state: FileProgress.State)
    /// Earlier attempts have fetched this much.
    case restored(fetched: Int64)
}

/// Takes events; called from many tasks, must not block.
package typealias ImportReporter = @Sendable (ImportEvent) -> Void
