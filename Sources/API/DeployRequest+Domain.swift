package import Domain

extension DeployRequest {
    /// The spec that the request means.
    /// - Throws: `invalid-request` naming the field, what it held and what it takes.
    package func spec() throws(Problem) -> ServiceSpec {
        let source = try Self.choice(source, "source", as: SourceKind.self)
        var spec = ServiceSpec(bucket: bucket, model: ModelIdentity(source: source, id: id, pin: pin ?? ""))
        spec.name = name
        spec.region = region
        if let engine { spec.engine = try Self.choice(engine, "engine", as: EngineKind.self) }
        if let loader { spec.loader = try Self.choice(loader, "loader", as: Loader.self) }
        spec.access = try Self.access(access)
        spec.accelerator = accelerator
        spec.cpu = try Self.within(1...256, cpu, "cpu")
        spec.memory = try Self.within(1...(1 << 44), memory, "memory").map { ByteCount($0) }
        spec.minInstances = try Self.within(0...1000, minInstances, "minInstances") ?? 0
        spec.maxInstances = try Self.within(1...1000, maxInstances, "maxInstances") ?? max(1, spec.minInstances)
        spec.concurrency = try Self.within(1...1000, concurrency, "concurrency")
        spec.contextLength = try Self.within(1...100_000_000, contextLength, "contextLength")
        spec.zonalRedundancy = zonalRedundancy ?? false
        spec.serviceAccount = serviceAccount
        spec.network = try network?.spec()
        spec.image = image
        spec.arguments = arguments ?? []
        spec.idleSeconds = try Self.within(1...31_536_000, idleSeconds, "idleSeconds")
        spec.environment = environment ?? [:]
        try Self.refuseMask(in: spec.arguments, spec.environment)
        for (variable, secret) in secrets ?? [:] {
            spec.secrets[variable] = try SecretReference(parsing: secret.name, version: secret.version)
        }
        guard spec.minInstances <= spec.maxInstances else {
            throw Self.bad("minInstances", "\(spec.minInstances)", "at most maxInstances (\(spec.maxInstances))")
        }
        if let tokensPerSecond, !(tokensPerSecond > 0 && tokensPerSecond <= 1_000_000) {
            throw Self.bad("tokensPerSecond", "\(tokensPerSecond)", "a number above 0, at most 1000000")
        }
        if let region { try ServiceID.check(region: region) }
        if let name { _ = try ServiceID(region: region ?? "local", name: name) }
        return spec
    }

    /// What is shown in place of a secret must not become one.
    static func refuseMask(in arguments: [String], _ environment: [String: String]) throws(Problem) {
        let masked = environment.first { $0.value.contains(SecretMask.mask) }?.key
        let field = masked.map { "environment.\($0)" }
        guard let field = field ?? (arguments.contains { $0.contains(SecretMask.mask) } ? "arguments" : nil) else {
            return
        }
        throw bad(field, SecretMask.mask, "the value itself: that is what is shown in its place")
    }

    static func access(_ text: String?) throws(Problem) -> ServiceSpec.Access {
        guard let text else { return .private }
        guard let access = ServiceSpec.Access(rawValue: text) else { throw bad("access", text, "private or public") }
        return access
    }

    static func choice<Value: RawRepresentable & CaseIterable>(
        _ text: String, _ field: String, as type: Value.Type
    ) throws(Problem) -> Value where Value.RawValue == String {
        if let value = Value(rawValue: text) { return value }
        throw bad(field, text, "one of " + Value.allCases.map(\.rawValue).joined(separator: ", "))
    }

    static func within<Number: BinaryInteger>(
        _ range: ClosedRange<Number>, _ value: Number?, _ field: String
    ) throws(Problem) -> Number? {
        guard let value else { return nil }
        guard range.contains(value) else {
            throw bad(field, "\(value)", "\(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    static func bad(_ field: String, _ value: String, _ expected: String) -> Problem {
        Problem(
            .invalidRequest, "A field has a wrong value", detail: "‘\(field)’ is ‘\(value.prefix(100))’",
            fix: "It takes \(expected)."
        )
    }
}
