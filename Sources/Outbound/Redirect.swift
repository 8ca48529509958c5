import Foundation

/// Where an answer sends us, and the request that goes there.
///
/// To another origin no credential travels. From https to http, and from a public to a private address (or a name
/// that only means one), we do not go: an origin that is itself private, such as the simulator's, may.
struct Redirect {
    let request: OutboundRequest

    /// nil when the answer is no redirect (a 308 without `Location` continues an upload).
    ///
    /// - Throws: `OutboundError` with code `redirectRefused`.
    init?(_ response: OutboundResponse, to request: OutboundRequest, startedAt start: String) throws {
        guard [301, 302, 303, 307, 308].contains(response.status), let location = response.headers["Location"] else {
            return nil
        }
        func refused(_ why: String) -> OutboundError {
            OutboundError(
                .redirectRefused,
                method: request.method,
                url: request.url,
                status: response.status,
                cause: "redirect refused: \(why)"
            )
        }
        guard let base = URL(string: request.url), let from = Origin(base),
            let first = URL(string: start).flatMap(Origin.init)
        else { throw refused("the request has no valid URL") }
        guard let target = URL(string: location, relativeTo: base)?.absoluteURL, let to = Origin(target) else {
            throw refused("the location is not an http or https URL")
        }
        guard target.user == nil, target.password == nil else { throw refused("the location carries a password") }
        guard from.scheme == "http" || to.scheme == "https" else { throw refused("from https to http") }
        guard !PrivateAddress.contains(to.host) || PrivateAddress.contains(first.host) else {
            throw refused("to a private address (\(to.host))")
        }
        var next = request
        next.url = target.absoluteString
        if to != from { next.headers = request.headers.withoutCredentials }
        next.headers["Host"] = nil
        let becomesGet =
            response.status == 303 || (request.method == .post && (response.status == 301 || response.status == 302))
        if becomesGet && request.method != .head {
            next.method = .get
            next.body = .none
            for name in ["Content-Type", "Content-Length", "Content-Encoding"] { next.headers[name] = nil }
        } else if !request.body.isReplayable {
            throw refused("the body cannot be sent twice")
        }
        self.request = next
    }
}
