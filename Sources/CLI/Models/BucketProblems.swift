import API
import Domain

extension [ModelList.BucketProblem] {
    /// Says which buckets of a listing could not be read, on standard error.
    ///
    /// - Throws: the exit status of the first one: a short list does not pass for a whole one.
    func report() throws {
        for problem in self {
            Console.note("error: \(problem.bucket): \(problem.problem.title): \(problem.problem.detail)")
            Console.note("  fix: \(problem.problem.fix)")
        }
        if let first, let code = Problem.Code(rawValue: first.problem.code) { throw ExitStatus(code).exitCode }
    }
}
