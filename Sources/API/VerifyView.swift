package import Domain

/// `POST /api/models/verify`: what the bucket holds now, compared with the manifest.
package struct VerifyView: Sendable, Hashable, Codable {
    package var ok: Bool
    /// Files whose SHA-256 had been taken over with a copy, or was unknown, and is proven and recorded now.
    package var proven: Int
    package var files: [File]

    package init(_ verification: ModelVerification) {
        ok = verification.isGood
        proven = verification.proven
        files = verification.files.map { File(path: $0.path, ok: $0.isGood, detail: $0.detail) }
    }

    package struct File: Sendable, Hashable, Codable {
        package var path: String
        package var ok: Bool
        package var detail: String
    }
}

/// The event `progress` of a verification: how far it is.
package struct VerifyProgressView: Sendable, Hashable, Codable {
    package var files: Int
    package var filesDone: Int
    package var filesBad: Int
    package var totalBytes: Int64
    package var doneBytes: Int64

    package init(_ progress: VerifyProgress) {
        files = progress.files
        filesDone = progress.filesDone
        filesBad = progress.filesBad
        totalBytes = progress.bytes.bytes
        doneBytes = progress.bytesDone.bytes
    }
}
