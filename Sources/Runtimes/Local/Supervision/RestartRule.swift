/// When an engine that ended unwanted is started again: each pause twice as long as the one before, and not for ever.
struct RestartRule: Sendable {
    struct Next: Sendable, Hashable {
        /// Counts this one.
        var restarts: Int
        /// Seconds to wait.
        var pause: Double
    }

    var settings: SupervisionSettings

    init(_ settings: SupervisionSettings) { self.settings = settings }

    /// - Parameters:
    ///   - restarts: those in a row before.
    ///   - ranFor: seconds that the engine ran this time; one that ran for long begins a new row.
    /// - Returns: nil when it is to be given up.
    func next(restarts: Int, ranFor: Double) -> Next? {
        let before = ranFor >= settings.steady ? 0 : restarts
        guard before < settings.restartLimit else { return nil }
        let pause = min(settings.longestPause, settings.firstPause * Double(1 << min(before, 30)))
        return Next(restarts: before + 1, pause: pause)
    }
}
