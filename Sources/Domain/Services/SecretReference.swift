/// A version of a secret that the runtime keeps (Secret Manager on Google Cloud). Names it; never holds its value.
package struct SecretReference: Sendable, Hashable, Codable {
    /// The secret's name in the service's project, or `projects/NUMBER/secrets/NAME`.
    package var name: String
    /// A version's number, or `latest`.
    package var version: String

    package init(name: String, version: String = "latest") {
        self.name = name
        self.version = version
    }
}
