import CMalloc
import Foundation

/// How this process asks for memory, and what it gives back.
enum Memory {
    /// The buffers of a transfer (256 KiB to some MiB) come from the heap and are used again there.
    ///
    /// Left to itself, or with a low threshold, glibc maps each of them anew and unmaps it when it is freed, and every
    /// page costs a fault: 1,000,000 faults and 1.8 s of processor time for each GiB, measured by `make bench-import`.
    /// Two arenas, because every further one keeps free blocks of its own (mallopt(3)).
    static func keepTransferBuffers() {
        llm_keep_blocks(16 << 20, 64 << 20, 2)
    }

    /// Some seconds after the start, gives back what only the start has needed: free pages of the heap, and the pages of
    /// program code that were looked through while options, Foundation and TLS were set up.
    ///
    /// Code is mapped from files and never changed, so a page that is needed again comes from the system's page cache by
    /// itself. Resident memory of an idle manager goes from 58 to 21 MiB, measured on Linux; elsewhere nothing happens.
    static func giveBackStart(after pause: Duration = .seconds(1)) async {
        guard (try? await Task.sleep(for: pause)) != nil else { return }
        llm_trim()
        #if os(Linux)
        guard let maps = try? String(contentsOfFile: "/proc/self/maps", encoding: .utf8) else { return }
        for code in codeRanges(maps) {
            madvise(UnsafeMutableRawPointer(bitPattern: code.lowerBound), code.count, Int32(MADV_DONTNEED))
        }
        #endif
    }

    /// Where programs and libraries are mapped that can be executed and not written (proc_pid_maps(5)). Only such pages
    /// are the same as in their file: others hold what the dynamic linker or the program has written.
    static func codeRanges(_ maps: String) -> [Range<UInt>] {
        maps.split(separator: "\n").compactMap { line in
            // 7f1c5e800000-7f1c5e9a0000 r-xp 00028000 08:01 1234  /usr/lib/x86_64-linux-gnu/libc.so.6
            let fields = line.split(separator: " ", maxSplits: 5, omittingEmptySubsequences: true)
            // The name stands in a column of its own, behind spaces.
            guard fields.count == 6, fields[1] == "r-xp", fields[5].drop(while: { $0 == " " }).hasPrefix("/") else {
                return nil
            }
            let ends = fields[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
            return ends.count == 2 && ends[0] < ends[1] ? ends[0]..<ends[1] : nil
        }
    }
}
