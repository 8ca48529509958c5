import API
import Domain

extension ModelView: TableRow {
    package static var header: [String] { ["MODEL", "BUCKET", "STATUS", "SIZE", "FORMAT", "UPDATED"] }
    package var cells: [String] { [name, bucket, status, ByteCount(size).description, format, updatedAt] }
    package var quiet: String { name }
}

extension BucketView: TableRow {
    package static var header: [String] { ["BUCKET", "LOCATION", "CREATED"] }
    package var cells: [String] { [name, location, createdAt ?? "-"] }
    package var quiet: String { name }
}

extension ImportView: TableRow {
    package static var header: [String] { ["IMPORT", "MODEL", "BUCKET", "STATE", "DONE", "STARTED"] }
    package var cells: [String] {
        let done = "\(ByteCount(doneBytes)) of \(ByteCount(totalBytes))"
        return [id, modelId, bucket, reason.map { "\(state) (\($0))" } ?? state, done, startedAt]
    }
    package var quiet: String { id }
}

extension ProjectView: TableRow {
    package static var header: [String] { ["PROJECT", "NUMBER", "NAME", "STATE"] }
    package var cells: [String] { [id, number ?? "-", name ?? "-", state ?? "-"] }
    package var quiet: String { id }
}

extension CheckView: TableRow {
    package static var header: [String] { ["", "CHECK", "DETAIL"] }
    package var cells: [String] {
        return [mark, title, command.map { "\(detail)  →  \($0)" } ?? detail]
    }
    package var quiet: String { "\(id) \(state.rawValue)" }
}

extension AlternativeView: TableRow {
    package static var header: [String] {
        [
            "", "REGION", "ACCELERATOR", "LOADER", "SHAPE", "CONTEXT", "AN HOUR", "DATA A START", "COLD START", "LEFT",
            "",
        ]
    }
    package var cells: [String] {
        let unlimited = quotaStanding == "unlimited" ? "no limit" : "unknown"
        return [
            isChosen ? "*" : obstacles.isEmpty ? "" : "✗", region, accelerator, loader,
            "\(cpu) vCPU, \(ByteCount(memory).binaryText)", fits ? "\(contextLength)" : "does not fit",
            perHour?.text ?? "unknown", egressPerStart?.text ?? "unknown",
            "\(Int(predictedStartSeconds.rounded())) s\(isMeasured ? "" : " (estimate)")",
            accelerator == "cpu" ? "-" : quotaLeft.map { "\(Int($0))" } ?? unlimited, obstacles.first ?? "",
        ]
    }
    package var quiet: String { "\(region) \(accelerator) \(loader)" }
}

extension RevisionView: TableRow {
    package static var header: [String] { ["REVISION", "STATE", "TRAFFIC", "TAGS", "CREATED", "IMAGE"] }
    package var cells: [String] {
        [
            name, state, "\(percent) %", tags.isEmpty ? "-" : tags.joined(separator: ","), createdAt ?? "-",
            image ?? "-",
        ]
    }
    package var quiet: String { name }
}

extension DeviceView: TableRow {
    package static var header: [String] { ["GPU", "NAME", "FREE", "MEMORY", "USE", "HEAT", "USED BY"] }
    package var cells: [String] {
        let programs = (processes ?? []).map { $0.service ?? "process \($0.pid)" }
        return [
            accelerator, name, ByteCount(free).binaryText, ByteCount(memory).binaryText,
            utilization.map { "\($0) %" } ?? "?", temperature.map { "\($0) °C" } ?? "?",
            processes == nil ? "?" : programs.joined(separator: ", "),
        ]
    }
    package var quiet: String { accelerator }
}

extension EngineProgramView: TableRow {
    package static var header: [String] { ["ENGINE", "VERSION", "PROGRAM", "PROBLEM"] }
    package var cells: [String] { [engine, version ?? "?", path ?? command, problem ?? ""] }
    package var quiet: String { "\(engine) \(problem == nil ? "ok" : "missing")" }
}

extension OrphanView: TableRow {
    package static var header: [String] { ["PROCESS", "SERVICE", "COMMAND"] }
    package var cells: [String] { [String(pid), service, command] }
    package var quiet: String { String(pid) }
}
