/// One field of a service before and after a change, as people name it. A value that may be a secret is masked.
package struct FieldChange: Sendable, Hashable, Codable {
    package var field: String
    /// nil: the field was not set.
    package var old: String?
    /// nil: the field is taken away.
    package var new: String?

    package init(field: String, old: String?, new: String?) {
        self.field = field
        self.old = old
        self.new = new
    }
}
