import Domain
import HTTPTypes
import Hummingbird

/// Decides who a request is from. One for each access mode.
protocol Gate: Sendable {
    /// Hosts that the request may be made for; nil: any, because something in front of us has chosen already.
    func hosts() -> [String]?
    /// - Throws: `Problem` or `HTTPProblem` for whom it does not let in.
    func admit(_ request: Request) async throws -> Admission
}

/// Access for this machine only: whoever reaches a loopback address is the one who uses this machine.
struct LoopbackGate: Gate {
    var port: BoundPort

    func hosts() -> [String]? { Self.hosts(port: port.port) }

    func admit(_ request: Request) async throws -> Admission { Admission(actor: "local user", role: .admin) }

    static func hosts(port: Int?) -> [String] {
        guard let port else { return [] }
        let names = ["127.0.0.1", "localhost", "[::1]"]
        return names.map { "\($0):\(port)" } + (port == 80 ? names : [])
    }
}

extension Request {
    /// The only value of a header. A header that comes twice could be read differently by somebody before us.
    ///
    /// - Throws: `unauthenticated` when it comes more than once; nil when it does not come.
    func single(_ name: HTTPField.Name, for purpose: String) throws(Problem) -> String? {
        let values = headers[values: name]
        guard values.count <= 1 else {
            throw Problem(
                .unauthenticated, "Not readable as one answer", detail: "‘\(name)’ comes \(values.count) times",
                fix: "Send \(purpose) once."
            )
        }
        return values.first
    }
}
