import GoogleCloud
import Outbound

extension RecordedAnswer {
    static let object = """
        {"kind":"storage#object","name":"o","bucket":"b","size":"12","generation":"1","metageneration":"2","crc32c":\
        "AAAAAA==","md5Hash":"x","contentType":"t","cacheControl":"c","contentEncoding":"gzip","metadata":{"a":"b"},\
        "storageClass":"STANDARD","componentCount":2,"timeCreated":"2026-11-01T10:00:00Z","updated":\
        "2026-11-01T10:00:00Z","etag":"e"}
        """
    static let bucket = """
        {"kind":"storage#bucket","name":"b","location":"US-CENTRAL1","locationType":"region","storageClass":"STANDARD",\
        "projectNumber":"1","metageneration":"3","timeCreated":"2026-11-01T10:00:00Z","etag":"e","labels":{"a":"b"},\
        "iamConfiguration":{"uniformBucketLevelAccess":{"enabled":true},"publicAccessPrevention":"enforced"},\
        "hierarchicalNamespace":{"enabled":false},"softDeletePolicy":{"retentionDurationSeconds":"604800"},"versioning":\
        {"enabled":false},"lifecycle":{"rule":[{"action":{"type":"Delete"},"condition":{"age":3,"matchesPrefix":\
        ["x"]}}]}}
        """

    static let storage: [RecordedAnswer] = [
        RecordedAnswer(
            name: "storage.buckets.list", text: #"{"items":[\#(bucket)],"unreachable":["u"],"nextPageToken":"n"}"#
        ) { api in _ = try await StorageClient(api).buckets(project: "p") },
        RecordedAnswer(name: "storage.buckets.get", text: bucket) { api in
            _ = try await StorageClient(api).bucket("b")
        },
        RecordedAnswer(
            name: "storage.buckets.getIamPolicy",
            text: #"{"kind":"storage#policy","version":1,"etag":"e","bindings":[{"role":"r","members":["m"]}]}"#
        ) { api in _ = try await StorageClient(api).bucketPolicy("b") },
        RecordedAnswer(
            name: "storage.buckets.testIamPermissions", text: #"{"kind":"k","permissions":["storage.objects.get"]}"#
        ) { api in _ = try await StorageClient(api).testBucketPermissions("b", ["storage.objects.get"]) },
        RecordedAnswer(
            name: "storage.objects.rewrite",
            text: #"{"done":true,"totalBytesRewritten":"12","objectSize":"12","resource":\#(object)}"#
        ) { api in
            _ = try await StorageClient(api).rewrite(from: RewriteSource(bucket: "b", name: "o"), to: ("c", "o"))
        },
    ]

    static let operations: [RecordedAnswer] = [
        RecordedAnswer(
            name: "logging.entries.list",
            text: """
                {"entries":[{"insertId":"i","timestamp":"2026-11-01T10:00:00Z","receiveTimestamp":\
                "2026-11-01T10:00:00Z","severity":"ERROR","logName":"l","textPayload":"t","labels":{"a":"b"}},\
                {"insertId":"j","jsonPayload":{"message":"m","n":1.5}}],"nextPageToken":"n"}
                """
        ) { api in _ = try await LoggingClient(api).entries(project: "p", filter: "x") },
        RecordedAnswer(
            name: "secretmanager.secrets.list",
            text: """
                {"secrets":[{"name":"projects/1/secrets/s","labels":{"a":"b"},"createTime":"2026-11-01T10:00:00Z",\
                "expireTime":"2026-11-02T10:00:00Z","etag":"e"}],"nextPageToken":"n"}
                """
        ) { api in _ = try await SecretManagerClient(api).list(project: "p", label: "a", value: "b") },
        RecordedAnswer(
            name: "secretmanager.versions.access", text: #"{"name":"n","payload":{"data":"YQ==","dataCrc32c":"1"}}"#
        ) { api in _ = try await SecretManagerClient(api).access(project: "p", id: "s") },
        RecordedAnswer(
            name: "secretmanager.versions.add", text: #"{"name":"projects/1/secrets/s/versions/1","state":"ENABLED"}"#
        ) { api in _ = try await SecretManagerClient(api).addVersion(project: "p", id: "s", payload: [1]) },
        RecordedAnswer(
            name: "monitoring.timeSeries.list",
            text: """
                {"timeSeries":[{"metric":{"type":"t","labels":{"state":"active"}},"resource":{"type":"cloud_run_revision",\
                "labels":{"location":"us-central1","service_name":"s"}},"metricKind":"DELTA","valueType":"DOUBLE","points":\
                [{"interval":{"startTime":"2026-11-01T00:00:00Z","endTime":"2026-11-02T00:00:00Z"},"value":{"doubleValue":\
                1.5}}]}],"nextPageToken":"n","unit":"s"}
                """
        ) { api in
            let query = MonitoringClient.Query(
                filter: "x", start: "2026-11-01T00:00:00Z", end: "2026-11-02T00:00:00Z", alignmentPeriod: 60,
                aligner: "ALIGN_SUM")
            _ = try await MonitoringClient(api).timeSeries(project: "p", query)
        },
    ]
}
