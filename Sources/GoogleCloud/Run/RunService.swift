/// A Cloud Run service (`run.v2.Service`), the fields that we read and write. Fields that only Google writes are in
/// `RunService.Status`, so that a request cannot carry them; what we do not know is kept by working on the JSON.
package struct RunService: Sendable, Hashable, Codable {
    package struct TrafficTarget: Sendable, Hashable, Codable {
        /// `TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST` or `..._REVISION`.
        package var type: String?
        package var revision: String?
        package var percent: Int?
        package var tag: String?

        package init(type: String? = nil, revision: String? = nil, percent: Int? = nil, tag: String? = nil) {
            self.type = type
            self.revision = revision
            self.percent = percent
            self.tag = tag
        }
    }

    package struct Scaling: Sendable, Hashable, Codable {
        package var minInstanceCount: Int?
        package var maxInstanceCount: Int?
        /// `AUTOMATIC` or `MANUAL`.
        package var scalingMode: String?
        package var manualInstanceCount: Int?

        package init(
            minInstanceCount: Int? = nil,
            maxInstanceCount: Int? = nil,
            scalingMode: String? = nil,
            manualInstanceCount: Int? = nil
        ) {
            self.minInstanceCount = minInstanceCount
            self.maxInstanceCount = maxInstanceCount
            self.scalingMode = scalingMode
            self.manualInstanceCount = manualInstanceCount
        }
    }

    package var description: String?
    package var labels: [String: String]?
    package var annotations: [String: String]?
    package var client: String?
    package var clientVersion: String?
    /// `INGRESS_TRAFFIC_ALL`, `_INTERNAL_ONLY`, `_INTERNAL_LOAD_BALANCER` or `_NONE`.
    package var ingress: String?
    package var launchStage: String?
    package var template: RevisionTemplate?
    package var traffic: [TrafficTarget]?
    package var scaling: Scaling?
    package var invokerIamDisabled: Bool?
    package var iapEnabled: Bool?
    package var defaultUriDisabled: Bool?
    package var customAudiences: [String]?
    /// In an update or a delete: what was read must still be so, else `aborted`.
    package var etag: String?

    package init(
        labels: [String: String]? = nil, annotations: [String: String]? = nil, template: RevisionTemplate? = nil
    ) {
        self.labels = labels
        self.annotations = annotations
        self.template = template
    }
}
