/// One of the tasks that run an import together: which share it works on, and whom it belongs to.
///
/// Task 0 is the coordinator. It holds the import's lease, waits for the others by their journals, finishes what a dead
/// one has left, and publishes. The others only bring their files.
package struct ImportTask: Sendable, Hashable {
    package var index: Int
    package var count: Int
    /// The run of tasks; the lease may pass between its members, and is nobody else's while it lives.
    package var group: String

    package init(index: Int, count: Int, group: String) {
        self.index = index
        self.count = count
        self.group = group
    }

    package var isCoordinator: Bool { index == 0 }
}
