package import ArgumentParser
import Domain
import Foundation

/// A command that works through the use cases. Problems become a message with its fix, and an exit status.
package protocol SessionCommand: AsyncParsableCommand, Sendable {
    var connection: ConnectionOptions { get }
    /// Bytes in flight of an import.
    var window: Int? { get }
    /// What jobs are made of; nil: what the environment says.
    var jobs: JobWish? { get }
    var needsTarget: Bool { get }
    /// Mirrors and registries from the command line; nil: from the environment alone.
    var hubOptions: HubOptions? { get }
    func run(in session: CommandSession) async throws
}

extension SessionCommand {
    package var window: Int? { nil }
    package var jobs: JobWish? { nil }
    package var needsTarget: Bool { true }
    package var hubOptions: HubOptions? { nil }

    package func run() async throws { try await perform() }

    /// Opens a session, runs in it, and turns what goes wrong into a message and an exit status.
    package func perform() async throws {
        let interrupts = Interrupts()
        do {
            let session = try await CommandSession.open(
                connection.request(window: window, hubs: hubOptions, job: jobs, needsTarget: needsTarget)
            )
            try await interrupts.guarding {
                do {
                    try await run(in: session)
                } catch {
                    await session.close()
                    throw error
                }
                await session.close()
            }
        } catch let exit as ExitCode {
            throw exit
        } catch let problem as Problem {
            Console.note("error: \(problem.description)")
            throw ExitStatus(problem.code).exitCode
        } catch is CancellationError {
            throw ExitStatus.interrupted.exitCode
        } catch let error as ValidationError {
            throw error
        } catch {
            Console.note("error: \(error)")
            throw ExitStatus.failure.exitCode
        }
    }
}

/// Turns Ctrl-C and SIGTERM into cancellation of the work, so that it can put itself in order.
package struct Interrupts {
    package init() {}

    /// - Throws: what the work throws; `CancellationError` when a signal ended it.
    package func guarding(_ work: @escaping @Sendable () async throws -> Void) async throws {
        let (signals, feed) = AsyncStream.makeStream(of: Int32.self)
        let sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { feed.yield(number) }
            source.resume()
            return source
        }
        defer { for source in sources { source.cancel() } }
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await work()
                return true
            }
            group.addTask {
                for await _ in signals { return false }
                return false
            }
            // The first to end decides; after a signal the work is cancelled and its own end awaited.
            let isDone = try await group.next() ?? true
            group.cancelAll()
            if !isDone {
                while let result = await group.nextResult() {
                    if case .failure(let error) = result, !(error is CancellationError) { throw error }
                }
                throw CancellationError()
            }
        }
    }
}
