/// Google's JSON takes an enum by name or by number, and its generated REST clients send numbers.
enum RunEnumNumbers {
    private static let names: [String: [Int64: String]] = [
        "ingress": [
            0: "INGRESS_TRAFFIC_UNSPECIFIED", 1: "INGRESS_TRAFFIC_ALL", 2: "INGRESS_TRAFFIC_INTERNAL_ONLY",
            3: "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER", 4: "INGRESS_TRAFFIC_NONE",
        ],
        "launchStage": [
            0: "LAUNCH_STAGE_UNSPECIFIED", 1: "EARLY_ACCESS", 2: "ALPHA", 3: "BETA", 4: "GA", 5: "DEPRECATED",
            6: "UNIMPLEMENTED", 7: "PRELAUNCH",
        ],
        "executionEnvironment": [
            0: "EXECUTION_ENVIRONMENT_UNSPECIFIED", 1: "EXECUTION_ENVIRONMENT_GEN1", 2: "EXECUTION_ENVIRONMENT_GEN2",
        ],
        "egress": [0: "VPC_EGRESS_UNSPECIFIED", 1: "ALL_TRAFFIC", 2: "PRIVATE_RANGES_ONLY"],
        "medium": [0: "MEDIUM_UNSPECIFIED", 1: "MEMORY", 2: "DISK"],
        "scalingMode": [0: "SCALING_MODE_UNSPECIFIED", 1: "AUTOMATIC", 2: "MANUAL"],
        "type": [
            0: "TRAFFIC_TARGET_ALLOCATION_TYPE_UNSPECIFIED", 1: "TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST",
            2: "TRAFFIC_TARGET_ALLOCATION_TYPE_REVISION",
        ],
    ]

    /// The same body with names instead of numbers; a number that stands for nothing stays, and is refused later.
    static func named(_ value: JSONValue) -> JSONValue {
        switch value {
        case .array(let elements):
            return .array(elements.map(named))
        case .object(let members):
            var result: [String: JSONValue] = [:]
            for (key, member) in members {
                if case .integer(let number) = member, let name = names[key]?[number] {
                    result[key] = .string(name)
                } else {
                    result[key] = named(member)
                }
            }
            return .object(result)
        default:
            return value
        }
    }
}
