import HTTPTypes

/// Naming rules of buckets and objects (cloud.google.com/storage/docs/buckets, /objects).
enum StorageNames {
    /// 400 for a name that no bucket can have.
    static func checkBucket(_ name: String) throws {
        let allowed = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
                UInt8(ascii: "_"), UInt8(ascii: "."):
                true
            default: false
            }
        }
        let edges = [name.first, name.last].allSatisfy { $0?.isLetter == true || $0?.isNumber == true }
        let isShort = name.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { $0.count <= 63 }
        let length = name.contains(".") ? 3...222 : 3...63
        let isAddress = name.wholeMatch(of: /\d+\.\d+\.\d+\.\d+/) != nil
        guard allowed, edges, isShort, length.contains(name.count), !isAddress else {
            throw GoogleError.invalidArgument("Invalid bucket name: '\(name)'", field: "name")
        }
        guard !name.hasPrefix("goog"), !name.contains("google") else {
            throw GoogleError.invalidArgument(
                "The bucket name '\(name)' is restricted and cannot be used.", field: "name"
            )
        }
        if name.contains(".") {
            throw GoogleError(
                .forbidden, "PERMISSION_DENIED",
                "The bucket you tried to create requires domain ownership verification. Please see "
                    + "https://cloud.google.com/storage/docs/naming?hl=en#verification for more details.",
                reason: "forbidden"
            )
        }
    }

    /// 400 for a name that no object can have.
    static func checkObject(_ name: String) throws {
        guard !name.isEmpty else {
            throw GoogleError(.badRequest, "INVALID_ARGUMENT", "Required", reason: "required")
        }
        let isControl = name.unicodeScalars.contains { $0 == "\r" || $0 == "\n" }
        let isReserved = name == "." || name == ".." || name.hasPrefix(".well-known/acme-challenge/")
        guard name.utf8.count <= 1024, !isControl, !isReserved else {
            throw GoogleError.invalidArgument("Invalid object name: '\(name.prefix(64))'", field: "name")
        }
    }

    static let regions: Set<String> = [
        "AFRICA-SOUTH1", "ASIA-EAST1", "ASIA-EAST2", "ASIA-NORTHEAST1", "ASIA-NORTHEAST2", "ASIA-NORTHEAST3",
        "ASIA-SOUTH1", "ASIA-SOUTH2", "ASIA-SOUTHEAST1", "ASIA-SOUTHEAST2", "AUSTRALIA-SOUTHEAST1",
        "AUSTRALIA-SOUTHEAST2", "EUROPE-CENTRAL2", "EUROPE-NORTH1", "EUROPE-NORTH2", "EUROPE-SOUTHWEST1",
        "EUROPE-WEST1", "EUROPE-WEST2", "EUROPE-WEST3", "EUROPE-WEST4", "EUROPE-WEST6", "EUROPE-WEST8",
        "EUROPE-WEST9", "EUROPE-WEST10", "EUROPE-WEST12", "ME-CENTRAL1", "ME-CENTRAL2", "ME-WEST1",
        "NORTHAMERICA-NORTHEAST1", "NORTHAMERICA-NORTHEAST2", "NORTHAMERICA-SOUTH1", "SOUTHAMERICA-EAST1",
        "SOUTHAMERICA-WEST1", "US-CENTRAL1", "US-EAST1", "US-EAST4", "US-EAST5", "US-SOUTH1", "US-WEST1",
        "US-WEST2", "US-WEST3", "US-WEST4",
    ]

    /// `region`, `dual-region` or `multi-region`; 400 for a place that there is not.
    static func locationType(_ location: String) throws -> String {
        switch location {
        case "US", "EU", "ASIA": return "multi-region"
        case "NAM4", "EUR4", "EUR5", "EUR7", "EUR8", "ASIA1", "IN": return "dual-region"
        default:
            guard regions.contains(location) else {
                throw GoogleError.invalidArgument("The specified location constraint is not valid.", field: "location")
            }
            return "region"
        }
    }
}
