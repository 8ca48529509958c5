import Domain

/// The end of an import or a deploy, as a webhook is told it. Holds no secret: a problem's texts never do.
package struct Announcement: Sendable, Hashable, Codable {
    package enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
        case importCompleted = "import.completed"
        case importFailed = "import.failed"
        case deployReady = "deploy.ready"
        case deployFailed = "deploy.failed"
    }

    /// The same for every try of one announcement.
    package var id: String
    package var type: Kind
    /// RFC 3339, UTC.
    package var at: String
    /// A project's id, or `local`.
    package var target: String
    /// A model in a bucket, or a service.
    package var subject: String
    package var actor: String
    /// The problem's code, of what failed.
    package var code: String?
    package var detail: String?

    package init(
        id: String, type: Kind, at: String, target: String, subject: String, actor: String, code: String? = nil,
        detail: String? = nil
    ) {
        self.id = id
        self.type = type
        self.at = at
        self.target = target
        self.subject = subject
        self.actor = actor
        self.code = code
        self.detail = detail
    }
}
