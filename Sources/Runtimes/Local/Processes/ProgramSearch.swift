import Foundation

/// Finds programs as a shell would.
enum ProgramSearch {
    /// The path of a program: itself when it names one, else the first of that name in PATH; nil when there is none that
    /// may be run.
    static func find(_ name: String, path: String? = ProcessInfo.processInfo.environment["PATH"]) -> String? {
        let files = FileManager.default
        if name.contains("/") { return files.isExecutableFile(atPath: name) ? name : nil }
        for folder in (path ?? "").split(separator: ":") {
            let candidate = "\(folder)/\(name)"
            if files.isExecutableFile(atPath: candidate) { return candidate }
        }
        return nil
    }
}
