package import Domain

extension LocalRuntime {
    package func logs(_ id: ServiceID, follow: Bool) -> AsyncThrowingStream<LogLine, any Error> {
        AsyncThrowingStream { continuation in
            let reading = Task {
                do {
                    _ = try existing(id)
                    let log = LocalLog(path: directory.logPath(id.name))
                    var offset: UInt64 = 0
                    repeat {
                        let (lines, next) = try log.lines(from: offset)
                        offset = next
                        for line in lines { continuation.yield(line) }
                        if follow { try await Task.sleep(for: settings.interval) }
                    } while follow
                    continuation.finish()
                } catch {
                    continuation.finish(throwing: error is CancellationError ? nil : error)
                }
            }
            continuation.onTermination = { _ in reading.cancel() }
        }
    }
}
