/// The bodies that Cloud Run's Admin API v2 takes (its discovery document); any other field is refused.
enum RunShapes {
    static let service: JSONShape = {
        var fields: [String: JSONShape] = [
            "name": .string, "description": .string, "labels": .map(.string), "annotations": .map(.string),
            "client": .string, "clientVersion": .string, "etag": .string,
            "ingress": .enumeration([
                "INGRESS_TRAFFIC_UNSPECIFIED", "INGRESS_TRAFFIC_ALL", "INGRESS_TRAFFIC_INTERNAL_ONLY",
                "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER", "INGRESS_TRAFFIC_NONE",
            ]),
            "launchStage": launchStage, "binaryAuthorization": .any, "template": template,
            "scaling": .object([
                "minInstanceCount": .integer, "maxInstanceCount": .integer, "manualInstanceCount": .integer,
                "scalingMode": .enumeration(["SCALING_MODE_UNSPECIFIED", "AUTOMATIC", "MANUAL"]),
            ]),
            "invokerIamDisabled": .bool, "iapEnabled": .bool, "defaultUriDisabled": .bool,
            "customAudiences": .array(.string), "multiRegionSettings": .any, "buildConfig": .any,
            "functionalType": .string, "sshEnabled": .bool,
        ]
        fields["traffic"] = .array(
            .object([
                "type": .enumeration([
                    "TRAFFIC_TARGET_ALLOCATION_TYPE_UNSPECIFIED", "TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST",
                    "TRAFFIC_TARGET_ALLOCATION_TYPE_REVISION",
                ]),
                "revision": .string, "percent": .integer, "tag": .string,
            ])
        )
        for name in serviceOutput { fields[name] = .any }
        return .object(fields)
    }()

    /// Fields that only answers have. The API takes them in a request and ignores them.
    static let serviceOutput: Set<String> = [
        "uid", "generation", "createTime", "updateTime", "deleteTime", "expireTime", "creator", "lastModifier",
        "observedGeneration", "terminalCondition", "conditions", "latestReadyRevision", "latestCreatedRevision",
        "trafficStatuses", "uri", "urls", "satisfiesPzs", "reconciling", "threatDetectionEnabled",
    ]

    static let job: JSONShape = {
        var fields: [String: JSONShape] = [
            "name": .string, "labels": .map(.string), "annotations": .map(.string), "client": .string,
            "clientVersion": .string, "etag": .string, "launchStage": launchStage, "binaryAuthorization": .any,
            "startExecutionToken": .string, "runExecutionToken": .string, "functionalType": .string,
        ]
        fields["template"] = .object([
            "labels": .map(.string), "annotations": .map(.string), "client": .string, "clientVersion": .string,
            "parallelism": .integer, "taskCount": .integer, "delayExecution": .bool,
            "template": .object([
                "containers": .array(container), "volumes": .array(volume), "maxRetries": .integer,
                "timeout": .string, "serviceAccount": .string, "executionEnvironment": executionEnvironment,
                "encryptionKey": .string, "vpcAccess": vpcAccess, "nodeSelector": nodeSelector,
                "gpuZonalRedundancyDisabled": .bool, "workloadIdentityConfig": .any, "sandboxes": .any,
            ]),
        ])
        for name in jobOutput { fields[name] = .any }
        return .object(fields)
    }()

    static let jobOutput: Set<String> = [
        "uid", "generation", "createTime", "updateTime", "deleteTime", "expireTime", "creator", "lastModifier",
        "observedGeneration", "terminalCondition", "conditions", "executionCount", "latestCreatedExecution",
        "reconciling", "satisfiesPzs",
    ]

    static let runJob: JSONShape = .object([
        "etag": .string, "validateOnly": .bool,
        "overrides": .object([
            "taskCount": .integer, "timeout": .string, "delayExecution": .bool,
            "containerOverrides": .array(
                .object(["name": .string, "args": .array(.string), "clearArgs": .bool, "env": .array(variable)])
            ),
        ]),
    ])

    static let cancelExecution: JSONShape = .object(["etag": .string, "validateOnly": .bool])

    private static let variable: JSONShape = .object([
        "name": .string, "value": .string,
        "valueSource": .object(["secretKeyRef": .object(["secret": .string, "version": .string])]),
    ])

    private static let launchStage: JSONShape = .enumeration([
        "LAUNCH_STAGE_UNSPECIFIED", "UNIMPLEMENTED", "PRELAUNCH", "EARLY_ACCESS", "ALPHA", "BETA", "GA", "DEPRECATED",
    ])
    private static let executionEnvironment: JSONShape = .enumeration([
        "EXECUTION_ENVIRONMENT_UNSPECIFIED", "EXECUTION_ENVIRONMENT_GEN1", "EXECUTION_ENVIRONMENT_GEN2",
    ])
    private static let nodeSelector: JSONShape = .object(["accelerator": .string])
    private static let vpcAccess: JSONShape = .object([
        "connector": .string,
        "egress": .enumeration(["VPC_EGRESS_UNSPECIFIED", "ALL_TRAFFIC", "PRIVATE_RANGES_ONLY"]),
        "networkInterfaces": .array(
            .object(["network": .string, "subnetwork": .string, "tags": .array(.string)])
        ),
    ])

    private static let template: JSONShape = .object([
        "revision": .string, "labels": .map(.string), "annotations": .map(.string), "client": .string,
        "clientVersion": .string, "timeout": .string, "serviceAccount": .string,
        "scaling": .object([
            "minInstanceCount": .integer, "maxInstanceCount": .integer, "concurrencyUtilization": .number,
            "cpuUtilization": .number,
        ]),
        "vpcAccess": vpcAccess, "containers": .array(container), "volumes": .array(volume),
        "executionEnvironment": executionEnvironment, "encryptionKey": .string,
        "encryptionKeyRevocationAction": .string, "encryptionKeyShutdownDuration": .string,
        "maxInstanceRequestConcurrency": .integer, "serviceMesh": .any, "sessionAffinity": .bool,
        "healthCheckDisabled": .bool, "nodeSelector": nodeSelector, "gpuZonalRedundancyDisabled": .bool,
        "ambientNetworking": .any, "sandboxes": .any, "workloadIdentityConfig": .any,
    ])

    private static let volume: JSONShape = .object([
        "name": .string, "secret": .any, "cloudSqlInstance": .any, "filestore": .any,
        "emptyDir": .object(["medium": .enumeration(["MEDIUM_UNSPECIFIED", "MEMORY", "DISK"]), "sizeLimit": .string]),
        "nfs": .object(["server": .string, "path": .string, "readOnly": .bool]),
        "gcs": .object(["bucket": .string, "readOnly": .bool, "mountOptions": .array(.string)]),
    ])

    private static let probe: JSONShape = .object([
        "initialDelaySeconds": .integer, "timeoutSeconds": .integer, "periodSeconds": .integer,
        "failureThreshold": .integer,
        "httpGet": .object([
            "path": .string, "port": .integer,
            "httpHeaders": .array(.object(["name": .string, "value": .string])),
        ]),
        "tcpSocket": .object(["port": .integer]),
        "grpc": .object(["port": .integer, "service": .string]),
    ])

    private static let container: JSONShape = .object([
        "name": .string, "image": .string, "command": .array(.string), "args": .array(.string),
        "env": .array(variable),
        "resources": .object(["limits": .map(.string), "cpuIdle": .bool, "startupCpuBoost": .bool]),
        "ports": .array(.object(["name": .string, "containerPort": .integer])),
        "volumeMounts": .array(.object(["name": .string, "mountPath": .string, "subPath": .string])),
        "workingDir": .string, "livenessProbe": probe, "startupProbe": probe, "readinessProbe": probe,
        "dependsOn": .array(.string), "baseImageUri": .string, "buildConfig": .any, "buildInfo": .any,
        "sourceCode": .any, "sandboxLauncher": .bool,
    ])
}
