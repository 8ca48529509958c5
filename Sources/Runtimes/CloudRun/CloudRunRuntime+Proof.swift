package import Domain
import GoogleCloud
import Outbound
import Serving

extension CloudRunRuntime {
    /// Asks a deployed service for a token and records the answer on it. May wake a GPU.
    ///
    /// - Returns: the service after it: `ready`, `unproven` with the reason, or `failed`.
    package func prove(_ id: ServiceID) async throws -> Service {
        let json = try await managed(id)
        var service = try reader.service(json)
        guard service.state.name == "ready" || service.state.name == "unproven" else { return service }
        let limit = Duration.seconds(CloudRunReader.startupSeconds(json) ?? LoadTimePredictor.shortestStartup)
        let (state, proof) = try await googleCall("prove \(id)") { try await ask(json, service, limit: limit) }
        service.state = state
        service.proof = proof ?? service.proof
        return service
    }

    /// The last part of a deploy: the container runs, does the engine answer?
    func provenState(
        of json: GoogleJSON, _ plan: ServicePlan, _ tell: (ServiceState, String) -> Void
    ) async throws {
        let service = try reader.service(json)
        tell(.loading, "The container runs; the engine is asked for an answer")
        let seconds = Double(plan.recipe.startupSeconds) + 3 * (plan.predictedStart ?? 0)
        let (state, proof) = try await ask(json, service, limit: .seconds(seconds))
        switch state {
        case .ready: tell(state, "The engine answered in \(proof?.firstTokenMilliseconds ?? 0) ms")
        case .unproven(let reason, _): tell(state, reason)
        default: tell(state, "The engine gave no answer")
        }
    }

    private func ask(
        _ json: GoogleJSON, _ service: Service, limit: Duration
    ) async throws -> (ServiceState, ServiceProof?) {
        guard let url = service.url, let engine = service.engine, let revision = service.revision else {
            return (.unproven(reason: "The service has no address", command: nil), nil)
        }
        let kind = reader.proofKind(json)
        let name = service.servedName ?? ""
        let command = CloudRunProofCommand.text(url: url, engine: engine, servedName: name, kind: kind)
        let key: Secret?
        do {
            _ = try await identityToken(for: service, url: url)
            key = try await engineKey(in: json)
        } catch let error as GoogleCloudError {
            return (.unproven(reason: "We cannot call the service: \(error.message)", command: command), nil)
        }
        let prover = EngineProver(
            client: engines, interval: settings.proofInterval, refusalGrace: settings.refusalGrace
        )
        let outcome = try await prover.prove(url: url, engine: engine, servedName: name, kind: kind, limit: limit) {
            EndpointCredentials(identity: try await identityToken(for: service, url: url), key: key)
        }
        switch outcome {
        case .proven(let milliseconds, let rate):
            let proof = ServiceProof(
                revision: revision, at: Timestamp.now(), firstTokenMilliseconds: milliseconds, tokensPerSecond: rate)
            try await record(proof, id: service.id)
            return (.ready, proof)
        case .refused(let status, _):
            return (.unproven(reason: Self.refusal(status, ingress: json["ingress"]?.string), command: command), nil)
        case .failed(let problem):
            return (.failed(problem), nil)
        }
    }

    private static func refusal(_ status: Int, ingress: String?) -> String {
        if status == 404 || ingress.map({ $0 != "INGRESS_TRAFFIC_ALL" }) == true {
            return "The service cannot be reached from here (ingress \(ingress ?? "unknown"))"
        }
        return "The service refused our call (\(status)): our identity lacks roles/run.invoker on it"
    }

    /// Writes the proof on the service. Only its annotations are named, so that no revision is made of it.
    private func record(_ proof: ServiceProof, id: ServiceID) async throws {
        for attempt in 1...3 {
            let service = try await managed(id)
            let annotations = try CloudRunMarks.annotations(recording: proof, on: service)
            var body: GoogleJSON = ["annotations": .texts(annotations)]
            body["etag"] = service["etag"]
            do {
                var operation = try await run.patchService(
                    project: project, region: id.region, id: id.name, body, updateMask: ["annotations"]
                )
                while !operation.isDone, !operation.name.isEmpty {
                    try await Task.sleep(for: settings.pollInterval)
                    operation = try await run.operation(operation.name)
                }
                if let failure = operation.failure { throw failure }
                return
            } catch let error as GoogleCloudError where error.code == .aborted && attempt < 3 {
                // Somebody changed the service in between: read it again.
                continue
            }
        }
    }
}
