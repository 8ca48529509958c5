/// What Cloud Run refuses before anything is created. Each rule throws Google's 400 with the field's path.
struct RunRules {
    /// `CreateServiceRequest` or `UpdateServiceRequest`: the texts name the request.
    let request: String
    let region: String

    private static let reservedNamespaces = [
        "run.googleapis.com/", "cloud.googleapis.com/", "serving.knative.dev/", "autoscaling.knative.dev/",
    ]

    /// The refusal of one field.
    func violation(_ field: String, _ text: String) -> GoogleError {
        .invalidArgument("Violation in \(request).\(field): \(text)", field: field)
    }

    static func checkServiceID(_ id: String) throws {
        guard isName(id), id.count < 50 else {
            throw GoogleError.invalidArgument(
                "Violation in CreateServiceRequest.service_id: Service id must be less than 50 characters, begin with "
                    + "a letter, contain only lowercase letters, digits and hyphens, and must not end with a hyphen.",
                field: "serviceId"
            )
        }
    }

    static func checkJobID(_ id: String) throws {
        guard isName(id), id.count <= 63 else {
            throw GoogleError.invalidArgument(
                "Violation in CreateJobRequest.job_id: only lowercase letters, digits and hyphens; must begin with a "
                    + "letter, may not end with a hyphen, at most 63 characters.",
                field: "jobId"
            )
        }
    }

    static func isName(_ id: String) -> Bool {
        guard let first = id.utf8.first, let last = id.utf8.last else { return false }
        return isLower(first) && last != UInt8(ascii: "-")
            && id.utf8.allSatisfy { isLower($0) || isDigit($0) || $0 == UInt8(ascii: "-") }
    }

    private static func isLower(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }
    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    /// A whole service, as it would be created.
    func check(_ service: JSONValue, id: String) throws {
        if (service["description"]?.string ?? "").count > 512 {
            throw violation("service.description", "must be at most 512 characters.")
        }
        try check(labels: service["labels"], annotations: service["annotations"], at: "service")
        guard let template = service["template"], template.object?.isEmpty == false else {
            throw violation("service.template", "Missing template.")
        }
        try check(labels: template["labels"], annotations: template["annotations"], at: "service.template")
        if let revision = template["revision"]?.string, !revision.isEmpty {
            guard revision.hasPrefix(id + "-"), revision.count <= 63, Self.isName(revision) else {
                throw violation(
                    "service.template.revision",
                    "Revision name must begin with \"\(id)-\", have at most 63 characters and be a valid name."
                )
            }
        }
        try check(template: template, at: "service.template")
        try checkTraffic(service["traffic"]?.array ?? [], of: id)
        try checkScaling(ofService: service["scaling"])
    }

    func check(labels: JSONValue?, annotations: JSONValue?, at field: String) throws {
        let labels = labels?.object ?? [:]
        guard labels.count <= 64 else { throw violation(field + ".labels", "at most 64 labels.") }
        for (key, value) in labels.sorted(by: { $0.key < $1.key }) {
            try checkNamespace(key, at: field + ".labels")
            guard Self.isLabel(key, minimum: 1), key.utf8.first.map(Self.isLower) == true else {
                throw violation(field + ".labels", "Label key \"\(key)\" does not match [a-z][a-z0-9_-]{0,62}.")
            }
            guard Self.isLabel(value.string ?? "", minimum: 0) else {
                throw violation(
                    field + ".labels", "Label value \"\(value.string ?? "")\" does not match [a-z0-9_-]{0,63}."
                )
            }
        }
        for key in (annotations?.object ?? [:]).keys.sorted() {
            try checkNamespace(key, at: field + ".annotations")
        }
    }

    private func checkNamespace(_ key: String, at field: String) throws {
        guard let namespace = Self.reservedNamespaces.first(where: { key.hasPrefix($0) }) else { return }
        throw violation(
            field, "Key \"\(key)\" is in the reserved namespace \"\(namespace)\": use the fields of the v2 API instead."
        )
    }

    private static func isLabel(_ text: String, minimum: Int) -> Bool {
        (minimum...63).contains(text.count)
            && text.utf8.allSatisfy { isLower($0) || isDigit($0) || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-") }
    }
}
