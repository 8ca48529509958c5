import API
import ArgumentParser
import ControlPlane
import Domain

/// Follows an import to its end, wherever it runs: progress on standard error, the result on standard output.
struct ImportFollower {
    var session: CommandSession
    var output: OutputOptions

    /// Returns when the import has completed.
    /// - Throws: its problem when it failed; `CancellationError` on Ctrl-C, after which it can be resumed.
    func follow(_ started: ImportSnapshot) async throws {
        var screen = ProgressScreen(isInteractive: Console.isInteractive)
        var last = started
        if started.isElsewhere { Console.note(Self.joined(started)) }
        let clock = ContinuousClock()
        let begin = clock.now
        let stream = try session.controlPlane.imports.watch(session.context, started.id, bucket: started.bucket)
        for try await snapshot in stream {
            if last.isElsewhere, !snapshot.isElsewhere, !snapshot.state.isSettled {
                Console.note("the process that ran it is gone; it goes on here")
            }
            if !last.isElsewhere, snapshot.isElsewhere { Console.note(Self.joined(snapshot)) }
            last = snapshot
            if !output.quiet {
                Console.write(
                    raw: screen.text(for: ImportView(snapshot), second: (clock.now - begin).components.seconds))
            }
        }
        if Task.isCancelled, !last.state.isSettled {
            await session.close()
            if last.isElsewhere || last.tasks != nil {
                Console.note("left; the import goes on where it runs. Follow it with: \(Self.resumeCommand(last))")
                throw CancellationError()
            }
            Console.note("interrupted; go on with: \(Self.resumeCommand(last))")
            throw CancellationError()
        }
        try output.show(ImportView(last)) { Self.outcome(of: last) }
        switch last.state {
        case .completed: return
        case .failed(let problem):
            Console.note("what has arrived is kept; go on with: \(Self.resumeCommand(last))")
            throw problem
        case .interrupted, .cancelled, .planned, .transferring, .publishing:
            Console.note("\(last.state.name); go on with: \(Self.resumeCommand(last))")
            throw ExitStatus.interrupted.exitCode
        }
    }

    /// Said when another process runs the import already.
    static func joined(_ running: ImportSnapshot) -> String {
        "joined the import that \(running.startedBy) runs in another process (\(running.id), begun \(running.startedAt))"
    }

    /// The result for people: only a completed import is in its bucket.
    static func outcome(of last: ImportSnapshot) -> String {
        switch last.state {
        case .completed: "\(last.model) is in \(last.bucket), \(proven(last))"
        default: "\(last.model): \(last.state.name), nothing is published"
        }
    }

    /// What was read is proven; what the storage copied, or held, was taken over from its manifest or its name.
    private static func proven(_ last: ImportSnapshot) -> String {
        let read = ByteCount(min(last.fetchedBytes, last.totalBytes))
        // As people read it: an Ollama manifest comes with the plan and is not counted.
        if "\(read)" == "\(ByteCount(last.totalBytes))" { return "\(read) proven" }
        return "\(read) of \(ByteCount(last.totalBytes)) proven here, the rest taken over; "
            + "llm-manager models verify reads and proves all of it"
    }

    static func resumeCommand(_ last: ImportSnapshot) -> String {
        "llm-manager models resume \(last.id) --bucket \(last.bucket)"
    }
}
