import Foundation

/// Seconds of processor time, user and system together (getrusage(2)).
enum CPUTime {
    static var ofProcess: Double {
        var usage = rusage()
        guard getrusage(whole, &usage) == 0 else { return 0 }
        return [usage.ru_utime, usage.ru_stime].reduce(0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6 }
    }

    /// Of the calling thread alone.
    static var ofThread: Double {
        var now = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now)
        return Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
    }

    #if canImport(Darwin)
    private static let whole = RUSAGE_SELF
    #else
    private static let whole = __rusage_who_t(RUSAGE_SELF.rawValue)
    #endif
}
