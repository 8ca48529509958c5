package import Domain
import Foundation
import Synchronization

/// Reads the GPUs of this machine: by NVML, by `nvidia-smi` where that tells nothing. One reading serves everybody for
/// a moment.
package final class DeviceReader: Sendable {
    package enum Source: Sendable, Hashable {
        /// The library by this name or path.
        case library(String)
        /// The program by this name or path.
        case program(String)
    }

    package static let usual: [Source] = [.library("libnvidia-ml.so.1"), .program("nvidia-smi")]
    private static let goodFor = Duration.seconds(1)

    private let sources: [Source]
    private let last = Mutex<(at: ContinuousClock.Instant, report: DeviceReport)?>(nil)

    package init(sources: [Source] = DeviceReader.usual) { self.sources = sources }

    /// The devices as they were at most a second ago. Never throws: what could not be read is told in `failures`.
    package func read() -> DeviceReport {
        if let last = last.withLock({ $0 }), .now - last.at < Self.goodFor { return last.report }
        var failures: [String] = []
        var found: DeviceReport?
        for source in sources where found == nil {
            do {
                switch source {
                case .library(let path): found = try NVMLReader.read(path)
                case .program(let path): found = try SMIReader.read(path)
                }
            } catch {
                failures.append(error.text)
            }
        }
        var report = found ?? DeviceReport(source: nil, driver: nil, devices: [])
        report.failures = failures + report.failures
        last.withLock { $0 = (.now, report) }
        return report
    }
}

/// Why a source of device facts told nothing.
struct DeviceFailure: Error, Hashable {
    var text: String
}
