package import Domain

/// How long a cold start takes: from measured starts where there are some, from cautious figures of the field where not.
package enum LoadTimePredictor {
    /// Container start and the engine's own work until it listens.
    package static let listenSeconds = 20.0
    /// Bounds of what a start may take with a GPU, and how long at least it is given.
    package static let longestStartup = ProbePlanner.limit(isGPU: true)
    package static let shortestStartup = ProbePlanner.shortest
    /// Measured starts that count; older ones were of another time.
    static let historyLength = 5

    /// Bytes per second: FUSE a few hundred MB/s, streaming above 500 MB/s, a concurrent copy like the streamer.
    package static func rate(of loader: Loader) -> Double {
        switch loader {
        case .mount: 200e6
        case .stream: 600e6
        case .copy: 500e6
        case .directory: 500e6
        }
    }

    /// vLLM imports Python, compiles and captures CUDA graphs; Ollama does not.
    package static func preparing(_ engine: EngineKind) -> Double { engine == .vllm ? 90 : 5 }

    /// Seconds until the first token, without history.
    package static func seconds(weights: ByteCount, loader: Loader, engine: EngineKind) -> Double {
        listenSeconds + preparing(engine) + Double(weights.bytes) / rate(of: loader)
    }

    /// What decides a start.
    package struct Start: Sendable, Hashable {
        package var model: ModelIdentity
        package var weights: ByteCount
        package var loader: Loader
        package var engine: EngineKind
        package var accelerator: String

        package init(
            model: ModelIdentity, weights: ByteCount, loader: Loader, engine: EngineKind, accelerator: String
        ) {
            self.model = model
            self.weights = weights
            self.loader = loader
            self.engine = engine
            self.accelerator = accelerator
        }
    }

    /// - Parameter history: measured starts, newest first; those of another engine, loader or accelerator do not count.
    package static func predict(_ start: Start, history: [ColdStart] = []) -> StartPrediction {
        let alike = history.filter {
            $0.isReady && $0.engine == start.engine && $0.loader == start.loader && $0.accelerator == start.accelerator
                && $0.seconds > 0
        }
        let same = alike.filter { $0.model.source == start.model.source && $0.model.id == start.model.id }
            .prefix(historyLength)
        if !same.isEmpty { return ofSameModel(Array(same)) }
        let fixed = listenSeconds + preparing(start.engine)
        let rates = alike.prefix(historyLength).filter { $0.weights.bytes > 0 }.map { past in
            // What is left of a start after the engine's own work went into reading; never less than a tenth of it.
            Double(past.weights.bytes) / max(past.seconds - fixed, past.seconds / 10)
        }
        let measured = median(rates)
        let rate = measured ?? self.rate(of: start.loader)
        let reading = Double(start.weights.bytes) / rate
        let speed = "\(Int((rate / 1e6).rounded())) MB/s"
        let basis =
            measured == nil
            ? "built-in estimate"
            : "\(rates.count) measured start\(rates.count == 1 ? "" : "s") of other models, \(speed)"
        return StartPrediction(
            seconds: fixed + reading, basis: basis, isMeasured: measured != nil,
            lines: [
                PlanLine("container", whole(listenSeconds), "start of the instance and image"),
                PlanLine("engine", whole(preparing(start.engine)), engineText(start.engine)),
                PlanLine(
                    "reading the weights", whole(reading),
                    "\(start.weights) ÷ \(speed), \(basis) for the loader \(start.loader.rawValue)"),
                PlanLine("together", whole(fixed + reading), ""),
            ]
        )
    }

    private static func ofSameModel(_ starts: [ColdStart]) -> StartPrediction {
        let seconds = median(starts.map(\.seconds)) ?? 0
        let count = "\(starts.count) measured start\(starts.count == 1 ? "" : "s") of this model"
        let rate = median(starts.filter { $0.weights.bytes > 0 }.map { Double($0.weights.bytes) / $0.seconds })
        let speed = rate.map { ", \(Int(($0 / 1e6).rounded())) MB/s from request to first token" } ?? ""
        let list = starts.map { whole($0.seconds) }.joined(separator: ", ")
        return StartPrediction(
            seconds: seconds, basis: count + speed, isMeasured: true,
            lines: [PlanLine("together", whole(seconds), "median of \(list), newest first")]
        )
    }

    private static func engineText(_ engine: EngineKind) -> String {
        engine == .vllm ? "imports, compilation, CUDA graphs; a rule of thumb" : "a rule of thumb"
    }

    static func whole(_ seconds: Double) -> String { "\(Int(seconds.rounded())) s" }

    private static func median(_ values: [Double]) -> Double? {
        guard !values.isEmpty else { return nil }
        let sorted = values.sorted()
        let middle = sorted.count / 2
        return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
    }
}
