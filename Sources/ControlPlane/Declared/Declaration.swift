package import Domain

/// What a file says that there is to be: buckets, models in them, services that run them.
package struct Declaration: Sendable, Hashable, Codable {
    package static let version = "llm-manager/v1"

    /// Marks what the file has made, so that pruning touches nothing else: 1 to 63 lowercase letters, digits, hyphens.
    package var owner: String
    package var buckets: [BucketEntry] = []
    package var models: [ModelEntry] = []
    package var services: [ServiceEntry] = []

    package init(
        owner: String, buckets: [BucketEntry] = [], models: [ModelEntry] = [], services: [ServiceEntry] = []
    ) {
        self.owner = owner
        self.buckets = buckets
        self.models = models
        self.services = services
    }

    package struct BucketEntry: Sendable, Hashable, Codable {
        package var name: String
        package var location: String
    }

    package struct ModelEntry: Sendable, Hashable, Codable {
        package var bucket: String
        /// Pinned when it names a revision.
        package var model: ModelReference
        /// Imports what the hub has now whenever that is newer than what the bucket holds.
        package var isTracking = false
    }

    package struct ServiceEntry: Sendable, Hashable, Codable {
        package var name: String
        package var bucket: String
        package var model: ModelReference
        package var region: String?
        package var engine: EngineKind?
        package var accelerator: String?
        package var cpu: Int?
        package var memory: ByteCount?
        package var minInstances = 0
        package var maxInstances = 1
        package var concurrency: Int?
        package var contextLength: Int?
        package var loader: Loader?
        package var zonalRedundancy = false
        package var access = ServiceSpec.Access.private
        package var serviceAccount: String?
        package var network: NetworkSpec?
        package var image: String?
        package var arguments: [String] = []
        package var environment: [String: String] = [:]
        package var secrets: [String: SecretReference] = [:]
    }
}

extension Declaration.ServiceEntry {
    /// The spec of a deploy, marked as this file's.
    ///
    /// - Parameter pin: the model's in the bucket; empty for the newest.
    func spec(owner: String, pin: String) -> ServiceSpec {
        var spec = ServiceSpec(
            name: name, region: region, bucket: bucket,
            model: ModelIdentity(source: model.source, id: model.id, pin: pin), engine: engine,
            accelerator: accelerator, cpu: cpu, memory: memory, minInstances: minInstances,
            maxInstances: maxInstances, concurrency: concurrency, contextLength: contextLength, loader: loader,
            zonalRedundancy: zonalRedundancy, access: access, serviceAccount: serviceAccount, network: network,
            image: image,
            arguments: arguments, environment: environment, secrets: secrets
        )
        spec.declared = DeclaredMark(owner: owner, digest: AuditNote.digest(self) ?? "")
        return spec
    }
}

extension ModelReference {
    /// The pin that the reference names, as far as it is one: a commit or its beginning.
    var namedPin: String? {
        guard case .huggingFace(let reference) = self, case let revision = reference.revision,
            revision.utf8.count >= 7, revision.allSatisfy(\.isHexDigit)
        else { return nil }
        return revision
    }
}
