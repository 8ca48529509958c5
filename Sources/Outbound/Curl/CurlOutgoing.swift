import NIOCore

/// The request body between the task that makes it and the thread that sends it. A value: no clock, no lock.
struct CurlOutgoing {
    enum Fill: Equatable {
        case bytes(Int)
        case end
        /// Nothing to send yet.
        case pause
    }

    typealias Instant = ContinuousClock.Instant

    /// The producer waits while more than this is at hand.
    let capacity: Int
    private(set) var pending = 0
    /// libcurl waits for us.
    private(set) var isPaused = false
    /// Everything was handed to libcurl, at this moment: from here on the answer is waited for.
    private(set) var finishedAt: Instant?
    private(set) var sent = 0

    private var queue = CircularBuffer<ByteBuffer>()
    private var isClosed = false
    /// The whole body, where it is at hand, so that libcurl may begin again on another connection.
    private let whole: ByteBuffer?
    private let length: Int64?
    private var waited: Duration = .zero
    /// Since when the network has something to take and does not.
    private var waitingSince: Instant?
    private var window: StallWindow
    private var before = (bytes: 0, waited: Duration.zero)

    init(_ body: OutboundBody, capacity: Int, stall: OutboundTimeouts.Stall?, now: Instant) {
        self.capacity = capacity
        window = StallWindow(stall)
        switch body {
        case .none:
            whole = ByteBuffer()
            length = 0
            isClosed = true
            finishedAt = now
        case .bytes(let buffer):
            whole = buffer
            length = Int64(buffer.readableBytes)
            isClosed = true
            finishedAt = buffer.readableBytes == 0 ? now : nil
            append(buffer, now: now)
        case .stream(_, let length, _):
            whole = nil
            self.length = length
            finishedAt = length == 0 ? now : nil
        }
    }

    var isFull: Bool { pending >= capacity }

    /// libcurl would get bytes, or the end.
    var canGoOn: Bool { pending > 0 || isClosed }

    /// What the limit was, for the error.
    var limitText: String { window.limitText }

    /// Says whether libcurl is to be woken.
    mutating func offer(_ buffer: ByteBuffer, now: Instant) -> Bool {
        append(buffer, now: now)
        return isPaused
    }

    /// There is no more. Says whether libcurl is to be woken.
    mutating func close() -> Bool {
        isClosed = true
        return isPaused
    }

    mutating func resumed() {
        isPaused = false
    }

    /// Copies the next bytes for libcurl.
    mutating func fill(_ target: UnsafeMutableRawBufferPointer, now: Instant) -> Fill {
        if let since = waitingSince { waited += max(now - since, .zero) }
        waitingSince = nil
        var count = 0
        while count < target.count, var buffer = queue.popFirst() {
            let part = min(buffer.readableBytes, target.count - count)
            buffer.readWithUnsafeReadableBytes { source in
                UnsafeMutableRawBufferPointer(rebasing: target[count..<count + part])
                    .copyMemory(from: UnsafeRawBufferPointer(rebasing: source[..<part]))
                return part
            }
            count += part
            if buffer.readableBytes > 0 { queue.prepend(buffer) }
        }
        pending -= count
        sent += count
        if pending > 0 { waitingSince = now }
        if let length, Int64(sent) >= length, finishedAt == nil { finishedAt = now }
        if count > 0 { return .bytes(count) }
        if isClosed || length.map({ Int64(sent) >= $0 }) == true {
            if finishedAt == nil { finishedAt = now }
            return .end
        }
        isPaused = true
        return .pause
    }

    /// Begins again, where that is possible.
    mutating func rewind(now: Instant) -> Bool {
        guard sent > 0 else { return true }
        guard let whole else { return false }
        queue.removeAll()
        pending = 0
        sent = 0
        finishedAt = nil
        before.bytes = 0
        append(whole, now: now)
        return true
    }

    /// Gives up what is not sent.
    mutating func drop() {
        queue.removeAll()
        pending = 0
        isClosed = true
        waitingSince = nil
    }

    /// Whether the network has taken too little of what we have for it.
    mutating func isStalled(now: Instant) -> Bool {
        let all = waited + (waitingSince.map { max(now - $0, .zero) } ?? .zero)
        defer { before = (sent, all) }
        return window.isStalled(bytes: sent - before.bytes, waited: all - before.waited)
    }

    private mutating func append(_ buffer: ByteBuffer, now: Instant) {
        guard buffer.readableBytes > 0 else { return }
        if pending == 0 { waitingSince = now }
        queue.append(buffer)
        pending += buffer.readableBytes
    }
}
