import ControlPlane

extension Operation {
    /// Every operation, by resource.
    static func all(_ controlPlane: ControlPlane, settings: ServerSettings, metrics: ServerMetrics) -> [Operation] {
        let events = EventStream.Pace(heartbeat: settings.heartbeat)
        let encoded = ImportEvents()
        return IdentityRoutes(controlPlane, access: settings.access).operations
            + ProjectRoutes(controlPlane).operations
            + CheckRoutes(controlPlane, pace: events).operations
            + ProjectSetupRoutes(controlPlane).operations
            + BucketRoutes(controlPlane).operations
            + ModelRoutes(controlPlane, pace: events).operations
            + ModelUpdateRoutes(controlPlane).operations
            + CareRoutes(controlPlane).operations
            + ImportRoutes(controlPlane, metrics: metrics).operations
            + ImportProgressRoutes(controlPlane, pace: events, encoded: encoded).operations
            + CostRoutes(controlPlane).operations
            + ServiceRoutes(controlPlane, pace: events).operations
            + ServiceWatchRoutes(controlPlane, pace: events).operations
            + ServiceAccessRoutes(controlPlane, pace: events).operations
            + DeployRoutes(controlPlane, pace: events).operations
            + RevisionRoutes(controlPlane, pace: events).operations
            + EventRoutes(controlPlane, settings: settings, pace: events, encoded: encoded).operations
            + AuditRoutes(controlPlane).operations
            + SchemaRoutes().operations
            + MoveRoutes(controlPlane).operations
            + LocalRoutes(controlPlane, pace: events).operations
            + HealthRoutes(controlPlane, metrics: metrics).operations
    }
}

extension Operation.Parameter {
    static let project = Operation.Parameter(
        name: "project", isRequired: true, schema: .project, about: "A Google Cloud project id, or ‘local’."
    )

    static func path(_ name: String, _ schema: Schema, _ about: String) -> Operation.Parameter {
        Operation.Parameter(name: name, place: .path, isRequired: true, schema: schema, about: about)
    }

    static func path(_ name: String, _ about: String) -> Operation.Parameter { path(name, .text, about) }

    static func query(_ name: String, _ schema: Schema, required: Bool = false, _ about: String) -> Operation.Parameter
    {
        Operation.Parameter(name: name, isRequired: required, schema: schema, about: about)
    }

    static func query(_ name: String, required: Bool = false, _ about: String) -> Operation.Parameter {
        query(name, .string, required: required, about)
    }

    /// Which model of a bucket.
    static let model: [Operation.Parameter] = [
        .project, .query("bucket", .text, required: true, "The bucket's name."),
        .query("source", .source, required: true, "The hub that it came from."),
        .query("id", .text, required: true, "`org/name`, or Ollama's name with its tag."),
        .query("pin", "The commit or manifest digest; left out: the newest."),
    ]
}
