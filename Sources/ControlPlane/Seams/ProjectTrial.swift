/// What a live check does in a project beside the use cases: a service for a moment, and taking everything away.
package protocol ProjectTrial: Sendable {
    /// Asks Cloud Run whether it would take the service; makes nothing (`validateOnly`).
    func validate(_ service: TrialService) async throws
    /// Lets the account that the service runs as read the bucket, and makes the service. Returns when its rollout is
    /// done, with its address.
    func deploy(_ service: TrialService) async throws -> String
    /// One short generation of the service's engine; what it answered.
    func ask(_ service: TrialService, at url: String) async throws -> String
    /// Deletes the service and waits until it is gone; one that was never made is fine.
    func remove(_ service: TrialService) async throws
    /// Deletes a bucket with everything in it, and looks that it is gone; one that was never made is fine.
    func removeBucket(_ name: String) async throws
}

/// A small service without a GPU: Ollama over a bucket.
package struct TrialService: Sendable, Hashable {
    package var project: String
    package var region: String
    package var name: String
    package var bucket: String
    /// As the engine serves it; nil where nothing is asked of it.
    package var model: String?

    package init(project: String, region: String, name: String, bucket: String, model: String? = nil) {
        self.project = project
        self.region = region
        self.name = name
        self.bucket = bucket
        self.model = model
    }
}
