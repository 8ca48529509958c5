import ArgumentParser
import Domain

/// Turns what the vocabulary refuses into a refusal of the command line, before anything is asked or opened.
enum CommandLineCheck {
    static func passing(_ check: () throws -> Void) throws {
        do {
            try check()
        } catch let problem as Problem {
            throw ValidationError(problem.description)
        }
    }
}
