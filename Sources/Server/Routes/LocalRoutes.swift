import API
import ControlPlane
import Domain
import Hummingbird

/// `/api/local/…`: this machine's devices, engines and what was left on it.
struct LocalRoutes {
    /// Devices are looked at so often while somebody watches.
    private static let interval = Duration.seconds(2)

    let controlPlane: ControlPlane
    let pace: EventStream.Pace

    init(_ controlPlane: ControlPlane, pace: EventStream.Pace) {
        self.controlPlane = controlPlane
        self.pace = pace
    }

    var operations: [Operation] { [machine, devices, end] }

    private var machine: Operation {
        let local = controlPlane.local
        return Operation(
            id: "showMachine", method: .get, path: "/api/local/machine",
            summary: "This machine: devices, engines with versions, what is missing, processes without a service",
            answer: .init(status: 200, about: "The machine.", schema: .wire(MachineView.self))
        ) { call in
            try .json(MachineView(try await local.report(call.anywhere)))
        }
    }

    private var devices: Operation {
        let (local, pace) = (controlPlane.local, pace)
        return Operation(
            id: "watchDevices", method: .get, path: "/api/local/devices", summary: "The GPUs of this machine, live",
            answer: .init(
                status: 200, about: "Events ‘devices’ (DeviceList), one for each change.", schema: .string,
                mediaType: "text/event-stream"
            ),
            streams: true
        ) { call in
            let about = call.anywhere
            _ = try await local.devices(about)
            let (stream, continuation) = EventStream.Events.makeStream()
            let task = Task {
                var told: DeviceList?
                while !Task.isCancelled {
                    if let list = try? await DeviceList(local.devices(about)), list != told {
                        continuation.yield(try ServerEvent(name: "devices", data: list, key: "devices"))
                        told = list
                    }
                    try await Task.sleep(for: Self.interval)
                }
            }
            continuation.onTermination = { _ in task.cancel() }
            return EventStream.response(to: call, stream, pace: pace)
        }
    }

    private var end: Operation {
        let local = controlPlane.local
        return Operation(
            id: "endOrphans", method: .post, path: "/api/local/orphans/end",
            summary: "Ends engine processes that belong to no service", body: .wire(OrphanList.self),
            answer: .init(
                status: 200, about: "Those that were ended; one that has got a service is left alone.",
                schema: .wire(OrphanList.self)
            )
        ) { call in
            let wish = try call.decoded(OrphanList.self)
            let ended = try await local.end(call.anywhere, wish.orphans.map(\.orphan))
            return try .json(OrphanList(orphans: ended.map(OrphanView.init)))
        }
    }
}
