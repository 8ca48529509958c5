import HTTPTypes

/// The preconditions of a request on an object.
struct ObjectPreconditions: Sendable, Codable, Hashable {
    var generationMatch: Int64?
    var generationNotMatch: Int64?
    var metagenerationMatch: Int64?
    var metagenerationNotMatch: Int64?
    /// A generation that the request names; another one does not exist.
    var generation: Int64?

    init() {}

    init(_ query: QueryParameters, prefix: String = "if") throws {
        generationMatch = try query.integer("\(prefix)GenerationMatch")
        generationNotMatch = try query.integer("\(prefix)GenerationNotMatch")
        metagenerationMatch = try query.integer("\(prefix)MetagenerationMatch")
        metagenerationNotMatch = try query.integer("\(prefix)MetagenerationNotMatch")
        generation = try query.integer(prefix == "if" ? "generation" : "sourceGeneration")
    }

    static let names: Set<String> = [
        "ifGenerationMatch", "ifGenerationNotMatch", "ifMetagenerationMatch", "ifMetagenerationNotMatch", "generation",
    ]

    /// For a write: throws 412 where `current` (nil: there is none) does not fit.
    func checkWrite(_ current: ObjectRecord?) throws {
        if let wanted = generationMatch, wanted != current?.generation ?? 0 { throw GoogleError.conditionNotMet }
        if let unwanted = generationNotMatch, unwanted == current?.generation ?? 0 { throw GoogleError.conditionNotMet }
        try checkMetageneration(current)
    }

    /// For a read: 304 for a "not match" that matches, 412 for a "match" that does not.
    func checkRead(_ current: ObjectRecord) throws {
        if let wanted = generationMatch, wanted != current.generation { throw GoogleError.conditionNotMet }
        if generationNotMatch == current.generation || metagenerationNotMatch == current.metageneration {
            throw GoogleError(.notModified, "OK", "", reason: "notModified")
        }
        if let wanted = metagenerationMatch, wanted != current.metageneration { throw GoogleError.conditionNotMet }
    }

    private func checkMetageneration(_ current: ObjectRecord?) throws {
        if let wanted = metagenerationMatch, wanted != current?.metageneration ?? 0 {
            throw GoogleError.conditionNotMet
        }
        if let unwanted = metagenerationNotMatch, unwanted == current?.metageneration ?? 0 {
            throw GoogleError.conditionNotMet
        }
    }
}
