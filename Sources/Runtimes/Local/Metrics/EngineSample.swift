/// One look at a running engine: what it counts, and what it takes of the machine.
struct EngineSample: Sendable, Hashable, Codable {
    struct Card: Sendable, Hashable, Codable {
        var name: String
        /// 0 to 1.
        var use: Double?
        /// Share of the card's memory that the engine holds; nil when the driver does not tell whose it is.
        var memory: Double?
    }

    /// Seconds since 1970.
    var at: Double
    /// Names the process: counters of another one begin anew.
    var run: String
    /// nil when the engine exports nothing, or did not answer.
    var reading: EngineReading?
    /// Seconds of processor time since its start, its children's included.
    var processorSeconds: Double?
    /// Share of the machine's memory, 0 to 1.
    var memory: Double?
    var cards: [Card] = []
}
