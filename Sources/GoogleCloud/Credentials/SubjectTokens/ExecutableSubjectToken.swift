import Foundation

/// A subject token that a program of the user's prints (google.auth.pluggable's contract).
///
/// Only with `GOOGLE_EXTERNAL_ACCOUNT_ALLOW_EXECUTABLES=1`. The command is split into words and started without a
/// shell; it gets our environment and the documented variables, and its whole process group ends with it, with its
/// time, or with the caller's cancellation.
struct ExecutableSubjectToken: SubjectTokenReader {
    let executable: SubjectTokenSource.Executable
    let account: ExternalAccount
    let environment: [String: String]
    let now: @Sendable () -> Date

    func subjectToken() async throws -> String {
        guard environment["GOOGLE_EXTERNAL_ACCOUNT_ALLOW_EXECUTABLES"] == "1" else {
            throw GoogleCloudError(
                .credentialsInvalid, message: "the credential file wants to run a program, and that is not allowed",
                advice: "Look at its credential_source.executable.command; when you trust it, set "
                    + "GOOGLE_EXTERNAL_ACCOUNT_ALLOW_EXECUTABLES=1."
            )
        }
        if let token = try? outputFile()?.cachedToken(now: now()) { return token }
        guard let words = ShellWords.split(executable.command), !words.isEmpty else {
            throw ExecutableAnswer.refusal("its command has a quote that is not closed")
        }
        let output = try await ChildProgram(words: words, environment: variables).output(
            within: .milliseconds(executable.timeoutMilliseconds))
        if output.isEmpty, let answer = try outputFile() { return try answer.token(now: now()) }
        return try ExecutableAnswer(output).token(now: now())
    }

    private func outputFile() throws -> ExecutableAnswer? {
        guard let path = executable.outputFile, let data = FileManager.default.contents(atPath: path), !data.isEmpty
        else { return nil }
        return try ExecutableAnswer(data)
    }

    private var variables: [String: String] {
        var all = environment
        all["GOOGLE_EXTERNAL_ACCOUNT_AUDIENCE"] = account.audience
        all["GOOGLE_EXTERNAL_ACCOUNT_TOKEN_TYPE"] = account.subjectTokenType
        all["GOOGLE_EXTERNAL_ACCOUNT_ID"] = account.impersonation?.email ?? ""
        all["GOOGLE_EXTERNAL_ACCOUNT_INTERACTIVE"] = "0"
        all["GOOGLE_EXTERNAL_ACCOUNT_REVOKE"] = "0"
        all["GOOGLE_EXTERNAL_ACCOUNT_IMPERSONATED_EMAIL"] = account.impersonation?.email
        all["GOOGLE_EXTERNAL_ACCOUNT_OUTPUT_FILE"] = executable.outputFile
        return all
    }
}
