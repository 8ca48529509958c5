import API
import ArgumentParser
import ControlPlane
import Domain

/// Follows an import of this process to its end: progress on standard error, the result on standard output.
struct ImportFollower {
    var session: CommandSession
    var output: OutputOptions

    /// Returns when the import has completed.
    /// - Throws: its problem when it failed; `CancellationError` on Ctrl-C, after which it can be resumed.
    func follow(_ started: ImportSnapshot) async throws {
        var screen = ProgressScreen(isInteractive: Console.isInteractive)
        var last = started
        let clock = ContinuousClock()
        let begin = clock.now
        let stream = try session.controlPlane.imports.watch(session.context, started.id, bucket: started.bucket)
        for try await snapshot in stream {
            last = snapshot
            if !output.quiet {
                Console.write(
                    raw: screen.text(for: ImportView(snapshot), second: (clock.now - begin).components.seconds))
            }
        }
        if Task.isCancelled, !last.state.isSettled {
            await session.close()
            Console.note("interrupted; go on with: llm-manager models resume \(last.id) --bucket \(last.bucket)")
            throw CancellationError()
        }
        try output.show(ImportView(last)) { "\(last.model) is in \(last.bucket), \(ByteCount(last.totalBytes)) proven" }
        switch last.state {
        case .completed: return
        case .failed(let problem): throw problem
        case .interrupted, .cancelled, .planned, .transferring, .publishing:
            Console.note("\(last.state.name); go on with: llm-manager models resume \(last.id) --bucket \(last.bucket)")
            throw ExitStatus.interrupted.exitCode
        }
    }
}
