/// How many connections one file is fetched with: more while more brings more, fewer when the hub refuses or the
/// bucket cannot follow, and as few as do as well.
///
/// Hill climbing with hysteresis. A value without a clock: what was seen goes in, the number comes out.
package struct ConnectionPacer: Sendable, Hashable {
    /// What one interval has shown.
    package struct Observation: Sendable, Hashable {
        /// Bytes that have come in the interval.
        package var bytes: Int64
        /// Its length in seconds.
        package var seconds: Double
        /// Requests that the hub refused for their number (429, 503).
        package var refusals: Int
        /// Connections stood idle because hash or bucket are slower than the hub.
        package var isHeldBack: Bool

        package init(bytes: Int64, seconds: Double, refusals: Int = 0, isHeldBack: Bool = false) {
            self.bytes = bytes
            self.seconds = seconds
            self.refusals = refusals
            self.isHeldBack = isHeldBack
        }
    }

    private enum Direction: Hashable {
        case more, fewer
    }

    /// Another number is tried; the one before it is gone back to when it does not pay.
    private struct Trial: Hashable {
        var direction: Direction
        var before: Int
        var rate: Double
    }

    /// More must bring a tenth more, and fewer may cost a twentieth: noise does not move the number.
    private static let worthMore = 1.1
    private static let asGood = 0.95
    /// Intervals without a trial when neither direction pays; doubled each time, so that trials cost ever less.
    private static let shortestRest = 16
    private static let longestRest = 128
    /// Intervals held back in a row, before connections are given up.
    private static let patience = 3

    package let least: Int
    package let most: Int
    package private(set) var connections: Int
    private var trial: Trial?
    private var next = Direction.more
    private var resting = 0
    private var rest = Self.shortestRest
    private var heldBack = 0
    /// The next interval spans a change and says nothing.
    private var isSettling = true

    package init(start: Int, least: Int = 1, most: Int) {
        self.least = max(1, least)
        self.most = max(self.least, most)
        connections = min(max(start, self.least), self.most)
    }

    package mutating func observe(_ seen: Observation) {
        if seen.refusals > 0 {
            set(connections / 2)
            trial = nil
            resting = Self.longestRest
            return
        }
        heldBack = seen.isHeldBack ? heldBack + 1 : 0
        if heldBack >= Self.patience {
            heldBack = 0
            set(connections - max(1, connections / 4))
            trial = nil
            resting = Self.shortestRest
            return
        }
        guard !seen.isHeldBack, seen.seconds > 0 else { return }
        if isSettling {
            isSettling = false
        } else if let trial {
            judge(trial, Double(seen.bytes) / seen.seconds)
        } else if resting > 0 {
            resting -= 1
        } else {
            begin(next, at: Double(seen.bytes) / seen.seconds)
        }
    }

    private mutating func judge(_ trial: Trial, _ rate: Double) {
        let pays =
            switch trial.direction {
            case .more: rate >= trial.rate * Self.worthMore
            case .fewer: rate >= trial.rate * Self.asGood
            }
        if pays {
            rest = Self.shortestRest
            return begin(trial.direction, at: max(rate, trial.rate))
        }
        set(trial.before)
        end(trial.direction)
    }

    /// Goes one step on in a direction, or rests at the limit.
    private mutating func begin(_ direction: Direction, at rate: Double) {
        let number = direction == .more ? min(connections * 2, most) : max(connections / 2, least)
        guard number != connections else {
            // At the limit, and that paid: the other direction is not pressing.
            trial = nil
            next = direction == .more ? .fewer : .more
            resting = rest
            return
        }
        trial = Trial(direction: direction, before: connections, rate: rate)
        set(number)
    }

    /// What was tried does not pay. First more is tried, then at once fewer, then there is a rest.
    private mutating func end(_ direction: Direction) {
        trial = nil
        next = direction == .more ? .fewer : .more
        guard direction == .fewer else { return }
        resting = rest
        rest = min(rest * 2, Self.longestRest)
    }

    private mutating func set(_ number: Int) {
        connections = min(max(number, least), most)
        isSettling = true
    }
}
