import CNVML
import Domain

/// The GPUs as NVIDIA's management library tells them.
enum NVMLReader {
    private static let most = 32

    static func read(_ path: String) throws(DeviceFailure) -> DeviceReport {
        var gpus = [llm_gpu](repeating: llm_gpu(), count: most)
        var driver = [CChar](repeating: 0, count: Int(LLM_GPU_TEXT))
        var failure = [CChar](repeating: 0, count: 512)
        let count = llm_nvml_read(path, &driver, &gpus, Int32(most), &failure, 512)
        guard count >= 0 else { throw DeviceFailure(text: text(failure)) }
        // CUDA counts what can be used, in the same order.
        let devices = gpus.prefix(Int(count)).filter { known($0.total) != nil || $0.shares_memory != 0 }.enumerated()
            .map { device($1, index: $0) }
        let version = text(driver)
        let passedOver = text(failure)
        return DeviceReport(
            source: "NVML", driver: version.isEmpty ? nil : version, devices: devices,
            failures: passedOver.isEmpty ? [] : [passedOver]
        )
    }

    private static func device(_ gpu: llm_gpu, index: Int) -> Device {
        Device(
            index: index, uuid: withUnsafeBytes(of: gpu.uuid) { text(Array($0.bindMemory(to: CChar.self))) },
            name: withUnsafeBytes(of: gpu.name) { text(Array($0.bindMemory(to: CChar.self))) },
            memory: known(gpu.total).map { ByteCount(Int64($0)) } ?? SharedMemory.total,
            free: known(gpu.free).map { ByteCount(Int64($0)) } ?? SharedMemory.free,
            utilization: known(gpu.utilization).map { Int($0) },
            temperature: known(gpu.temperature).map { Int($0) }, processes: processes(gpu)
        )
    }

    private static func processes(_ gpu: llm_gpu) -> [DeviceProcess]? {
        guard let count = known(gpu.processes) else { return nil }
        let pids = withUnsafeBytes(of: gpu.pids) { Array($0.bindMemory(to: UInt32.self)) }
        let used = withUnsafeBytes(of: gpu.used) { Array($0.bindMemory(to: UInt64.self)) }
        return (0..<Int(count)).map { index in
            DeviceProcess(pid: Int(pids[index]), memory: known(used[index]).map { ByteCount(Int64($0)) })
        }
    }

    private static func known(_ value: UInt64) -> UInt64? { value == .max ? nil : value }

    private static func text(_ bytes: [CChar]) -> String {
        String(decoding: bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
