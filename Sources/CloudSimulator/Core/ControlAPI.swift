import Foundation
import Hummingbird
import NIOCore
import NIOFoundationCompat

/// The control listener: where everything is, what shall fail, how fast bytes flow, what was asked.
struct ControlAPI: SimulatedAPI {
    let world: SimulatorWorld

    func addRoutes(to router: Router<SimulatorContext>) {
        let world = world
        router.get("/") { _, _ in try Self.json(["endpoints": world.endpoints]) }
        router.get("/faults") { _, _ in try Self.json(["rules": world.faults.entries]) }
        router.post("/faults") { request, _ in
            let body = try await request.body.collect(upTo: 1 << 20)
            world.faults.add(try Self.rules(in: body))
            return try Self.json(["rules": world.faults.entries])
        }
        router.delete("/faults") { _, _ in
            world.faults.removeAll()
            return Response(status: .noContent)
        }
        router.post("/throttle") { request, _ in
            let body = try await request.body.collect(upTo: 1 << 16)
            let rates = try JSONValue.reading(body, .map(.integer)).object ?? [:]
            for (name, rate) in rates {
                guard let listener = SimulatorListener(rawValue: name) else {
                    throw GoogleError.invalidArgument("There is no listener \"\(name)\".", field: name)
                }
                world.throttle.set(rate.int64.map { Int($0) }, for: listener)
            }
            return Response(status: .noContent)
        }
        router.post("/unreachable-regions") { request, _ in
            let body = try await request.body.collect(upTo: 1 << 16)
            world.setUnreachable(Set((try JSONValue.reading(body, .array(.string)).array ?? []).compactMap(\.string)))
            return Response(status: .noContent)
        }
        router.get("/requests") { request, _ in
            let since = try QueryParameters(request, allowing: ["since"]).integer("since") ?? 0
            return try Self.json(["requests": world.recorder.entries(since: Int(since))])
        }
        router.delete("/requests") { _, _ in
            world.recorder.removeAll()
            return Response(status: .noContent)
        }
    }

    /// One rule, a list of rules, or a plan.
    private static func rules(in body: ByteBuffer) throws -> [FaultRule] {
        let decoder = JSONDecoder()
        do {
            if let plan = try? decoder.decode(FaultPlan.self, from: body) { return plan.rules }
            if let rules = try? decoder.decode([FaultRule].self, from: body) { return rules }
            return [try decoder.decode(FaultRule.self, from: body)]
        } catch {
            throw GoogleError.invalidArgument("Neither a fault rule nor a plan: \(error)")
        }
    }

    private static func json(_ value: some Encodable) throws -> Response {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        let body = ByteBuffer(data: try encoder.encode(value))
        return Response(status: .ok, headers: [.contentType: "application/json"], body: .init(byteBuffer: body))
    }
}
