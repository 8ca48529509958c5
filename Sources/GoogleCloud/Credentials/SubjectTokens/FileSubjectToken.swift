import Foundation

/// A subject token that another program keeps fresh in a file (Kubernetes, GitLab, a sidecar).
struct FileSubjectToken: SubjectTokenReader {
    let path: String
    let format: SubjectTokenSource.Format

    func subjectToken() async throws -> String {
        guard let data = FileManager.default.contents(atPath: path), data.count <= 1 << 20 else {
            throw GoogleCloudError(
                .credentialsInvalid, message: "the subject token's file \(path) cannot be read",
                advice: "Look at credential_source.file of the credential file, and at the rights of that file."
            )
        }
        return try format.token(in: String(decoding: data, as: UTF8.self), from: path)
    }
}
