/// What goes when a service is deleted, and what stays: told before it is done.
package struct ServiceDeletion: Sendable, Hashable, Codable {
    /// A sentence each.
    package var goes: [String]
    package var stays: [String]

    package init(goes: [String], stays: [String]) {
        self.goes = goes
        self.stays = stays
    }
}
