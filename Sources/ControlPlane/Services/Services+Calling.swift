package import Domain
import Serving

extension Services {
    /// How a service is called from a program. Needs the viewer role.
    /// - Throws: `unavailable` while it has no address.
    package func calling(_ context: RequestContext, _ id: ServiceID) async throws -> CallingGuide {
        try await world.look(context, "see how to call a service") {
            let runtime = try runtime(context)
            let service = try await runtime.service(id)
            guard let url = service.url else {
                throw Problem(
                    .unavailable, "No address yet", detail: "\(id) has no address",
                    fix: "Wait until the service is deployed.", isRetryable: true
                )
            }
            let key = try await (runtime as? any ServiceKeyring)?.key(id)
            var isPublic = service.access == .public || context.target == .local
            if !isPublic, let control = runtime as? any ServiceAccessControl {
                // Who may call may not be readable; then it is taken for private.
                isPublic = (try? await control.access(id).isPublic) ?? false
            }
            let embeds = await embeds(service)
            return CallingGuideWriter(
                id: id, target: context.target, url: url, model: service.servedName ?? service.model?.id ?? "MODEL",
                embeds: embeds, isPublic: isPublic, key: key
            ).guide
        }
    }

    /// What a service's model makes, from its manifest; nothing is asked of the service.
    private func embeds(_ service: Service) async -> Bool {
        guard let model = service.model, let bucket = service.bucket,
            let store = try? world.targets.buckets(of: service.target).store(bucket, in: service.target),
            let manifest = try? await world.catalog.manifest(of: model, in: store)
        else { return false }
        return ModelTask.proof(of: manifest) == .embedding
    }

    /// How a service is set up, in its platform's words. Needs the viewer role.
    package func resource(_ context: RequestContext, _ id: ServiceID) async throws -> ServiceResource {
        try await world.look(context, "see how a service is set up") {
            guard let able = try runtime(context) as? any ServiceInspection else {
                throw Problem(
                    .unsupported, "Nothing to show", detail: "the runtime of ‘\(context.target)’ keeps no such record",
                    fix: "Show the service itself."
                )
            }
            return try await able.resource(id)
        }
    }
}
