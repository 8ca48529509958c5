/// The simulator's origins. Each has a port of its own, so that a redirect from one to another crosses origins.
package enum SimulatorListener: String, Sendable, Hashable, Codable, CaseIterable, CodingKeyRepresentable {
    /// `GET /`, the fault plan, the throttle, the recorded requests.
    case control
    /// Every Google JSON API but Storage, told apart by path.
    case google
    /// Cloud Storage, JSON and XML.
    case storage
    /// The metadata server of a Google virtual machine.
    case metadata
    /// The Hugging Face hub.
    case huggingface
    /// Where the hubs' redirects lead: signed, expiring URLs.
    case cdn
    /// The Ollama registry.
    case ollama
    /// The endpoints of deployed services.
    case services
}
