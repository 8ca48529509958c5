package import Domain
import Foundation

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

extension LocalRuntime {
    /// What a serving manager has measured of the engine, and what the engine says of itself now.
    package func metrics(_ id: ServiceID, over range: MetricRange) async throws -> ServiceMetrics {
        let record = try existing(id)
        let now = Date()
        let from = now.addingTimeInterval(-Double(range.length))
        let samples = book(of: record).samples(since: from.timeIntervalSince1970)
        let pause = settings.supervision.sampleInterval / .seconds(1)
        let charts = SampleCharts(samples: samples, step: Double(range.step), longest: max(90, 4 * pause)).charts
        var metrics = ServiceMetrics(
            range: range, from: Timestamp.precise(from), to: Timestamp.precise(now), charts: charts, lagSeconds: 0)
        guard record.process?.isRunning == true else {
            metrics.engineNote = "The engine does not run."
            return metrics
        }
        let reader = EngineMetricsReader(client: client)
        (metrics.engine, metrics.engineNote) = try await reader.figures(
            of: record.recipe.engine, at: record.engineURL, EndpointCredentials())
        return metrics
    }

    func book(of record: LocalServiceRecord) -> SampleBook { SampleBook(folder: "\(directory.root)/\(record.id.name)") }

    /// Looks at a running engine and writes it down.
    func takeSample(of record: LocalServiceRecord) async throws {
        guard let process = record.process, process.isRunning else { return }
        let reader = EngineMetricsReader(client: client)
        let (reading, _) = try await reader.reading(
            of: record.recipe.engine, at: record.engineURL, EndpointCredentials())
        let members = ProcessTable.read().members(of: process, token: record.token).map(\.process.pid)
        let usage = members.compactMap(ProcessUsage.init)
        var sample = EngineSample(
            at: Date().timeIntervalSince1970, run: "\(process.pid)-\(process.startTime)", reading: reading)
        if !usage.isEmpty {
            sample.processorSeconds = usage.reduce(0) { $0 + $1.processorSeconds }
            sample.memory = min(1, usage.reduce(0) { $0 + $1.memory } / Double(settings.host.memory.bytes))
        }
        sample.cards = cards(of: record, pids: Set(members.map(Int.init)))
        // Nothing is written for a service that was deleted in the meantime.
        try directory.exclusively {
            guard try directory.record(record.id.name) != nil else { return }
            try book(of: record).append(sample)
        }
    }

    private func cards(of record: LocalServiceRecord, pids: Set<Int>) -> [EngineSample.Card] {
        let pinned = Set((record.place?.devices ?? []).map(\.uuid))
        guard !pinned.isEmpty else { return [] }
        return settings.devices.read().devices.filter { pinned.contains($0.uuid) }.map { device in
            let held = device.processes?.filter { pids.contains($0.pid) }.compactMap(\.memory)
            return EngineSample.Card(
                name: device.accelerator, use: device.utilization.map { Double($0) / 100 },
                memory: held.flatMap { held in
                    guard !held.isEmpty, device.memory.bytes > 0 else { return nil }
                    return Double(held.reduce(0) { $0 + $1.bytes }) / Double(device.memory.bytes)
                }
            )
        }
    }
}

/// What one process takes (proc(5), `stat`).
struct ProcessUsage: Sendable, Hashable {
    var processorSeconds: Double
    /// Bytes that are resident.
    var memory: Double

    init?(of pid: Int32) {
        guard let fields = ProcessTable.stat(of: pid), fields.count > 21, let user = Double(fields[11]),
            let system = Double(fields[12]), let pages = Double(fields[21])
        else { return nil }
        processorSeconds = (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
        memory = pages * Double(sysconf(Int32(_SC_PAGESIZE)))
    }
}
