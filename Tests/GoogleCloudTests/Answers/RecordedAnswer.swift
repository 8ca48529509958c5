import GoogleCloud
import Outbound

/// An answer as an API gives it (the shapes of its discovery document), and the call of ours that reads it.
struct RecordedAnswer: Sendable, CustomStringConvertible {
    var name: String
    var text: String
    var read: @Sendable (GoogleAPIClient) async throws -> Void

    var description: String { name }

    static let all: [RecordedAnswer] =
        run + projects + storage + operations + runChanges + projectChanges + storageChanges + secretChanges
}

extension RecordedAnswer {
    private static let condition = """
        {"type":"Ready","state":"CONDITION_SUCCEEDED","message":"m","lastTransitionTime":"2026-11-01T10:00:00.123456Z",\
        "severity":"INFO","reason":"COMMON_REASON_UNDEFINED","revisionReason":"RETIRED","executionReason":"CANCELLED"}
        """
    private static let container = """
        {"name":"engine","image":"i","command":["a"],"args":["b"],"env":[{"name":"A","value":"1"},{"name":"K",\
        "valueSource":{"secretKeyRef":{"secret":"s","version":"latest"}}}],"resources":{"limits":{"cpu":"8",\
        "memory":"32Gi","nvidia.com/gpu":"1"},"cpuIdle":false,"startupCpuBoost":true},"ports":[{"name":"http1",\
        "containerPort":8000}],"volumeMounts":[{"name":"m","mountPath":"/gcs","subPath":"x"}],"workingDir":"/",\
        "livenessProbe":{"periodSeconds":10,"tcpSocket":{"port":1}},"startupProbe":{"initialDelaySeconds":1,\
        "timeoutSeconds":2,"periodSeconds":3,"failureThreshold":4,"httpGet":{"path":"/health","port":8000,\
        "httpHeaders":[{"name":"h","value":"v"}]}},"dependsOn":["x"]}
        """
    private static let template = """
        {"revision":"r-1","labels":{"a":"b"},"annotations":{"c":"d"},"scaling":{"minInstanceCount":1,\
        "maxInstanceCount":3},"vpcAccess":{"connector":"c","egress":"ALL_TRAFFIC","networkInterfaces":[{"network":"n",\
        "subnetwork":"s","tags":["t"]}]},"timeout":"3600s","serviceAccount":"a@p","containers":[\(container)],\
        "volumes":[{"name":"m","gcs":{"bucket":"b","readOnly":true,"mountOptions":["o"]}},{"name":"e","emptyDir":\
        {"medium":"MEMORY","sizeLimit":"1Gi"}},{"name":"s","secret":{"secret":"x","items":[{"path":"p"}],\
        "defaultMode":292}}],"executionEnvironment":"EXECUTION_ENVIRONMENT_GEN2","maxInstanceRequestConcurrency":80,\
        "sessionAffinity":true,"nodeSelector":{"accelerator":"nvidia-l4"},"gpuZonalRedundancyDisabled":true}
        """
    static let service = """
        {"name":"projects/p/locations/us-central1/services/s","uid":"u","generation":"7","observedGeneration":"7",\
        "labels":{"managed-by":"llm-manager"},"annotations":{"x":"y"},"createTime":"2026-11-01T10:00:00Z",\
        "updateTime":"2026-11-01T10:00:00Z","creator":"me@x","lastModifier":"me@x","client":"c","clientVersion":"1",\
        "ingress":"INGRESS_TRAFFIC_ALL","launchStage":"GA","template":\(template),"traffic":[{"type":\
        "TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST","percent":100}],"scaling":{"minInstanceCount":1,"scalingMode":\
        "AUTOMATIC"},"invokerIamDisabled":false,"terminalCondition":\(condition),"conditions":[\(condition)],\
        "latestReadyRevision":"projects/p/locations/us-central1/services/s/revisions/r-1","latestCreatedRevision":\
        "projects/p/locations/us-central1/services/s/revisions/r-1","trafficStatuses":[{"type":"T","revision":"r-1",\
        "percent":100,"tag":"t","uri":"https://t"}],"uri":"https://s","urls":["https://s"],"reconciling":false,\
        "satisfiesPzs":false,"etag":"e"}
        """
    static let execution = """
        {"name":"projects/p/locations/r/jobs/j/executions/e","job":"j","createTime":"2026-11-01T10:00:00Z","taskCount":2,\
        "runningCount":1,"succeededCount":1,"failedCount":0,"cancelledCount":0,"retriedCount":1,"conditions":\
        [\(condition)],"reconciling":false,"logUri":"https://l"}
        """
    static let operation = """
        {"name":"projects/p/locations/r/operations/o","done":true,"error":{"code":7,"message":"m","details":[{"@type":\
        "t","x":1}]},"metadata":{"@type":"t","name":"n"},"response":{"@type":"t"}}
        """

    static let run: [RecordedAnswer] = [
        RecordedAnswer(name: "run.services.get", text: service) { api in
            _ = try await CloudRunClient(api).service(project: "p", region: "r", id: "s")
        },
        RecordedAnswer(name: "run.services.list", text: #"{"services":[\#(service)],"nextPageToken":"n"}"#) { api in
            _ = try await CloudRunClient(api).services(project: "p", region: "r")
        },
        RecordedAnswer(
            name: "run.services.getIamPolicy",
            text: """
                {"version":3,"etag":"e","bindings":[{"role":"roles/run.invoker","members":["user:a@x"],"condition":\
                {"title":"t","description":"d","expression":"true","location":"l"}}]}
                """
        ) { api in _ = try await CloudRunClient(api).servicePolicy(project: "p", region: "r", id: "s") },
        RecordedAnswer(name: "run.operations.get", text: operation) { api in
            _ = try await CloudRunClient(api).operation("projects/p/locations/r/operations/o")
        },
        RecordedAnswer(
            name: "run.jobs.get",
            text: """
                {"name":"projects/p/locations/r/jobs/j","labels":{"a":"b"},"createTime":"2026-11-01T10:00:00Z",\
                "executionCount":3,"latestCreatedExecution":{"name":"e","completionTime":"t","completionStatus":\
                "EXECUTION_RUNNING"},"terminalCondition":\(condition),"reconciling":false,"etag":"e","template":\
                {"taskCount":2,"parallelism":0,"template":{"containers":[\(container)],"maxRetries":3,"timeout":"86400s",\
                "serviceAccount":"a@p","executionEnvironment":"EXECUTION_ENVIRONMENT_GEN2"}}}
                """
        ) { api in _ = try await CloudRunClient(api).job(project: "p", region: "r", id: "j") },
        RecordedAnswer(name: "run.executions.list", text: #"{"executions":[\#(execution)]}"#) { api in
            _ = try await CloudRunClient(api).executions(project: "p", region: "r", job: "j")
        },
        RecordedAnswer(
            name: "run.tasks.list",
            text: """
                {"tasks":[{"name":"t","index":1,"retried":2,"startTime":"s","conditions":[\(condition)],\
                "lastAttemptResult":{"status":{"code":2,"message":"m"},"exitCode":1,"termSignal":9},"logUri":"l"}]}
                """
        ) { api in _ = try await CloudRunClient(api).tasks(of: "projects/p/locations/r/jobs/j/executions/e") },
        RecordedAnswer(
            name: "run.locations.list",
            text: #"{"locations":[{"locationId":"us-central1","displayName":"Iowa"}],"nextPageToken":"n"}"#
        ) { api in _ = try await CloudRunClient(api).locations(project: "p") },
    ]
}
