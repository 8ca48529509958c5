import Foundation
import GoogleCloud
import Testing

/// The tasks of simulated jobs are processes; here they run a shell.
extension CloudRunClientTests {
    private static let place = (project: "demo-project", region: "us-central1")

    private func job(_ script: String, tasks: Int = 1, retries: Int = 0, timeout: String = "60s") -> RunJob {
        var container = RunContainer(image: "busybox", command: ["/bin/sh"], args: ["-c", script])
        container.resources = RunContainer.Resources(limits: ["cpu": "1", "memory": "512Mi"])
        let template = RunJob.TaskTemplate(containers: [container], maxRetries: retries, timeout: timeout)
        return RunJob(
            labels: ["managed-by": "test"],
            template: RunJob.ExecutionTemplate(taskCount: tasks, parallelism: tasks, template: template)
        )
    }

    private func started(_ job: RunJob, _ client: CloudRunClient) async throws -> String {
        let (project, region) = Self.place
        _ = try await client.createJob(project: project, region: region, id: "work", job)
        let operation = try await client.runJob(project: project, region: region, id: "work")
        return try #require(operation.metadata?["name"]?.string)
    }

    private func ended(_ name: String, _ client: CloudRunClient) async throws -> (RunExecution, [RunTask]) {
        var execution = try await client.execution(name)
        while !execution.isOver {
            try await Task.sleep(for: .milliseconds(20))
            execution = try await client.execution(name)
        }
        return (execution, try await client.tasks(of: name))
    }

    @Test func `a job is made, changed, run, listed and deleted`() async throws {
        try await SimulatedCloud.with { cloud in
            let client = CloudRunClient(cloud.api)
            let (project, region) = Self.place
            let name = try await started(job("test $CLOUD_RUN_TASK_COUNT = 3", tasks: 3), client)
            let (execution, tasks) = try await ended(name, client)
            #expect(execution.hasSucceeded)
            #expect(execution.succeededCount == 3)
            #expect(tasks.map(\.index) == [0, 1, 2])
            var read = try await client.job(project: project, region: region, id: "work")
            #expect(read.status.executionCount == 1)
            read.job.template?.taskCount = 1
            _ = try await client.patchJob(project: project, region: region, id: "work", read.job)
            let changed = try await client.job(project: project, region: region, id: "work").job
            #expect(changed.template?.taskCount == 1)
            let stale = await SimulatedCloud.error {
                _ = try await client.patchJob(project: project, region: region, id: "work", read.job)
            }
            #expect(stale?.code == .aborted)
            #expect(try await client.executions(project: project, region: region, job: "work").map(\.name) == [name])
            _ = try await client.deleteJob(project: project, region: region, id: "work")
            #expect(try await client.jobs(project: project, region: region) == [])
        }
    }

    @Test func `a task that fails is tried again, as often as the job allows`() async throws {
        try await SimulatedCloud.with { cloud in
            let client = CloudRunClient(cloud.api)
            let (execution, tasks) = try await ended(try await started(job("exit 7", retries: 2), client), client)
            #expect(execution.isOver && !execution.hasSucceeded && !execution.wasCancelled)
            #expect(execution.failedCount == 1 && execution.retriedCount == 2)
            #expect(execution.completed?.executionReason == "NON_ZERO_EXIT_CODE")
            #expect(tasks.first?.retried == 2)
            #expect(tasks.first?.lastAttemptResult?.exitCode == 7)
        }
    }

    @Test func `a later attempt may succeed`() async throws {
        try await SimulatedCloud.with { cloud in
            let client = CloudRunClient(cloud.api)
            let name = try await started(job("test $CLOUD_RUN_TASK_ATTEMPT = 1", retries: 3), client)
            let (execution, tasks) = try await ended(name, client)
            #expect(execution.hasSucceeded)
            #expect(tasks.first?.retried == 1)
        }
    }

    @Test func `a task that is killed or takes too long says so`() async throws {
        try await SimulatedCloud.with { cloud in
            let client = CloudRunClient(cloud.api)
            let (_, killed) = try await ended(try await started(job("kill -9 $$"), client), client)
            #expect(killed.first?.lastAttemptResult?.termSignal == 9)
            _ = try await client.deleteJob(project: Self.place.project, region: Self.place.region, id: "work")
            let (_, late) = try await ended(try await started(job("exec sleep 60", timeout: "1s"), client), client)
            #expect(late.first?.lastAttemptResult?.status?.message?.contains("timeout") == true)
        }
    }

    @Test func `a cancelled execution ends its tasks`() async throws {
        try await SimulatedCloud.with { cloud in
            let client = CloudRunClient(cloud.api)
            let name = try await started(job("exec sleep 600", tasks: 2, retries: 3), client)
            var running = try await client.execution(name)
            while running.runningCount != 2, !running.isOver {
                try await Task.sleep(for: .milliseconds(20))
                running = try await client.execution(name)
            }
            _ = try await client.cancelExecution(name)
            let (execution, _) = try await ended(name, client)
            #expect(execution.wasCancelled)
            #expect(execution.cancelledCount == 2)
            let again = await SimulatedCloud.error { _ = try await client.cancelExecution(name) }
            #expect(again?.code == .failedPrecondition)
        }
    }
}
