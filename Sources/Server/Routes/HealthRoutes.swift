import ControlPlane
import Domain
import Hummingbird
import NIOCore

/// `/health` and `/metrics`: for machines.
struct HealthRoutes {
    let controlPlane: ControlPlane
    let metrics: ServerMetrics

    init(_ controlPlane: ControlPlane, metrics: ServerMetrics) {
        self.controlPlane = controlPlane
        self.metrics = metrics
    }

    var operations: [Operation] {
        let (importing, metrics) = (controlPlane.dependencies.importing, metrics)
        return [
            Operation(
                id: "health", method: .get, path: "/health", summary: "The server answers",
                answer: .init(status: 200, about: "‘ok’.", schema: .string, mediaType: "text/plain")
            ) { _ in
                Response(
                    status: .ok, headers: [.contentType: "text/plain"],
                    body: .init(byteBuffer: ByteBuffer(string: "ok\n")))
            },
            Operation(
                id: "metrics", method: .get, path: "/metrics", summary: "Counts, as Prometheus text",
                answer: .init(status: 200, about: "The metrics.", schema: .string, mediaType: "text/plain")
            ) { _ in
                let text = metrics.text(imports: await importing.known(in: nil))
                return Response(
                    status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
                    body: .init(byteBuffer: ByteBuffer(string: text))
                )
            },
        ]
    }
}
