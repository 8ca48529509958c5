import Domain
import Foundation

/// The GPUs as the program `nvidia-smi` prints them.
enum SMIReader {
    private static let limit = 10.0
    private static let gpuFields =
        "index,uuid,name,memory.total,memory.free,utilization.gpu,temperature.gpu,driver_version"

    static func read(_ program: String) throws(DeviceFailure) -> DeviceReport {
        let gpus = try run(program, ["--query-gpu=\(gpuFields)", "--format=csv,noheader,nounits"])
        // A driver that does not tell its programs still tells its cards.
        let programs = try? run(
            program, ["--query-compute-apps=gpu_uuid,pid,used_memory", "--format=csv,noheader,nounits"]
        )
        return try report(gpus: gpus, programs: programs, by: program)
    }

    static func report(gpus: String, programs: String?, by program: String) throws(DeviceFailure) -> DeviceReport {
        let users = programs.map { Dictionary(grouping: rows($0).filter { $0.count == 3 }, by: { $0[0] }) }
        var driver: String?
        var devices: [Device] = []
        var failures: [String] = []
        for row in rows(gpus) {
            guard row.count == 8, Int(row[0]) != nil else {
                throw DeviceFailure(text: "\(program) printed ‘\(row.joined(separator: ", ").prefix(100))’")
            }
            driver = row[7]
            let isShared = ["[N/A]", "[Not Supported]"].contains(row[3])
            guard let total = isShared ? SharedMemory.total : mebibytes(row[3]),
                let free = isShared ? SharedMemory.free : mebibytes(row[4])
            else {
                failures.append("\(program) says of device \(row[0]): \(row[3])")
                continue
            }
            let processes = users.map { users in
                (users[row[1]] ?? []).compactMap { user in
                    Int(user[1]).map { DeviceProcess(pid: $0, memory: mebibytes(user[2])) }
                }
            }
            devices.append(
                Device(
                    index: devices.count, uuid: row[1], name: row[2], memory: total, free: free,
                    utilization: Int(row[5]),
                    temperature: Int(row[6]), processes: processes
                )
            )
        }
        return DeviceReport(source: "nvidia-smi", driver: driver, devices: devices, failures: failures)
    }

    private static func rows(_ text: String) -> [[String]] {
        text.split(whereSeparator: \.isNewline).map { line in
            line.split(separator: ",", omittingEmptySubsequences: false)
                .map { $0.trimmingCharacters(in: .whitespaces) }
        }
    }

    private static func mebibytes(_ text: String) -> ByteCount? { Int64(text).map { .mib($0) } }

    private static func run(_ program: String, _ arguments: [String]) throws(DeviceFailure) -> String {
        guard let path = ProgramSearch.find(program) else {
            throw DeviceFailure(text: "\(program) is not there")
        }
        let output = ShortProgram.wait([path] + arguments, seconds: limit)
        guard output.status == 0 else {
            let line = output.text.split(whereSeparator: \.isNewline).first.map(String.init) ?? "it wrote nothing"
            throw DeviceFailure(text: "\(program) ended with \(output.status): \(line.prefix(300))")
        }
        return output.text
    }
}
