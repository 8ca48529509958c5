import Hummingbird

/// Who asks the hub. The simulator knows two tokens; real ones are never sent to it.
enum HuggingFaceAccess: Sendable, Equatable {
    case anonymous
    /// `hf_demo_valid`: has accepted every model's terms and sees private models.
    case accepted
    /// `hf_demo_noaccess`: a valid token of somebody who has accepted nothing.
    case notAccepted

    static let acceptedToken = "hf_demo_valid"
    static let notAcceptedToken = "hf_demo_noaccess"

    /// Reads the header; throws `invalidCredentials` for every other token.
    init(authorization: String?) throws {
        guard let authorization else {
            self = .anonymous
            return
        }
        switch authorization {
        case "Bearer " + Self.acceptedToken: self = .accepted
        case "Bearer " + Self.notAcceptedToken: self = .notAccepted
        default: throw HuggingFaceError.invalidCredentials
        }
    }

    var isAuthenticated: Bool { self != .anonymous }

    /// Whether this caller may know that the model exists.
    func canSee(_ description: ModelDescription) -> Bool {
        !description.isPrivate || self == .accepted
    }

    /// Throws unless this caller may read the files of the model.
    func checkDownload(_ repository: HubRepository) throws {
        if repository.description.isDisabled { throw HuggingFaceError.disabled }
        if repository.description.gated != .open, self != .accepted {
            throw HuggingFaceError.gated(id: repository.id, authenticated: isAuthenticated)
        }
    }

    var whoAmI: JSONValue {
        let name = self == .accepted ? "demo" : "demo-noaccess"
        return [
            "type": "user", "id": "66f000000000000000000001", "name": .string(name), "fullname": "Demo user",
            "email": .string(name + "@example.org"), "emailVerified": true, "isPro": false, "canPay": false,
            "orgs": [],
            "auth": [
                "type": "access_token",
                "accessToken": [
                    "displayName": "simulator", "role": "read", "createdAt": "2026-01-01T00:00:00.000Z",
                ],
            ],
        ]
    }
}
