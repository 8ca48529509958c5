/// A runtime that shows how a service is set up, in its own words. Beside ``RuntimeAdapter``, for those that can.
package protocol ServiceInspection: Sendable {
    /// - Throws: `not-found`.
    func resource(_ id: ServiceID) async throws -> ServiceResource
}

/// How a service is set up. Values that may be secrets are masked.
package struct ServiceResource: Sendable, Hashable, Codable {
    package struct Variable: Sendable, Hashable, Codable {
        package var name: String
        package var value: String?
        /// Where the value is read from: `secret/version`.
        package var secret: String?

        package init(name: String, value: String? = nil, secret: String? = nil) {
            self.name = name
            self.value = value.map { SecretMask.masked($0, named: name) }
            self.secret = secret
        }
    }

    /// What `resource` is.
    package var kind: String
    package var command: [String]
    package var environment: [Variable]
    package var mounts: [String]
    package var probe: String?
    package var network: String?
    /// The account whose rights the container has.
    package var account: String?
    /// The platform's own resource as JSON text.
    package var resource: String

    package init(
        kind: String, command: [String], environment: [Variable], mounts: [String] = [], probe: String? = nil,
        network: String? = nil, account: String? = nil, resource: String
    ) {
        self.kind = kind
        self.command = command
        self.environment = environment
        self.mounts = mounts
        self.probe = probe
        self.network = network
        self.account = account
        self.resource = resource
    }
}
