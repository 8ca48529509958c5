import HTTPTypes
import Hummingbird

/// `logging.googleapis.com`: reading entries.
struct LoggingAPI: Sendable {
    let projects: ProjectRegistry
    let logs: LogBook

    private static let shape: JSONShape = .object([
        "resourceNames": .array(.string), "projectIds": .array(.string), "filter": .string, "orderBy": .string,
        "pageSize": .integer, "pageToken": .string,
    ])

    func addRoutes(to table: inout GoogleRouteTable) {
        let api = self
        table.on(.post, "v2/entries:list") { call in try api.list(call, try await call.body(Self.shape)) }
    }

    private func list(_ call: GoogleCall, _ body: JSONValue) throws -> Response {
        let names = (body["resourceNames"]?.array ?? []).compactMap(\.string)
        guard !names.isEmpty else {
            throw GoogleError.invalidArgument("At least one resource name is required.", field: "resourceNames")
        }
        for name in names {
            guard name.wholeMatch(of: /(projects|organizations|folders|billingAccounts)\/[^\/]+(\/.+)?/) != nil else {
                throw GoogleError.invalidArgument("Invalid resource name \"\(name)\".", field: "resourceNames")
            }
            try projects.requireService("logging.googleapis.com", on: name)
            try projects.require("logging.logEntries.list", on: name)
        }
        let order = body["orderBy"]?.string ?? ""
        guard ["", "timestamp asc", "timestamp desc"].contains(order) else {
            throw GoogleError.invalidArgument(
                "orderBy must be \"timestamp asc\" or \"timestamp desc\".", field: "orderBy")
        }
        let size = body["pageSize"]?.int64 ?? 0
        guard (0...1000).contains(size) else {
            throw GoogleError.invalidArgument("page_size must be between 0 and 1000.", field: "pageSize")
        }
        let filter = body["filter"]?.string ?? ""
        guard filter.utf8.count <= 20_000 else {
            throw GoogleError.invalidArgument("The filter is longer than 20000 characters.", field: "filter")
        }
        let cursor = try Cursor(body["pageToken"]?.string, filter: filter, order: order)
        if call.context.emptiesPages { return try call.json(["nextPageToken": .string(cursor.text)]) }
        let wanted = Set(names.compactMap { projects.find($0)?.id })
        var found = logs.entries(of: wanted, filter: try LogFilter(filter), hiding: call.context.hidesYoungEntries)
        if order == "timestamp desc" { found.reverse() }
        let rest = found.dropFirst(cursor.position(in: found))
        let page = Array(rest.prefix(size == 0 ? 50 : Int(size)))
        var answer: JSONValue = page.isEmpty ? [:] : ["entries": .array(page)]
        if page.count < rest.count, let last = page.last?["insertId"]?.string {
            answer["nextPageToken"] = .string(cursor.behind(last).text)
        }
        return try call.json(answer)
    }

    /// A page token: which entry was the last, and of which question, because a token holds for no other.
    private struct Cursor {
        var question: String
        var last: String?

        init(_ text: String?, filter: String, order: String) throws {
            let all = (filter + "|" + order).utf8
            let hash = all.reduce(UInt64(0xCBF2_9CE4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
            question = String(hash, radix: 36)
            guard let text, !text.isEmpty else { return }
            let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2, parts[0] == question else {
                throw GoogleError.invalidArgument(
                    "page_token doesn't match arguments from the request", field: "pageToken")
            }
            last = parts[1].isEmpty ? nil : parts[1]
        }

        var text: String { "\(question).\(last ?? "")" }

        func behind(_ id: String) -> Cursor {
            var next = self
            next.last = id
            return next
        }

        func position(in entries: [JSONValue]) -> Int {
            guard let last else { return 0 }
            return entries.firstIndex { $0["insertId"]?.string == last }.map { $0 + 1 } ?? 0
        }
    }
}
