package import Foundation
import Synchronization

/// The last requests, for tests that ask what a client really sent. Credentials are not kept.
package final class RequestRecorder: Sendable {
    /// One request and what became of it.
    package struct Entry: Sendable, Hashable, Codable {
        package let number: Int
        package let listener: SimulatorListener
        package let method: String
        /// Path and query as sent, without token parameters.
        package let target: String
        /// The User-Agent header.
        package let agent: String?
        /// The Content-Type header.
        package let contentType: String?
        /// The request body, where it was JSON of at most 256 KiB; of a multipart/related body the metadata part.
        package var body: JSONValue?
        /// The Range or Content-Range header.
        package let range: String?
        package let time: Date
        /// Bytes of the hubs' answers, to everybody, that had been handed to connections when this request came.
        package fileprivate(set) var hubBytesBefore: Int64 = 0
        /// `nil` while the answer is not begun, and where a fault cut the connection.
        package var status: Int?
        /// Bytes of the response body that were handed to the connection.
        package var sent: Int64 = 0
        /// Bytes of the request body that were read.
        package var received: Int64 = 0
    }

    private struct State {
        var entries: [Entry] = []
        var next = 0
        var hubBytes: Int64 = 0
    }

    private static let limit = 20_000
    private let state = Mutex(State())
    private let journal: RequestJournal?

    /// - Parameter directory: where every request is appended to a file of this recorder's own, as a line of JSON;
    ///   nil: nowhere.
    package init(journalDirectory directory: String? = nil) {
        journal = directory.flatMap(RequestJournal.init(directory:))
    }

    /// What was recorded, oldest first, from a number on.
    package func entries(since number: Int = 0) -> [Entry] {
        state.withLock { state in state.entries.filter { $0.number >= number } }
    }

    package func removeAll() {
        state.withLock { $0.entries = [] }
    }

    /// - Returns: the request's number, for `change`.
    func begin(_ make: (_ number: Int) -> Entry) -> Int {
        state.withLock { state in
            var entry = make(state.next)
            entry.hubBytesBefore = state.hubBytes
            state.next += 1
            if state.entries.count >= Self.limit { state.entries.removeFirst(Self.limit / 10) }
            state.entries.append(entry)
            return entry.number
        }
    }

    /// Bytes of the answer to a request were handed to its connection.
    func sent(_ bytes: Int, for number: Int, by listener: SimulatorListener) {
        let isHub = [.huggingface, .cdn, .ollama].contains(listener)
        if isHub { state.withLock { $0.hubBytes += Int64(bytes) } }
        change(number) { $0.sent += Int64(bytes) }
    }

    /// Writes an entry whose request has been read to the journal, where there is one.
    func keep(_ number: Int) {
        guard let journal else { return }
        let entry = state.withLock { state in state.entries.last { $0.number == number } }
        if let entry { journal.append(entry) }
    }

    func change(_ number: Int, _ change: (inout Entry) -> Void) {
        state.withLock { state in
            guard let first = state.entries.first?.number, number >= first else { return }
            let index = number - first
            guard index < state.entries.count else { return }
            change(&state.entries[index])
        }
    }
}
