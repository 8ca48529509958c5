/// A long-running operation of Cloud Run.
struct RunOperation: Sendable, Codable {
    /// `projects/P/locations/R/operations/UUID`.
    let name: String
    /// The resource that it works on.
    let target: String
    /// `Service` or `Job`: the type of metadata and response.
    let type: String
    /// The resource as it was last seen: metadata while it runs, response when it has ended well.
    var resource: JSONValue
    var isDone = false
    var error: JSONValue?

    var json: JSONValue {
        var shown = resource
        shown["@type"] = .string("type.googleapis.com/google.cloud.run.v2.\(type)")
        var json: JSONValue = ["name": .string(name), "metadata": shown]
        guard isDone else { return json }
        json["done"] = true
        if let error {
            json["error"] = error
        } else {
            json["response"] = shown
        }
        return json
    }
}
