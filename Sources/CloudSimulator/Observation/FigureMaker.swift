import Foundation

/// Makes the time series of Cloud Run's metrics from the requests that simulated services got: one point a minute.
struct FigureMaker: Sendable {
    /// So long an instance stays after its last request.
    static let idleTime: TimeInterval = 900

    let meter: MeterBook
    let store: CloudRunStore

    /// Metric labels and resource labels of a series.
    struct Key: Hashable, Sendable {
        var metric: [String: String]
        var resource: [String: String]
    }

    enum Value: Sendable {
        case number(Double)
        case distribution([Double])
    }

    /// Points by the end of their minute.
    typealias Figures = [Key: [Date: Value]]

    func figures(_ type: MetricType, project: String, from: Date, to: Date) throws -> Figures {
        let samples = meter.all.filter { $0.project == project && $0.at <= to }
        let revisions = Dictionary(grouping: samples) { Place($0) }
        var figures: Figures = [:]
        for (place, samples) in revisions {
            add(type, place, samples, from: from, to: to, &figures)
        }
        for service in try store.current().services.values where service.project == project {
            guard let revision = service.latestReady, Self.minimum(of: service) > 0 else { continue }
            let place = Place(service.project, service.region, service.id, revision.id)
            guard revisions[place] == nil else { continue }
            add(type, place, [], from: from, to: to, &figures)
        }
        return figures
    }

    struct Place: Hashable {
        var project: String
        var region: String
        var service: String
        var revision: String

        init(_ project: String, _ region: String, _ service: String, _ revision: String) {
            self.project = project
            self.region = region
            self.service = service
            self.revision = revision
        }

        init(_ sample: MeterBook.Sample) {
            self.init(sample.project, sample.region, sample.service, sample.revision)
        }

        var labels: [String: String] {
            [
                "project_id": project, "location": region, "service_name": service, "revision_name": revision,
                "configuration_name": service,
            ]
        }
    }

    private func add(
        _ type: MetricType, _ place: Place, _ samples: [MeterBook.Sample], from: Date, to: Date,
        _ figures: inout Figures
    ) {
        let requests = samples.filter { !$0.isStart }
        switch type.source {
        case .requests, .latencies:
            for sample in requests where sample.at > from {
                let code = ["response_code": "\(sample.status)", "response_code_class": "\(sample.status / 100)xx"]
                let key = Key(metric: code, resource: place.labels)
                let minute = Self.minute(sample.at)
                if type.source == .requests {
                    figures[key, default: [:]].count(at: minute, 1)
                } else {
                    figures[key, default: [:]].observe(at: minute, sample.milliseconds)
                }
            }
        case .starts:
            for sample in samples where sample.isStart && sample.at > from {
                figures[Key(metric: [:], resource: place.labels), default: [:]]
                    .observe(at: Self.minute(sample.at), sample.milliseconds)
            }
        case .instances, .billable, .use:
            let busy = Dictionary(grouping: requests) { Self.minute($0.at) }
            let minimum = minimum(at: place)
            // Before its first request a service without kept instances has nothing to tell, and none before it was made.
            guard let first = minimum > 0 ? made(place) : requests.first?.at else { return }
            var minute = Self.minute(max(from, first))
            // The minute that goes on belongs to it: its end lies ahead.
            while minute.addingTimeInterval(-60) < to {
                defer { minute.addTimeInterval(60) }
                let isActive = busy[minute] != nil
                let isWarm = requests.contains { $0.at <= minute && minute.timeIntervalSince($0.at) < Self.idleTime }
                guard isActive || isWarm || minimum > 0 else {
                    // Scaled to zero is measured for a while after the last instance went.
                    let hasRun = requests.contains { $0.at <= minute }
                    if type.source == .instances, hasRun { instances(place, minute, active: 0, idle: 0, &figures) }
                    continue
                }
                let count = Double(max(1, minimum))
                switch type.source {
                case .instances:
                    instances(place, minute, active: isActive ? 1 : 0, idle: isActive ? count - 1 : count, &figures)
                case .billable:
                    figures[Key(metric: [:], resource: place.labels), default: [:]].count(at: minute, 60 * count)
                default:
                    let work = (busy[minute] ?? []).reduce(0) { $0 + $1.milliseconds } / 60_000
                    figures[Key(metric: [:], resource: place.labels), default: [:]]
                        .observe(at: minute, min(0.99, type.restingUse + work * type.usePerWork))
                }
            }
        }
    }

    private func instances(_ place: Place, _ minute: Date, active: Double, idle: Double, _ figures: inout Figures) {
        for (state, count) in [("active", active), ("idle", idle)] {
            figures[Key(metric: ["state": state], resource: place.labels), default: [:]][minute] = .number(count)
        }
    }

    /// When the revision was made.
    private func made(_ place: Place) -> Date? {
        let name = ServiceRecord.name(place.project, place.region, place.service)
        let revisions = (try? store.current().services[name])?.revisions ?? []
        return revisions.first { $0.id == place.revision }.flatMap { Timestamp.date($0.createTime) }
    }

    private func minimum(at place: Place) -> Int {
        let name = ServiceRecord.name(place.project, place.region, place.service)
        guard let service = try? store.current().services[name], service.latestReady?.id == place.revision else {
            return 0
        }
        return Self.minimum(of: service)
    }

    private static func minimum(of service: ServiceRecord) -> Int {
        let counts = [
            service.spec["scaling"]?["minInstanceCount"], service.spec["template"]?["scaling"]?["minInstanceCount"],
        ]
        return Int(counts.compactMap { $0?.int64 }.max() ?? 0)
    }

    /// The end of the minute in which a moment lies.
    static func minute(_ date: Date) -> Date {
        Date(timeIntervalSince1970: (date.timeIntervalSince1970 / 60).rounded(.up) * 60)
    }
}

extension [Date: FigureMaker.Value] {
    fileprivate mutating func count(at minute: Date, _ more: Double) {
        if case .number(let sum)? = self[minute] {
            self[minute] = .number(sum + more)
        } else {
            self[minute] = .number(more)
        }
    }

    fileprivate mutating func observe(at minute: Date, _ value: Double) {
        if case .distribution(let values)? = self[minute] {
            self[minute] = .distribution(values + [value])
        } else {
            self[minute] = .distribution([value])
        }
    }
}
