package import Domain

/// How many tokens a second an engine generated when services were proven: the rate behind the price of tokens.
///
/// Of one request at a time. A busy instance answers several together and generates more, so that a token costs less.
package struct MeasuredRate: Sendable, Hashable {
    package var tokensPerSecond: Double
    /// `measured: 3 starts of this model, one request at a time`.
    package var basis: String

    /// Starts that count; older ones were of another time.
    private static let historyLength = 5

    /// The median of the starts of the same model with the same engine and accelerator; nil without one.
    ///
    /// - Parameter history: measured starts, newest first.
    package init?(of model: ModelIdentity, engine: EngineKind, accelerator: String, history: [ColdStart]) {
        let rates = history.filter {
            $0.isReady && $0.model.source == model.source && $0.model.id == model.id && $0.engine == engine
                && $0.accelerator == accelerator
        }.compactMap(\.tokensPerSecond).filter { $0 > 0 }.prefix(Self.historyLength).sorted()
        guard !rates.isEmpty else { return nil }
        let middle = rates.count / 2
        tokensPerSecond = rates.count % 2 == 1 ? rates[middle] : (rates[middle - 1] + rates[middle]) / 2
        let starts = rates.count == 1 ? "the last start" : "the last \(rates.count) starts"
        basis = "measured at \(starts) of this model, one request at a time"
    }
}
