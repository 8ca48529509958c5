/// One revision of a service, and how its start went.
struct RevisionRecord: Sendable, Codable {
    enum Phase: String, Sendable, Codable {
        case starting
        case ready
        case failed
    }

    let id: String
    let uid: String
    let template: JSONValue
    let createTime: String
    var phase: Phase = .starting
    /// Why it failed, as a revision reason.
    var reason: String?
    /// What the failure's condition says.
    var message: String?
    var settleTime: String?
}
