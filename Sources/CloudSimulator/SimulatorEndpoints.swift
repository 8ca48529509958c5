/// Where a running simulator listens. The same JSON is `endpoints.json` in the state directory.
package struct SimulatorEndpoints: Sendable, Hashable, Codable {
    package let control: String
    package let google: String
    package let storage: String
    /// `host:port` without a scheme, as GCE_METADATA_HOST wants it.
    package let metadata: String
    package let huggingface: String
    package let cdn: String
    package let ollama: String
    package let services: String

    init(ports: [SimulatorListener: Int]) {
        func authority(_ listener: SimulatorListener) -> String { "127.0.0.1:\(ports[listener] ?? 0)" }
        control = "http://" + authority(.control)
        google = "http://" + authority(.google)
        storage = "http://" + authority(.storage)
        metadata = authority(.metadata)
        huggingface = "http://" + authority(.huggingface)
        cdn = "http://" + authority(.cdn)
        ollama = "http://" + authority(.ollama)
        services = "http://" + authority(.services)
    }
}
