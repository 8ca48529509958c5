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
        ],
        "AskRequest": [
            "region": ["pattern": "^[a-z0-9-]{1,40}$"],
            "name": ["pattern": "^[a-z]([a-z0-9-]{0,47}[a-z0-9])?$"],
        ],
        "ImportRequest": ["token": ["writeOnly": true]],
        "ResumeRequest": ["token": ["writeOnly": true]],
    ]

    /// The values, and null, because an optional field may be null too.
    private static func choices(_ values: [String]) -> JSON { .array(values.map(JSON.string) + [.null]) }
}
