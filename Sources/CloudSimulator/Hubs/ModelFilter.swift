import Foundation

/// What a search asks for, and in which order.
struct ModelFilter: Sendable {
    let offset: Int
    let limit: Int
    private let search: [String]
    private let author: String?
    private let tags: [String]
    private let gated: Bool?
    private let parameters: ClosedRange<Int64>
    private let sort: String

    private static let sorts: Set<String> = ["lastModified", "trendingScore", "createdAt", "downloads", "likes"]
    private static let maximum = 1000

    init(_ query: QueryParameters) throws {
        offset = try HuggingFaceHub.offset(query)
        guard let limit = Int(query["limit"] ?? "\(Self.maximum)"), limit > 0 else {
            throw HuggingFaceError.badRequest("\"limit\" must be a positive number")
        }
        self.limit = min(limit, Self.maximum)
        search = (query["search"] ?? "").lowercased().split(separator: " ").map(String.init)
        author = query["author"]
        let named = query.all("filter").flatMap { $0.split(separator: ",").map(String.init) }
        tags = named + query.all("pipeline_tag")
        gated = query["gated"].map { $0.lowercased() == "true" }
        sort = query["sort"] ?? "trendingScore"
        guard Self.sorts.contains(sort) else { throw HuggingFaceError.badRequest("Invalid sort: \"\(sort)\"") }
        parameters = try Self.parameters(query["num_parameters"])
    }

    /// Whether a model of this name is worth a look at its files.
    func couldMatch(id: String) -> Bool {
        let name = id.lowercased()
        guard search.allSatisfy({ name.contains($0) }) else { return false }
        return author.map { id.hasPrefix($0 + "/") } ?? true
    }

    func matches(_ repository: HubRepository) -> Bool {
        let description = repository.description
        let names = Set(description.tags + [description.pipelineTag, description.libraryName].compactMap { $0 })
        guard tags.allSatisfy(names.contains) else { return false }
        if let gated, gated != (description.gated != .open) { return false }
        guard parameters != 0...Int64.max else { return true }
        return parameters.contains(description.safetensors?["total"]?.int64 ?? -1)
    }

    /// Descending by the sort's number, then by name.
    func order(_ first: HubRepository, _ second: HubRepository) -> Bool {
        let numbers = (number(of: first), number(of: second))
        return numbers.0 == numbers.1 ? first.id < second.id : numbers.0 > numbers.1
    }

    private func number(of repository: HubRepository) -> Double {
        switch sort {
        case "downloads": Double(repository.description.downloads)
        case "lastModified", "createdAt": repository.lastModified.timeIntervalSince1970
        default: Double(repository.description.likes)
        }
    }

    /// `min:6B,max:128B`, either part alone too.
    private static func parameters(_ text: String?) throws -> ClosedRange<Int64> {
        var low: Int64 = 0
        var high = Int64.max
        for part in (text ?? "").split(separator: ",") {
            let pair = part.split(separator: ":")
            guard pair.count == 2, let count = count(String(pair[1])), ["min", "max"].contains(pair[0]) else {
                throw HuggingFaceError.badRequest("Invalid num_parameters: \"\(part)\"")
            }
            if pair[0] == "min" { low = count } else { high = count }
        }
        guard low <= high else { throw HuggingFaceError.badRequest("Invalid num_parameters: min is above max") }
        return low...high
    }

    private static func count(_ text: String) -> Int64? {
        let units: [Character: Double] = ["K": 1e3, "M": 1e6, "B": 1e9, "T": 1e12]
        let unit = text.last.flatMap { units[Character($0.uppercased())] }
        guard let number = Double(unit == nil ? text : String(text.dropLast())), number >= 0 else { return nil }
        return Int64(number * (unit ?? 1))
    }
}
