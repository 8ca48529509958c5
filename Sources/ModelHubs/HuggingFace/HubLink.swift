/// `Link: <URL>; rel="next"` (RFC 8288), the hub's way to the next page.
enum HubLink {
    static func next(_ header: String?) -> String? {
        guard let header else { return nil }
        for link in header.split(separator: ",<") {
            guard let end = link.firstIndex(of: ">") else { continue }
            let parameters = link[link.index(after: end)...].lowercased()
            guard parameters.contains("rel=\"next\"") || parameters.contains("rel=next") else { continue }
            let start = link.firstIndex(of: "<").map { link.index(after: $0) } ?? link.startIndex
            guard start < end else { continue }
            return String(link[start..<end])
        }
        return nil
    }
}
