import HTTPTypes

extension Operation {
    /// Which statuses an operation may answer with instead of its own: made of what it reads and asks, so that the
    /// document promises neither less nor much more than happens.
    ///
    /// - Parameter isGuarded: the manager asks who a caller is, and bounds how often one may ask; `/health` is open.
    func problemStatuses(isGuarded: Bool) -> [Int] {
        // Any address: a parameter that it does not take, a foreign Host, a mistake of ours, a manager that stops.
        var statuses: Set<Int> = [400, 403, 500, 503]
        if isGuarded, !isOpen { statuses.formUnion([401, 429]) }
        if body != nil { statuses.formUnion([408, 413, 415]) }
        if asksTheCloud { statuses.formUnion([401, 404, 429, 501, 502, 503, 504]) }
        if asksTheCloud, body != nil || changes { statuses.formUnion([409, 422, 499]) }
        // A manager may run without the local target.
        if path.hasPrefix("/api/local") { statuses.insert(501) }
        if id == "deployService" { statuses.insert(412) }
        return statuses.sorted()
    }

    /// Anybody may ask, in any access mode.
    var isOpen: Bool { path == "/health" }

    private var changes: Bool { method != .get && method != .head }

    /// It names a project, or it asks about projects.
    private var asksTheCloud: Bool {
        parameters.contains { $0.name == "project" } || path.hasPrefix("/api/projects") || path == "/api/audit"
    }

    /// The reason of a problem's status, for those who read the document.
    static func meaning(ofProblem status: Int) -> String {
        switch status {
        case 400: "A parameter or a field is missing, unknown or wrong."
        case 401: "The caller is not known to this manager, or the manager's credential not to Google."
        case 403: "Not allowed to this caller, or to the manager."
        case 404: "What was named does not exist."
        case 408: "The body came too slowly."
        case 409: "It conflicts with what exists or runs."
        case 412: "The service has changed since the plan was made."
        case 413: "The body is too large."
        case 415: "The body is not JSON."
        case 422: "The request is understood, but cannot be carried out as it is."
        case 429: "A quota or a rate limit is used up: Google's, or what this manager allows one caller."
        case 499: "It was cancelled."
        case 500: "A mistake of this manager."
        case 501: "This manager does not have that."
        case 502: "A hub, a bucket or an engine answered with an error."
        case 503: "It cannot be done now; try again."
        case 504: "Somebody else took too long."
        default: "What went wrong, why, and what to do."
        }
    }
}
