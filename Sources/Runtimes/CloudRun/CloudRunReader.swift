import Domain
import GoogleCloud
import Serving

/// A Cloud Run service (v2 JSON) as a `Service`.
struct CloudRunReader {
    var project: String

    /// - Throws: `unavailable` when the resource has no name of the known form.
    func service(_ json: GoogleJSON) throws -> Service {
        let id = try Self.id(json)
        let container = Self.engineContainer(json)
        let limits = container?["resources"]?["limits"]?.texts ?? [:]
        let annotations = json["annotations"]?.texts ?? [:]
        let template = json["template"]
        let scaling = template?["scaling"]
        var found = Service(
            id: id, target: try Target(parsing: project), state: state(json, id: id), engine: engine(json),
            model: model(annotations) ?? EarlierContainer(json)?.model,
            bucket: annotations[CloudRunMarks.bucket] ?? Self.bucket(json),
            servedName: servedName(json), url: json["uri"]?.string,
            accelerator: template?["nodeSelector"]?["accelerator"]?.string,
            cpu: limits["cpu"].flatMap(Self.cpu), memory: limits["memory"].flatMap(Self.memory),
            zonalRedundancy: limits["nvidia.com/gpu"].map { _ in
                template?["gpuZonalRedundancyDisabled"]?.bool != true
            },
            minInstances: Int(scaling?["minInstanceCount"]?.integer ?? 0),
            maxInstances: scaling?["maxInstanceCount"]?.integer.map { Int($0) },
            access: json["invokerIamDisabled"]?.bool == true ? .public : .private,
            revision: Self.revision(json), image: container?["image"]?.string,
            proof: CloudRunMarks.proof(of: Self.revision(json), in: json), createdAt: json["createTime"]?.string,
            updatedAt: json["updateTime"]?.string, creator: json["creator"]?.string, etag: json["etag"]?.string,
            links: CloudRunLinks.links(project: project, id: id), labels: json["labels"]?.texts ?? [:],
            latestRevision: Self.latestRevision(json).flatMap { $0 == Self.revision(json) ? nil : $0 },
            traffic: CloudRunTraffic.shares(json), isAdopted: annotations[CloudRunMarks.engine] == nil
        )
        found.declared = CloudRunMarks.declaredMark(in: json)
        return found
    }

    /// What the record says, without asking the engine.
    func state(_ json: GoogleJSON, id: ServiceID) -> ServiceState {
        if json["deleteTime"]?.string != nil { return .deleting }
        if json["reconciling"]?.bool == true {
            if servesProven(json) { return .ready }
            return json["latestCreatedRevision"]?.string == nil ? .creating : .starting
        }
        guard let terminal = json["terminalCondition"] else { return .pending }
        switch terminal["state"]?.string {
        case "CONDITION_SUCCEEDED":
            if Self.isStopped(json) { return .stopped }
            if let reason = Self.rollBackReason(json) { return .degraded(reason: reason) }
            let revision = Self.revision(json)
            if let proof = CloudRunMarks.proof(of: revision, in: json), proof.revision == revision { return .ready }
            guard let engine = engine(json) else {
                let image = Self.engineContainer(json)?["image"]?.string ?? "no image"
                return .unproven(reason: "It runs \(image), an engine that this manager cannot ask", command: nil)
            }
            return .unproven(
                reason: "Nobody has asked this revision yet",
                command: CloudRunProofCommand.text(
                    url: json["uri"]?.string ?? "", engine: engine, servedName: servedName(json) ?? "",
                    kind: proofKind(json)
                )
            )
        case "CONDITION_FAILED":
            let problem = CloudRunCause.problem(condition: terminal, id: id, startupSeconds: Self.startupSeconds(json))
            let ready = json["latestReadyRevision"]?.string
            guard let ready, ready != json["latestCreatedRevision"]?.string else { return .failed(problem) }
            return .degraded(
                reason: "The last change failed, the revision before it still serves. \(problem.title): "
                    + "\(problem.detail) \(problem.fix)"
            )
        default:
            return .creating
        }
    }

    /// A change that makes no revision (a proof, a mark, a limit) is reconciled, too; the newest revision, which has
    /// answered, serves on meanwhile.
    private func servesProven(_ json: GoogleJSON) -> Bool {
        guard let created = json["latestCreatedRevision"]?.string, created == json["latestReadyRevision"]?.string,
            !Self.isStopped(json)
        else { return false }
        let revision = Self.revision(json)
        return revision == Self.latestRevision(json)
            && CloudRunMarks.proof(of: revision, in: json)?.revision == revision
    }

    func engine(_ json: GoogleJSON) -> EngineKind? {
        if let name = json["annotations"]?[CloudRunMarks.engine]?.string { return EngineKind(rawValue: name) }
        // The earlier manager wrote no annotation; the image tells.
        let image = Self.engineContainer(json)?["image"]?.string ?? ""
        return EngineKind.allCases.first { image.contains($0.rawValue) }
    }

    /// What clients call the model by.
    func servedName(_ json: GoogleJSON) -> String? {
        json["annotations"]?[CloudRunMarks.servedName]?.string ?? EarlierContainer(json)?.servedName
    }

    func proofKind(_ json: GoogleJSON) -> ProofKind {
        json["annotations"]?[CloudRunMarks.proofKind]?.string.flatMap(ProofKind.init(rawValue:)) ?? .generation
    }

    private func model(_ annotations: [String: String]) -> ModelIdentity? {
        guard let id = annotations[CloudRunMarks.model],
            let source = annotations[CloudRunMarks.source].flatMap(SourceKind.init(rawValue:))
        else { return nil }
        return ModelIdentity(source: source, id: id, pin: annotations[CloudRunMarks.pin] ?? "")
    }

    /// From `projects/P/locations/R/services/S`.
    static func id(_ json: GoogleJSON) throws -> ServiceID {
        let parts = (json["name"]?.string ?? "").split(separator: "/").map(String.init)
        guard parts.count == 6, parts[2] == "locations", parts[4] == "services" else {
            throw Problem(
                .unavailable, "Cloud Run's answer was not understood",
                detail: "‘\(json["name"]?.string ?? "")’ is not the name of a service"
            )
        }
        return try ServiceID(region: parts[3], name: parts[5])
    }

    /// The short name of the revision that serves; of the one that is being made while none does.
    static func revision(_ json: GoogleJSON) -> String? { CloudRunTraffic.serving(json) ?? latestRevision(json) }

    /// The short name of the revision that was made last.
    static func latestRevision(_ json: GoogleJSON) -> String? {
        json["latestCreatedRevision"]?.string?.split(separator: "/").last.map(String.init)
    }

    /// Scaled by hand to no instance at all.
    static func isStopped(_ json: GoogleJSON) -> Bool {
        json["scaling"]?["scalingMode"]?.string == "MANUAL"
            && (json["scaling"]?["manualInstanceCount"]?.integer ?? 0) == 0
    }

    private static func rollBackReason(_ json: GoogleJSON) -> String? {
        guard let from = json["annotations"]?[CloudRunMarks.rolledBack]?.string, let to = revision(json), from != to
        else {
            return nil
        }
        return "Rolled back: \(to) serves instead of \(from). The next deploy or update serves again by itself."
    }

    static func engineContainer(_ json: GoogleJSON) -> GoogleJSON? {
        let containers = json["template"]?["containers"]?.array ?? []
        return containers.first { !($0["ports"]?.array ?? []).isEmpty } ?? containers.first
    }

    static func startupSeconds(_ json: GoogleJSON) -> Int? {
        guard let probe = engineContainer(json)?["startupProbe"], let period = probe["periodSeconds"]?.integer,
            let threshold = probe["failureThreshold"]?.integer
        else { return nil }
        let (seconds, isTooMuch) = period.multipliedReportingOverflow(by: threshold)
        return isTooMuch ? nil : Int(exactly: seconds)
    }

    private static func bucket(_ json: GoogleJSON) -> String? {
        let volumes = json["template"]?["volumes"]?.array ?? []
        return volumes.compactMap { $0["gcs"]?["bucket"]?.string }.first
    }

    /// `8` or `8000m`.
    private static func cpu(_ text: String) -> Int? {
        text.hasSuffix("m") ? Int(text.dropLast()).map { $0 / 1000 } : Int(text)
    }

    /// `32Gi`, `32768Mi`, `512M`, or bytes.
    private static func memory(_ text: String) -> ByteCount? {
        let units: [(String, Int64)] = [
            ("Ki", 1 << 10), ("Mi", 1 << 20), ("Gi", 1 << 30), ("k", 1000), ("M", 1_000_000), ("G", 1_000_000_000),
        ]
        for (suffix, factor) in units where text.hasSuffix(suffix) {
            guard let count = Int64(text.dropLast(suffix.count)) else { return nil }
            let (bytes, isTooMuch) = count.multipliedReportingOverflow(by: factor)
            return isTooMuch ? nil : ByteCount(bytes)
        }
        return Int64(text).map { ByteCount($0) }
    }
}
