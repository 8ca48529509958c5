import ArgumentParser
import Domain

/// Asks before something is lost.
enum Confirmation {
    /// - Throws: `invalid-request` where nobody can be asked; exit status 130 when the answer is not yes.
    static func ask(_ question: String, unless isConfirmed: Bool) throws {
        guard !isConfirmed else { return }
        guard Console.isInteractive else {
            throw Problem(
                .invalidRequest, "Not confirmed", detail: "\(question) There is no terminal to ask on.",
                fix: "Add --yes."
            )
        }
        Console.write(raw: "\(question) [y/N] ")
        guard let answer = readLine(), ["y", "yes"].contains(answer.lowercased()) else {
            throw ExitStatus.interrupted.exitCode
        }
    }
}
