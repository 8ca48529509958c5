import API
import ControlPlane
import Domain
import Hummingbird

/// `/api/events`: news of everything that a page shows, in one stream.
struct EventRoutes {
    enum Topic: String, CaseIterable, Sendable { case imports, services }

    let controlPlane: ControlPlane
    let settings: ServerSettings
    let pace: EventStream.Pace
    private let looks: EventFeed.Looks
    private let encoded: ImportEvents

    init(_ controlPlane: ControlPlane, settings: ServerSettings, pace: EventStream.Pace, encoded: ImportEvents) {
        self.controlPlane = controlPlane
        self.settings = settings
        self.pace = pace
        self.encoded = encoded
        looks = EventFeed.Looks(every: settings.listInterval)
    }

    var operations: [Operation] {
        let (controlPlane, settings, pace, looks, encoded) = (controlPlane, settings, pace, looks, encoded)
        return [
            Operation(
                id: "events", method: .get, path: "/api/events", summary: "News of imports and services",
                parameters: [.project, .query("topics", "imports,services; left out: all.")],
                answer: .init(
                    status: 200, about: "Events ‘import’ (ImportView) and ‘services’ (ServiceList).", schema: .string,
                    mediaType: "text/event-stream"
                ),
                streams: true
            ) { call in
                let about = try call.about()
                try about.require(.viewer, to: "watch what happens")
                let feed = EventFeed(
                    controlPlane: controlPlane, about: about, topics: try Self.topics(call.optional("topics")),
                    importsInterval: settings.importsInterval, listInterval: settings.listInterval, looks: looks,
                    encoded: encoded
                )
                return EventStream.response(to: call, feed.events(), pace: pace)
            }
        ]
    }

    private static func topics(_ text: String?) throws(Problem) -> Set<Topic> {
        guard let text else { return Set(Topic.allCases) }
        var topics: Set<Topic> = []
        for name in text.split(separator: ",") {
            guard let topic = Topic(rawValue: String(name)) else {
                throw Call.bad("topics", String(name), Topic.allCases.map(\.rawValue))
            }
            topics.insert(topic)
        }
        return topics
    }
}
