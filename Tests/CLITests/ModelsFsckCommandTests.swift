import API
import Domain
import TestSupport
import Testing

@testable import CLI

struct ModelsFsckCommandTests {
    private func list(_ outcome: FsckFinding.Outcome?, repair: String? = "lists it") -> FsckList {
        let finding = FsckFinding(
            .manifestWithoutEntry, "hf:org/name@aaaa", detail: "it is not listed", repair: repair, outcome: outcome
        )
        return FsckList(FsckListing(reports: [FsckReport(bucket: "b", findings: [finding])]))
    }

    @Test func `a finding says what a repair would do, and how to have it done`() {
        let text = ModelsFsckCommand.text(list(nil))
        #expect(text.contains("manifest-without-entry  b  hf:org/name@aaaa\n  it is not listed\n  repair: lists it"))
        #expect(text.contains("1 findings, 1 not repaired; 'models fsck --repair' mends them."))
        #expect(ModelsFsckCommand.text(list(nil, repair: nil)).contains("a person must look at it"))
    }

    @Test func `after a repair it says what has come of it`() {
        #expect(ModelsFsckCommand.text(list(.repaired)).contains("all repaired"))
        #expect(list(.repaired).clean && !list(.left("busy")).clean)
        #expect(ModelsFsckCommand.text(list(.left("an import is at it"))).contains("left: an import is at it"))
    }

    @Test func `nothing wrong is said in one line`() {
        let clean = FsckList(FsckListing(reports: [FsckReport(bucket: "b", findings: [])]))
        #expect(ModelsFsckCommand.text(clean) == "1 bucket checked: nothing is wrong.")
        #expect(clean.clean)
    }

    @Test func `garbage is summed up with its cost`() {
        let item = GarbageItem(
            .unreferencedBlobs, bucket: "b", "ollama/blobs/", detail: "d", objects: 2, size: 1_000_000_000,
            monthlyCost: .usd(0.02)
        )
        let list = GarbageList(GarbageListing(items: [item, item]))
        #expect(ModelsGarbageCommand.sum(list) == "2 in all, 2.0 GB, 0.04 USD a month")
        var done = item
        done.outcome = .deleted(1_000_000_000)
        var kept = item
        kept.outcome = .kept("an import needs it")
        let text = ModelsGarbageCommand.outcome(GarbageList(GarbageListing(items: [done, kept])))
        #expect(text == "kept ollama/blobs/: an import needs it\n1.0 GB freed")
    }
}
