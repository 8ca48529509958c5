import Foundation
import Hummingbird

extension HuggingFaceHub {
    func tree(_ repository: HubRepository, path: String, request: Request) throws -> Response {
        let query = QueryParameters(request)
        let prefix = path.isEmpty ? "" : path + "/"
        let below = repository.files.filter { $0.path.hasPrefix(prefix) }
        guard !below.isEmpty || path.isEmpty else { throw HuggingFaceError.entryNotFound }
        let expand = try flag("expand", query)
        let entries = entries(below, under: prefix, recursive: try flag("recursive", query)).map { entry in
            json(entry, in: repository, expand: expand)
        }
        // With `expand` the hub's pages are twenty times smaller.
        let standard = expand ? max(1, treePageSize / 20) : treePageSize
        let asked = query["limit"].flatMap { Int($0) } ?? standard
        let offset = try Self.offset(query)
        let page = entries.dropFirst(offset).prefix(max(1, min(asked, standard)))
        var headers = HTTPFields()
        if offset + page.count < entries.count {
            headers[named: "Link"] = nextLink(request, query: query, cursor: offset + page.count)
        }
        return .json(.array(Array(page)), headers: headers)
    }

    func pathsInfo(_ repository: HubRepository, request: Request) async throws -> Response {
        let form = try await PathsForm(request)
        let all = entries(repository.files, under: "", recursive: true)
        let wanted = Set(form.paths.map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 })
        let found = all.filter { wanted.contains($0.path) }
        return .json(.array(found.map { json($0, in: repository, expand: form.expand) }))
    }

    private enum Entry {
        case directory(String)
        case file(HubFile)

        var path: String {
            switch self {
            case .directory(let path): path
            case .file(let file): file.path
            }
        }
    }

    private func entries(_ files: [HubFile], under prefix: String, recursive: Bool) -> [Entry] {
        var entries: [Entry] = []
        var seen: Set<String> = []
        for file in files {
            let directories = file.path.dropFirst(prefix.count).split(separator: "/").dropLast().map(String.init)
            for depth in directories.indices where recursive || depth == 0 {
                let path = prefix + directories[...depth].joined(separator: "/")
                if seen.insert(path).inserted { entries.append(.directory(path)) }
            }
            if recursive || directories.isEmpty { entries.append(.file(file)) }
        }
        return entries
    }

    private func json(_ entry: Entry, in repository: HubRepository, expand: Bool) -> JSONValue {
        var value: JSONValue
        switch entry {
        case .directory(let path):
            value = ["type": "directory", "path": .string(path), "size": 0, "oid": .string(repository.commit)]
        case .file(let file):
            value = [
                "type": "file", "path": .string(file.path), "size": .integer(file.size), "oid": .string(file.oid),
            ]
            if let pointerSize = file.pointerSize {
                value["lfs"] = [
                    "oid": .string(file.digest.sha256), "size": .integer(file.size),
                    "pointerSize": .integer(Int64(pointerSize)),
                ]
            }
            if expand {
                value["securityFileStatus"] = [
                    "status": "safe", "avScan": ["status": "safe"], "pickleImportScan": ["status": "safe"],
                ]
            }
        }
        if expand {
            value["lastCommit"] = [
                "id": .string(repository.commit), "title": "Upload the model",
                "date": .string(Self.time(repository.lastModified)),
            ]
        }
        return value
    }
}

/// The body of a paths-info request: JSON from some clients, a form from others.
private struct PathsForm {
    let paths: [String]
    let expand: Bool

    init(_ request: Request) async throws {
        let body = try await request.body.collect(upTo: 1 << 20)
        if request.headers[.contentType]?.hasPrefix("application/json") == true {
            guard let value = try? JSONValue(parsing: body), let paths = value["paths"]?.array else {
                throw HuggingFaceError.badRequest("\"paths\" is required")
            }
            self.paths = paths.compactMap(\.string)
            expand = value["expand"]?.bool ?? false
            return
        }
        let items = String(buffer: body).split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let value = parts.count > 1 ? PercentCoding.decode(parts[1], plusIsSpace: true) : ""
            return (name: PercentCoding.decode(parts[0], plusIsSpace: true), value: value)
        }
        paths = items.filter { $0.name == "paths" }.map(\.value)
        expand = items.contains { $0.name == "expand" && $0.value.lowercased() == "true" }
    }
}
