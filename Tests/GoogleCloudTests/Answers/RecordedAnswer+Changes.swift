import GoogleCloud
import NIOCore
import Outbound

/// What is answered to changes, and to the reads beside those of the other files.
extension RecordedAnswer {
    static let policyText = """
        {"version":3,"etag":"e","bindings":[{"role":"r","members":["user:a@x"],"condition":{"title":"t","expression":\
        "true"}}]}
        """
    static let revision = """
        {"name":"projects/p/locations/r/services/s/revisions/s-1","uid":"u","generation":"1","labels":{"a":"b"},\
        "createTime":"2026-11-01T10:00:00Z","updateTime":"2026-11-01T10:00:00Z","launchStage":"GA","service":"s",\
        "scaling":{"minInstanceCount":1,"maxInstanceCount":2},"containers":[{"image":"i"}],"conditions":[{"type":"Ready",\
        "state":"CONDITION_SUCCEEDED"}],"reconciling":false,"observedGeneration":"1","logUri":"https://l","etag":"e"}
        """

    static let runChanges: [RecordedAnswer] = [
        RecordedAnswer(name: "run.services.create", text: operation) { api in
            _ = try await CloudRunClient(api).createService(
                project: "p", region: "r", id: "s", json: .object(["template": .object([:])]))
        },
        RecordedAnswer(name: "run.services.patch", text: operation) { api in
            _ = try await CloudRunClient(api).patchService(
                project: "p", region: "r", id: "s", GoogleJSON.object(["etag": .string("e")]))
        },
        RecordedAnswer(name: "run.services.delete", text: operation) { api in
            _ = try await CloudRunClient(api).deleteService(project: "p", region: "r", id: "s")
        },
        RecordedAnswer(name: "run.services.get as it is", text: service) { api in
            _ = try await CloudRunClient(api).serviceJSON(project: "p", region: "r", id: "s")
        },
        RecordedAnswer(name: "run.services.list as it is", text: #"{"services":[\#(service)],"nextPageToken":"n"}"#) {
            api in
            _ = try await CloudRunClient(api).servicesJSON(project: "p", region: "r")
        },
        RecordedAnswer(name: "run.services.setIamPolicy", text: policyText) { api in
            _ = try await CloudRunClient(api).setServicePolicy(project: "p", region: "r", id: "s", Policy())
        },
        RecordedAnswer(name: "run.revisions.get", text: revision) { api in
            _ = try await CloudRunClient(api).revision(project: "p", region: "r", service: "s", id: "s-1")
            _ = try await CloudRunClient(api).revisionJSON(project: "p", region: "r", service: "s", id: "s-1")
        },
        RecordedAnswer(name: "run.revisions.list", text: #"{"revisions":[\#(revision)],"nextPageToken":"n"}"#) { api in
            _ = try await CloudRunClient(api).revisions(project: "p", region: "r", service: "s")
        },
        RecordedAnswer(name: "run.revisions.list as it is", text: #"{"revisions":[\#(revision)],"nextPageToken":"n"}"#)
        {
            api in _ = try await CloudRunClient(api).revisionsJSON(project: "p", region: "r", service: "s")
        },
        RecordedAnswer(name: "run.operations.wait", text: operation) { api in
            _ = try await CloudRunClient(api).waitOperation("projects/p/locations/r/operations/o")
        },
        RecordedAnswer(name: "run.jobs.create", text: operation) { api in
            _ = try await CloudRunClient(api).createJob(project: "p", region: "r", id: "j", RunJob())
        },
        RecordedAnswer(name: "run.jobs.patch", text: operation) { api in
            _ = try await CloudRunClient(api).patchJob(project: "p", region: "r", id: "j", RunJob())
        },
        RecordedAnswer(name: "run.jobs.delete", text: operation) { api in
            _ = try await CloudRunClient(api).deleteJob(project: "p", region: "r", id: "j")
        },
        RecordedAnswer(name: "run.jobs.run", text: operation) { api in
            _ = try await CloudRunClient(api).runJob(project: "p", region: "r", id: "j")
        },
        RecordedAnswer(
            name: "run.jobs.list",
            text: #"{"jobs":[{"name":"projects/p/locations/r/jobs/j","etag":"e"}],"nextPageToken":"n"}"#
        ) { api in _ = try await CloudRunClient(api).jobs(project: "p", region: "r") },
        RecordedAnswer(name: "run.executions.get", text: execution) { api in
            _ = try await CloudRunClient(api).execution("projects/p/locations/r/jobs/j/executions/e")
        },
        RecordedAnswer(name: "run.executions.cancel", text: operation) { api in
            _ = try await CloudRunClient(api).cancelExecution("projects/p/locations/r/jobs/j/executions/e")
        },
        RecordedAnswer(
            name: "run.v1.namespaces.services.list",
            text: """
                {"apiVersion":"serving.knative.dev/v1","kind":"ServiceList","metadata":{"continue":"c"},"items":[{"metadata":\
                {"name":"s","labels":{"cloud.googleapis.com/location":"us-central1"}}}],"unreachable":["us-east1"]}
                """
        ) { api in _ = try await CloudRunClient(api).servicePlaces(project: "p", label: "a", value: "b") },
    ]

    static let projectChanges: [RecordedAnswer] = [
        RecordedAnswer(name: "cloudresourcemanager.projects.getIamPolicy", text: policyText) { api in
            _ = try await ResourceManagerClient(api).policy("p")
        },
        RecordedAnswer(name: "cloudresourcemanager.projects.setIamPolicy", text: policyText) { api in
            _ = try await ResourceManagerClient(api).setPolicy("p", Policy())
        },
        RecordedAnswer(name: "serviceusage.services.batchEnable", text: operation) { api in
            _ = try await ServiceUsageClient(api).batchEnable(project: "p", ["run.googleapis.com"])
        },
        RecordedAnswer(name: "serviceusage.operations.get", text: operation) { api in
            _ = try await ServiceUsageClient(api).operation("operations/o")
        },
        RecordedAnswer(name: "cloudquotas.quotaInfos.get", text: quota) { api in
            _ = try await CloudQuotasClient(api).quotaInfo(project: "p", service: "run.googleapis.com", id: "Q")
        },
        RecordedAnswer(name: "iam.serviceAccounts.get", text: account) { api in
            _ = try await IAMClient(api).serviceAccount(email: "a@p")
        },
        RecordedAnswer(name: "iam.serviceAccounts.create", text: account) { api in
            _ = try await IAMClient(api).createServiceAccount(project: "p", id: "runtime", displayName: "d")
        },
        RecordedAnswer(name: "iam.serviceAccounts.testIamPermissions", text: #"{"permissions":["a.b.c"]}"#) { api in
            _ = try await IAMClient(api).testPermissions(email: "a@p", ["a.b.c"])
        },
        RecordedAnswer(name: "compute.subnetworks.get", text: subnetwork) { api in
            _ = try await ComputeClient(api).subnetwork(project: "p", region: "r", name: "s")
        },
        RecordedAnswer(name: "compute.subnetworks.setPrivateIpGoogleAccess", text: computeOperation) { api in
            _ = try await ComputeClient(api).setPrivateGoogleAccess(
                true, project: "p", region: "r", subnetwork: "s", requestID: "00000000-0000-0000-0000-000000000001")
        },
        RecordedAnswer(name: "compute.regionOperations.wait", text: computeOperation) { api in
            _ = try await ComputeClient(api).wait(project: "p", region: "r", operation: "o")
        },
        RecordedAnswer(
            name: "compute.projects.getXpnHost",
            text: #"{"kind":"compute#project","id":"1","name":"host","xpnProjectStatus":"HOST"}"#
        ) { api in _ = try await ComputeClient(api).hostProject(of: "p") },
        RecordedAnswer(
            name: "compute.subnetworks.listUsable",
            text: """
                {"kind":"k","items":[{"subnetwork":"https://x/projects/h/regions/r/subnetworks/s","network":\
                "https://x/projects/h/global/networks/n","ipCidrRange":"10.0.0.0/24","purpose":"PRIVATE","stackType":\
                "IPV4_ONLY","secondaryIpRanges":[{"rangeName":"a","ipCidrRange":"10.1.0.0/24"}]}],"nextPageToken":"n"}
                """
        ) { api in _ = try await ComputeClient(api).usableSubnetworks(of: "h", for: "p").map(\.project) },
        RecordedAnswer(
            name: "compute.routers.list",
            text: """
                {"kind":"k","items":[{"name":"r","network":"https://x/global/networks/n","nats":[{"name":"g","type":"PUBLIC",\
                "sourceSubnetworkIpRangesToNat":"LIST_OF_SUBNETWORKS","subnetworks":[{"name":"https://x/subnetworks/s",\
                "sourceIpRangesToNat":["ALL_IP_RANGES"]}],"minPortsPerVm":64}]}],"nextPageToken":"n"}
                """
        ) { api in
            for router in try await ComputeClient(api).routers(project: "p", region: "r") {
                _ = router.nats?.map(\.subnetworkNames)
            }
        },
    ]

    private static let account =
        #"{"name":"n","email":"a@p","uniqueId":"1","displayName":"d","description":"x","disabled":false,"etag":"e"}"#
    private static let subnetwork = """
        {"kind":"k","name":"s","region":"https://x/regions/r","network":"https://x/networks/n","ipCidrRange":"10.0.0.0/20",\
        "privateIpGoogleAccess":true,"purpose":"PRIVATE","state":"READY","fingerprint":"f"}
        """
    private static let computeOperation = """
        {"kind":"k","name":"o","status":"DONE","progress":100,"httpErrorStatusCode":400,"error":{"errors":[{"code":"C",\
        "message":"m"}]}}
        """

    static let storageChanges: [RecordedAnswer] = [
        RecordedAnswer(name: "storage.buckets.insert", text: bucket) { api in
            _ = try await StorageClient(api).insertBucket(Bucket(name: "b", location: "us"), project: "p")
        },
        RecordedAnswer(name: "storage.buckets.patch", text: bucket) { api in
            _ = try await StorageClient(api).patchBucket("b", Bucket(name: "b"), ifMetagenerationMatch: 1)
        },
        RecordedAnswer(name: "storage.buckets.setIamPolicy", text: policyText) { api in
            _ = try await StorageClient(api).setBucketPolicy("b", Policy())
        },
        RecordedAnswer(name: "storage.objects.get", text: object) { api in
            _ = try await StorageClient(api).object("b", "o")
        },
        RecordedAnswer(
            name: "storage.objects.list",
            text: #"{"kind":"k","items":[\#(object)],"prefixes":["a/"],"nextPageToken":"n"}"#
        ) { api in _ = try await StorageClient(api).objects("b") },
        RecordedAnswer(
            name: "storage.objects.list to the end", text: #"{"kind":"k","items":[\#(object)],"nextPageToken":"n"}"#
        ) { api in _ = try await StorageClient(api).allObjects("b", prefix: "") },
        RecordedAnswer(name: "storage.objects.insert", text: object) { api in
            _ = try await StorageClient(api).insert("b", "o", ByteBuffer(string: "x"))
        },
        RecordedAnswer(name: "storage.objects.patch", text: object) { api in
            _ = try await StorageClient(api).patchObject("b", "o", StorageObjectMetadata())
        },
        RecordedAnswer(name: "storage.objects.compose", text: object) { api in
            _ = try await StorageClient(api).compose(
                "b", into: "o", from: [("a", 1)], metadata: StorageObjectMetadata())
        },
    ]

    private static let secret = """
        {"name":"projects/1/secrets/s","labels":{"a":"b"},"createTime":"2026-11-01T10:00:00Z","replication":{"automatic":\
        {}},"etag":"e"}
        """
    private static let version =
        #"{"name":"projects/1/secrets/s/versions/1","state":"ENABLED","createTime":"t","etag":"e"}"#

    static let secretChanges: [RecordedAnswer] = [
        RecordedAnswer(name: "secretmanager.secrets.create", text: secret) { api in
            _ = try await SecretManagerClient(api).create(project: "p", id: "s", labels: [:], lifetime: nil)
        },
        RecordedAnswer(name: "secretmanager.secrets.get", text: secret) { api in
            _ = try await SecretManagerClient(api).secret(project: "p", id: "s")
        },
        RecordedAnswer(name: "secretmanager.versions.list", text: #"{"versions":[\#(version)],"nextPageToken":"n"}"#) {
            api in
            _ = try await SecretManagerClient(api).versions(project: "p", id: "s")
        },
        RecordedAnswer(name: "secretmanager.versions.disable", text: version) { api in
            _ = try await SecretManagerClient(api).disableVersion(project: "p", id: "s", version: "1")
        },
        RecordedAnswer(name: "secretmanager.versions.destroy", text: version) { api in
            _ = try await SecretManagerClient(api).destroyVersion(project: "p", id: "s", version: "1")
        },
        RecordedAnswer(name: "secretmanager.secrets.getIamPolicy", text: policyText) { api in
            _ = try await SecretManagerClient(api).policy(project: "p", id: "s")
        },
        RecordedAnswer(name: "secretmanager.secrets.setIamPolicy", text: policyText) { api in
            _ = try await SecretManagerClient(api).setPolicy(project: "p", id: "s", Policy())
        },
    ]
}
