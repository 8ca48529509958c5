import Hummingbird
import NIOCore

/// A request as the engine in the container sees it.
struct EngineCall: Sendable {
    let method: HTTPRequest.Method
    /// Without the part that names the service.
    let path: String
    let body: ByteBuffer
    /// What `Authorization` carries behind `Bearer`.
    var bearer: String?

    /// The body as a JSON object; nil when it is none.
    var json: JSONValue? {
        guard let value = try? JSONValue(parsing: body), value.object != nil else { return nil }
        return value
    }

    func matches(_ method: HTTPRequest.Method, _ path: String) -> Bool {
        (self.method == method || (method == .get && self.method == .head)) && self.path == path
    }
}
