/// What each new revision is made of (`run.v2.RevisionTemplate`).
package struct RevisionTemplate: Sendable, Hashable, Codable {
    package struct NodeSelector: Sendable, Hashable, Codable {
        /// `nvidia-l4`, `nvidia-rtx-pro-6000`...
        package var accelerator: String

        package init(accelerator: String) { self.accelerator = accelerator }
    }

    package struct RevisionScaling: Sendable, Hashable, Codable {
        package var minInstanceCount: Int?
        /// Unset means 100, more than any GPU quota.
        package var maxInstanceCount: Int?

        package init(minInstanceCount: Int? = nil, maxInstanceCount: Int? = nil) {
            self.minInstanceCount = minInstanceCount
            self.maxInstanceCount = maxInstanceCount
        }
    }

    package struct VPCAccess: Sendable, Hashable, Codable {
        package struct NetworkInterface: Sendable, Hashable, Codable {
            package var network: String?
            package var subnetwork: String?
            package var tags: [String]?

            package init(network: String? = nil, subnetwork: String? = nil, tags: [String]? = nil) {
                self.network = network
                self.subnetwork = subnetwork
                self.tags = tags
            }
        }

        package var connector: String?
        /// `ALL_TRAFFIC` or `PRIVATE_RANGES_ONLY`.
        package var egress: String?
        package var networkInterfaces: [NetworkInterface]?

        package init(
            connector: String? = nil,
            egress: String? = nil,
            networkInterfaces: [NetworkInterface]? = nil
        ) {
            self.connector = connector
            self.egress = egress
            self.networkInterfaces = networkInterfaces
        }
    }

    package var revision: String?
    package var labels: [String: String]?
    package var annotations: [String: String]?
    package var scaling: RevisionScaling?
    package var vpcAccess: VPCAccess?
    /// Such as `3600s`.
    package var timeout: String?
    package var serviceAccount: String?
    package var containers: [RunContainer]?
    package var volumes: [RunVolume]?
    /// `EXECUTION_ENVIRONMENT_GEN2`.
    package var executionEnvironment: String?
    package var maxInstanceRequestConcurrency: Int?
    package var sessionAffinity: Bool?
    package var nodeSelector: NodeSelector?
    package var gpuZonalRedundancyDisabled: Bool?

    package init(containers: [RunContainer]? = nil, volumes: [RunVolume]? = nil) {
        self.containers = containers
        self.volumes = volumes
    }
}

/// A volume of an instance (`run.v2.Volume`): one of its kinds is set.
package struct RunVolume: Sendable, Hashable, Codable {
    package struct GCS: Sendable, Hashable, Codable {
        package var bucket: String
        package var readOnly: Bool?
        /// Options of Cloud Storage FUSE without `--`.
        package var mountOptions: [String]?

        package init(bucket: String, readOnly: Bool? = nil, mountOptions: [String]? = nil) {
            self.bucket = bucket
            self.readOnly = readOnly
            self.mountOptions = mountOptions
        }
    }

    package struct EmptyDir: Sendable, Hashable, Codable {
        /// `MEMORY` or `DISK`.
        package var medium: String?
        package var sizeLimit: String?

        package init(medium: String? = nil, sizeLimit: String? = nil) {
            self.medium = medium
            self.sizeLimit = sizeLimit
        }
    }

    package struct Secret: Sendable, Hashable, Codable {
        package var secret: String
        package var items: [GoogleJSON]?
        package var defaultMode: Int?
    }

    package var name: String
    package var gcs: GCS?
    package var emptyDir: EmptyDir?
    package var secret: Secret?

    package init(name: String, gcs: GCS? = nil, emptyDir: EmptyDir? = nil) {
        self.name = name
        self.gcs = gcs
        self.emptyDir = emptyDir
    }
}
