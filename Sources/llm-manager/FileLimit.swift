import Foundation

/// How many files this process may have open; a connection is one.
enum FileLimit {
    /// Raises the limit as far as this user may.
    ///
    /// - Returns: the connections that leave `spare` files for everything else.
    static func raised(leaving spare: Int, atMost most: Int) -> Int {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 400 }
        limit.rlim_cur = limit.rlim_max
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        let files = Int(clamping: limit.rlim_max)
        return max(64, min(most, files - spare))
    }
}
