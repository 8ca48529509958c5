import Digests
package import Domain
import Foundation
import GoogleCloud
import Synchronization

/// How uploads in parts are made, and the resumable sessions that this process has open; shared by the stores of all
/// buckets.
///
/// A session's URL lets whoever has it write the object, for a week, without any credential. So it stays in this
/// process's memory: journals get a handle that means nothing elsewhere, and after the end of the process the upload
/// begins anew. (Multipart uploads, the usual form, need credentials for every part and are gone on with by any process.)
/// A session that nobody finishes costs nothing and ends by itself.
package final class CloudUploads: Sendable {
    private struct Open {
        var bucket: String
        var session: ResumableSession
    }

    private struct State {
        var detected: UploadForm?
        var sessions: [String: Open] = [:]
    }

    private let choice: UploadForm?
    private let state = Mutex(State())

    /// - Parameter form: nil takes multipart, but resumable sessions at an emulator that knows no multipart.
    package init(form: UploadForm? = nil) {
        choice = form
    }

    package var form: UploadForm { choice ?? state.withLock { $0.detected } ?? .parallelParts }

    /// Finds out once which form an emulator understands. Google's own service is not asked.
    ///
    /// - Parameter bucket: one that exists.
    func settle(_ storage: StorageClient, bucket: String) async {
        guard choice == nil, storage.api.endpoints.anonymous.contains(.storage),
            state.withLock({ $0.detected == nil })
        else { return }
        let probe = ".llm-manager/upload-probe"
        let detected: UploadForm
        do {
            let id = try await storage.startMultipart(bucket, probe, contentType: nil)
            try? await storage.abortMultipart(bucket, probe, uploadID: id)
            detected = .parallelParts
        } catch let error as GoogleCloudError where Self.meansUnknown(error) {
            detected = .sequential
        } catch {
            // Not an answer to the question: asked again with the next bucket.
            return
        }
        state.withLock { $0.detected = detected }
    }

    /// Whether a refusal says that the dialect is not spoken at all.
    static func meansUnknown(_ error: GoogleCloudError) -> Bool {
        if error.code == .unreadable { return true }
        return [400, 404, 405, 411, 501].contains(error.httpStatus ?? 0) && error.reason != "NoSuchBucket"
    }

    func open(_ session: ResumableSession, in bucket: String) -> PartUpload {
        let upload = PartUpload(key: session.key, id: Self.prefix + UUID().uuidString)
        state.withLock { $0.sessions[upload.id] = Open(bucket: bucket, session: session) }
        return upload
    }

    private static let prefix = "session-"

    /// Whether the upload is one of ours, of this process or another.
    static func isSession(_ upload: PartUpload) -> Bool { upload.id.hasPrefix(prefix) }

    func session(_ upload: PartUpload, in bucket: String) -> ResumableSession? {
        let open = state.withLock { $0.sessions[upload.id] }
        guard let open, open.bucket == bucket, open.session.key == upload.key else { return nil }
        return open.session
    }

    func close(_ upload: PartUpload) { state.withLock { _ = $0.sessions.removeValue(forKey: upload.id) } }

    func all(in bucket: String, prefix: String) -> [PartUpload] {
        state.withLock { state in
            state.sessions.filter { $0.value.bucket == bucket && $0.value.session.key.utf8.starts(with: prefix.utf8) }
                .map { PartUpload(key: $0.value.session.key, id: $0.key) }
                .sorted { ($0.key, $0.id) < ($1.key, $1.id) }
        }
    }
}
