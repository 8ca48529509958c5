package import Domain

/// How long a cold start takes, and so how long a startup probe must wait.
///
/// The rates are cautious figures of the field, not promises (FUSE a few hundred MB/s, streaming above 500 MB/s).
package enum LoadTimePredictor {
    /// Cloud Run's limit for a startup probe of a GPU service: threshold × period ≤ 1800 s.
    package static let longestStartup = 1800
    package static let shortestStartup = 240
    /// Container start and the engine's own work until it listens.
    package static let listenSeconds = 20.0

    /// Bytes per second.
    package static func rate(of loader: Loader) -> Double {
        switch loader {
        case .mount: 200e6
        case .stream: 600e6
        case .directory: 500e6
        }
    }

    /// Seconds until the first token.
    package static func seconds(weights: ByteCount, loader: Loader, engine: EngineKind) -> Double {
        let reading = Double(weights.bytes) / rate(of: loader)
        // vLLM imports Python, compiles and captures CUDA graphs.
        let preparing = engine == .vllm ? 90.0 : 5.0
        return listenSeconds + preparing + reading
    }

    /// Three times the prediction, in whole tens of seconds, within Cloud Run's limits.
    package static func startupSeconds(predicted: Double) -> Int {
        let tens = Int((predicted * 3 / 10).rounded(.up)) * 10
        return min(longestStartup, max(shortestStartup, tens))
    }
}
