import API
import Domain

/// Live progress of an import on standard error: drawn in place in a terminal, a line a second elsewhere.
struct ProgressScreen {
    private var drawnLines = 0
    private var lastSecond: Int64 = -1
    private var lastState = ""
    let isInteractive: Bool

    init(isInteractive: Bool) { self.isInteractive = isInteractive }

    /// What to write for this snapshot; empty when nothing is due.
    /// - Parameter second: any clock's whole seconds; elsewhere than in a terminal one line a second is enough.
    mutating func text(for view: ImportView, second: Int64) -> String {
        if isInteractive {
            let lines = Self.lines(of: view)
            // What was drawn below the last line of a longer drawing goes.
            let up = drawnLines > 0 ? "\u{1B}[\(drawnLines)A\u{1B}[J" : ""
            drawnLines = lines.count
            return up + lines.map { "\u{1B}[2K\($0)\n" }.joined()
        }
        guard second != lastSecond || view.state != lastState else { return "" }
        lastSecond = second
        lastState = view.state
        return Self.summary(view) + "\n"
    }

    /// Files that are drawn at most: a terminal has some forty lines.
    private static let fileLimit = 20

    /// Of many files those that run or have failed, then the latest ones; how many are not drawn; the sum.
    private static func lines(of view: ImportView) -> [String] {
        var files = view.files
        if files.count > fileLimit {
            let news = files.filter { ["transferring", "verifying", "failed"].contains($0.state) }
            files = Array((news + files.reversed().filter { $0.state == "verified" }).prefix(fileLimit))
        }
        let others = view.fileCount - files.count
        return files.map(line) + (others > 0 ? ["  … and \(others) more files"] : []) + [summary(view)]
    }

    static func line(_ file: ImportView.File) -> String {
        let total = file.size ?? file.done
        let filled = total > 0 ? Int(Double(file.done) / Double(total) * 20) : 20
        let bar = String(repeating: "█", count: filled) + String(repeating: "·", count: 20 - filled)
        let name = file.path.count > 44 ? "…" + file.path.suffix(43) : file.path
        let padding = String(repeating: " ", count: 44 - name.count)
        return "  \(name)\(padding) \(bar) \(ByteCount(total))  \(file.state)"
    }

    static func summary(_ view: ImportView) -> String {
        let share = view.totalBytes > 0 ? Int(Double(view.doneBytes) / Double(view.totalBytes) * 100) : 100
        var text = "  \(view.state): \(ByteCount(view.doneBytes)) of \(ByteCount(view.totalBytes)) (\(share) %)"
        text += ", \(ByteCount(Int64(view.bytesPerSecond)))/s"
        text += ", \(view.verifiedFiles) of \(view.fileCount) files verified"
        if let left = view.secondsLeft { text += ", \(Duration.seconds(left).clockText) left" }
        return text
    }
}

extension Duration {
    /// `1:02:03`, `2:03` or `3 s`.
    var clockText: String {
        let seconds = Int(components.seconds)
        func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        if seconds >= 3600 { return "\(seconds / 3600):\(two(seconds / 60 % 60)):\(two(seconds % 60))" }
        return seconds >= 60 ? "\(seconds / 60):\(two(seconds % 60))" : "\(seconds) s"
    }
}
