import Testing

@testable import llm_manager

struct MemoryTests {
    @Test func `only code that files back is given back`() {
        let maps = """
            55d0c8a00000-55d0c8c00000 r--p 00000000 08:01 1048 /usr/bin/llm-manager
            55d0c8c00000-55d0cac00000 r-xp 00200000 08:01 1048 /usr/bin/llm-manager
            55d0cac00000-55d0cad00000 rw-p 02200000 08:01 1048 /usr/bin/llm-manager
            7f0000000000-7f0000021000 rw-p 00000000 00:00 0
            7f1000000000-7f1000001000 r-xp 00000000 00:00 0
            7f2000000000-7f2000100000 r-xp 00028000 08:01 77   /usr/lib/a name with spaces.so
            7ffd1b9f0000-7ffd1b9f2000 r-xp 00000000 00:00 0    [vdso]
            ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0 [vsyscall]
            """
        #expect(
            Memory.codeRanges(maps) == [
                0x55d0_c8c0_0000..<0x55d0_cac0_0000, 0x7f20_0000_0000..<0x7f20_0010_0000,
            ])
        #expect(Memory.codeRanges("").isEmpty)
    }

    #if os(Linux)
    @Test func `a process goes on after its code was given back`() async {
        await Memory.giveBackStart(after: .zero)
        #expect((1...100).map { "\($0)" }.joined().count == 192)
    }
    #endif
}
