import Digests
import Foundation
import HTTPTypes
import Synchronization

extension StorageStore {
    /// Opens a resumable session; its preconditions are looked at now and again at the end.
    func open(_ session: ResumableSession) throws {
        try state.withLock { state in
            guard state.buckets[session.bucket] != nil else { throw GoogleError.noSuchBucket }
            try session.preconditions.checkWrite(state.objects[session.bucket]?[session.name])
            try sessionFiles.write(session, to: session.id + ".json")
            state.sessions[session.id] = session
            hold([session.blob], in: &state)
        }
    }

    /// The session; 404 for one that never was, 410 for one past its week.
    func session(_ id: String) throws -> ResumableSession {
        guard let session = state.withLock({ $0.sessions[id] }) else {
            throw GoogleError(.notFound, "NOT_FOUND", "Invalid upload_id: \(id)", reason: "notFound")
        }
        if session.isExpired {
            throw GoogleError(.gone, "NOT_FOUND", "The upload session has expired.", reason: "uploadExpired")
        }
        return session
    }

    /// Makes the caller the only writer of a session; a request that still hangs loses it.
    func takeOver(_ id: String) -> UUID {
        let writer = UUID()
        state.withLock { $0.writers[id] = writer }
        return writer
    }

    /// Notes how far a session is. Throws for a writer that has lost it.
    func advance(
        _ id: String, by writer: UUID, to hashes: ContentHashes, total: Int64?, saving: Bool
    ) throws -> ResumableSession {
        try state.withLock { state in
            guard var session = state.sessions[id], state.writers[id] == writer, session.outcome == nil else {
                throw GoogleError(
                    .serviceUnavailable, "UNAVAILABLE", "Another request writes this upload.", reason: "backendError"
                )
            }
            session.stored = hashes.size
            session.crc32c = hashes.crc32c.value
            session.md5State = hashes.md5.state
            session.total = total ?? session.total
            state.sessions[id] = session
            if saving { try sessionFiles.write(session, to: id + ".json") }
            return session
        }
    }

    /// Turns the stored bytes into an object, once.
    func finish(_ id: String, by writer: UUID, expected: ExpectedHashes) throws -> ObjectRecord {
        try state.withLock { state in
            guard var session = state.sessions[id], state.writers[id] == writer, session.outcome == nil else {
                throw GoogleError(
                    .serviceUnavailable, "UNAVAILABLE", "Another request writes this upload.", reason: "backendError"
                )
            }
            let hashes = ContentHashes(of: session)
            let draft = ObjectDraft(
                bucket: session.bucket, name: session.name, attributes: session.attributes, blob: session.blob,
                hashes: hashes
            )
            do {
                try expected.check(hashes)
                let object = try put(draft, session.preconditions, in: &state)
                session.outcome = .finished(generation: object.generation)
                try close(session, in: &state)
                return object
            } catch let error as GoogleError where error.status.code < 429 {
                session.outcome = .failed
                try close(session, in: &state)
                throw error
            }
        }
    }

    func cancel(_ id: String) throws {
        try state.withLock { state in
            guard var session = state.sessions[id], session.outcome == nil else { return }
            session.outcome = .cancelled
            try close(session, in: &state)
        }
    }

    private func close(_ session: ResumableSession, in state: inout State) throws {
        try sessionFiles.write(session, to: session.id + ".json")
        state.sessions[session.id] = session
        state.writers[session.id] = nil
        release([session.blob], in: &state)
    }
}
