/// A container of a revision (`run.v2.Container`).
package struct RunContainer: Sendable, Hashable, Codable {
    package struct EnvVar: Sendable, Hashable, Codable {
        package struct Source: Sendable, Hashable, Codable {
            package struct SecretKeyRef: Sendable, Hashable, Codable {
                package var secret: String
                package var version: String?

                package init(secret: String, version: String? = nil) {
                    self.secret = secret
                    self.version = version
                }
            }
            package var secretKeyRef: SecretKeyRef?

            package init(secretKeyRef: SecretKeyRef) { self.secretKeyRef = secretKeyRef }
        }
        package var name: String
        package var value: String?
        package var valueSource: Source?

        package init(name: String, value: String? = nil, valueSource: Source? = nil) {
            self.name = name
            self.value = value
            self.valueSource = valueSource
        }
    }

    package struct Resources: Sendable, Hashable, Codable {
        /// `cpu`, `memory`, `nvidia.com/gpu`.
        package var limits: [String: String]?
        /// With a GPU it must be false, and said so.
        package var cpuIdle: Bool?
        package var startupCpuBoost: Bool?

        package init(limits: [String: String]? = nil, cpuIdle: Bool? = nil, startupCpuBoost: Bool? = nil) {
            self.limits = limits
            self.cpuIdle = cpuIdle
            self.startupCpuBoost = startupCpuBoost
        }
    }

    package struct Port: Sendable, Hashable, Codable {
        package var name: String?
        package var containerPort: Int?

        package init(name: String? = nil, containerPort: Int? = nil) {
            self.name = name
            self.containerPort = containerPort
        }
    }

    package struct VolumeMount: Sendable, Hashable, Codable {
        package var name: String
        package var mountPath: String
        package var subPath: String?

        package init(name: String, mountPath: String, subPath: String? = nil) {
            self.name = name
            self.mountPath = mountPath
            self.subPath = subPath
        }
    }

    package var name: String?
    package var image: String
    package var command: [String]?
    package var args: [String]?
    package var env: [EnvVar]?
    package var resources: Resources?
    package var ports: [Port]?
    package var volumeMounts: [VolumeMount]?
    package var workingDir: String?
    package var livenessProbe: RunProbe?
    package var startupProbe: RunProbe?
    package var readinessProbe: RunProbe?
    package var dependsOn: [String]?

    package init(
        name: String? = nil, image: String, command: [String]? = nil, args: [String]? = nil, env: [EnvVar]? = nil
    ) {
        self.name = name
        self.image = image
        self.command = command
        self.args = args
        self.env = env
    }
}

/// A probe (`run.v2.Probe`); times in seconds.
package struct RunProbe: Sendable, Hashable, Codable {
    package struct HTTPGet: Sendable, Hashable, Codable {
        package struct Header: Sendable, Hashable, Codable {
            package var name: String
            package var value: String?
        }
        package var path: String?
        package var port: Int?
        package var httpHeaders: [Header]?

        package init(path: String? = nil, port: Int? = nil) {
            self.path = path
            self.port = port
        }
    }

    package struct TCPSocket: Sendable, Hashable, Codable {
        package var port: Int?

        package init(port: Int? = nil) { self.port = port }
    }

    package var initialDelaySeconds: Int?
    package var timeoutSeconds: Int?
    package var periodSeconds: Int?
    package var failureThreshold: Int?
    package var httpGet: HTTPGet?
    package var tcpSocket: TCPSocket?

    package init(
        initialDelaySeconds: Int? = nil,
        timeoutSeconds: Int? = nil,
        periodSeconds: Int? = nil,
        failureThreshold: Int? = nil,
        httpGet: HTTPGet? = nil,
        tcpSocket: TCPSocket? = nil
    ) {
        self.initialDelaySeconds = initialDelaySeconds
        self.timeoutSeconds = timeoutSeconds
        self.periodSeconds = periodSeconds
        self.failureThreshold = failureThreshold
        self.httpGet = httpGet
        self.tcpSocket = tcpSocket
    }
}
