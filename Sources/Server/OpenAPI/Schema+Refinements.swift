import Domain

extension Schema {
    /// What a wire type's fields take beyond their Swift types. By schema name, then field.
    static let refinements: [String: [String: JSON]] = [
        "DeployRequest": [
            "source": ["enum": .array(SourceKind.allCases.map { .string($0.rawValue) })],
            "engine": ["enum": choices(EngineKind.allCases.map(\.rawValue))],
            "loader": ["enum": choices(Loader.allCases.map(\.rawValue))],
            "access": ["enum": choices(["private", "public"])],
            "region": ["pattern": "^[a-z0-9-]{1,40}$"],
            "name": ["pattern": "^[a-z]([a-z0-9-]{0,47}[a-z0-9])?$"],
            "cpu": ["minimum": 1, "maximum": 256],
            "memory": ["minimum": 1, "maximum": .integer(1 << 44)],
            "minInstances": ["minimum": 0, "maximum": 1000],
            "maxInstances": ["minimum": 1, "maximum": 1000],
            "concurrency": ["minimum": 1, "maximum": 1000],
            "contextLength": ["minimum": 1, "maximum": 100_000_000],
            "idleSeconds": ["minimum": 1, "maximum": 31_536_000],
        ],
        "UpdateRequest": [
            "loader": ["enum": choices(Loader.allCases.map(\.rawValue))],
            "access": ["enum": choices(["private", "public"])],
            "cpu": ["minimum": 1, "maximum": 256],
            "memory": ["minimum": 1, "maximum": .integer(1 << 44)],
            "minInstances": ["minimum": 0, "maximum": 1000],
            "maxInstances": ["minimum": 1, "maximum": 1000],
            "concurrency": ["minimum": 1, "maximum": 1000],
            "contextLength": ["minimum": 1, "maximum": 100_000_000],
        ],
        "ServiceNetworkView": ["kind": ["enum": choices(NetworkOption.Kind.allCases.map(\.rawValue))]],
        "RevisionView": ["state": one(of: ServiceRevision.State.allCases.map(\.rawValue))],
        "TrafficShareView": ["percent": ["minimum": 0, "maximum": 100]],
        "SecretView": [
            "name": ["pattern": "^(projects/[a-zA-Z0-9_-]{1,255}/secrets/)?[a-zA-Z0-9_-]{1,255}$"],
            "version": ["pattern": "^[a-zA-Z0-9_-]{0,255}$"],
        ],
        "AskRequest": [
            "maxTokens": ["minimum": 1, "maximum": 1_000_000], "temperature": ["minimum": 0, "maximum": 2],
            "region": ["pattern": "^[a-z0-9-]{1,40}$"],
            "name": ["pattern": "^[a-z]([a-z0-9-]{0,47}[a-z0-9])?$"],
        ],
        "CreateBucket": ["name": ["pattern": "^[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$"]],
        "ImportRequest": [
            "bucket": ["minLength": 1], "model": ["minLength": 1], "token": ["writeOnly": true],
        ],
        "ResumeRequest": ["token": ["writeOnly": true]],
        "ImportView": [
            "source": sources, "startedAt": time, "updatedAt": time,
            "state": one(of: [
                "planned", "transferring", "publishing", "completed", "interrupted", "failed", "cancelled",
            ]),
            "reason": ["enum": choices(ImportState.Interruption.allCases.map(\.rawValue))],
        ],
        "ImportViewFile": [
            "state": one(of: ["waiting", "transferring", "verifying", "verified", "skipped", "failed"])
        ],
        "FsckFindingView": [
            "kind": one(of: FsckFinding.Kind.allCases.map(\.rawValue)),
            "outcome": ["enum": choices(["repaired", "left"])],
        ],
        "GarbageView": [
            "kind": one(of: GarbageItem.Kind.allCases.map(\.rawValue)),
            "outcome": ["enum": choices(["deleted", "kept"])],
        ],
        "PreflightView": ["source": sources],
        "ModelView": [
            "source": sources, "status": one(of: CatalogEntry.Status.allCases.map(\.rawValue)),
            "format": one(of: ModelFormat.allCases.map(\.rawValue)),
        ],
        "QuestionMessage": ["role": one(of: ["system", "user", "assistant"])],
        "ServiceView": ["state": serviceStates, "access": one(of: ["private", "public"])],
        "DeployEventView": ["state": serviceStates, "at": time],
        "IdentityView": [
            "role": one(of: Role.allCases.map(\.rawValue)), "access": one(of: ["loopback", "iap", "token"]),
        ],
        "CredentialView": ["expiresAt": time],
        "CheckView": ["group": one(of: ProjectCheck.Group.allCases.map(\.rawValue))],
        "CheckViewFix": ["role": one(of: Role.allCases.map(\.rawValue))],
        "ChooseNetwork": ["kind": one(of: NetworkOption.Kind.allCases.map(\.rawValue))],
        "NetworkOptionView": ["kind": one(of: NetworkOption.Kind.allCases.map(\.rawValue))],
        "QuotaFitView": ["boundBy": ["enum": choices(["GPU", "CPU", "memory"])]],
        "ProblemView": [
            "code": one(of: Problem.Code.allCases.map(\.rawValue)),
            "type": ["pattern": "^urn:llm-manager:problem:[a-z-]+$"],
        ],
    ]

    private static let sources = one(of: SourceKind.allCases.map(\.rawValue))
    private static let time: JSON = ["format": "date-time"]
    private static let serviceStates = one(of: [
        "pending", "creating", "pulling", "starting", "loading", "ready", "unproven", "degraded", "stopped", "failed",
        "deleting",
    ])

    private static func one(of values: [String]) -> JSON { ["enum": .array(values.map(JSON.string))] }

    /// The values, and null, because an optional field may be null too.
    private static func choices(_ values: [String]) -> JSON { .array(values.map(JSON.string) + [.null]) }
}
