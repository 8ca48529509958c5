import ControlPlane
import Domain
import Synchronization
import TestSupport
import Testing

struct DoctorLiveTests {
    /// Remembers what is there, and fails where it is told to.
    private final class Trial: ProjectTrial {
        private let failing: String?
        private let there = Mutex<Set<String>>([])

        init(failing: String?) {
            self.failing = failing
        }

        var left: Set<String> { there.withLock { $0 } }

        private func check(_ step: String) throws {
            guard failing != step else { throw Problem(.unavailable, "No", detail: "\(step) fails", fix: "mend it") }
        }

        func validate(_ service: TrialService) async throws { try check("dry-run") }

        func deploy(_ service: TrialService) async throws -> String {
            there.withLock { _ = $0.insert(service.name) }
            try check("deploy")
            return "https://doctor.example"
        }

        func ask(_ service: TrialService, at url: String) async throws -> String {
            try check("ask")
            return "hello"
        }

        func remove(_ service: TrialService) async throws {
            try check("remove")
            there.withLock { _ = $0.remove(service.name) }
        }

        func removeBucket(_ name: String) async throws {
            try check("removeBucket")
            there.withLock { _ = $0.remove(name) }
        }
    }

    private static func doctor(failing: String? = nil) -> (Doctor, Trial, RequestContext) {
        let world = FakeWorld()
        let trial = Trial(failing: failing)
        var parts = world.controlPlane().dependencies
        parts.trial = trial
        parts.sources[.ollama] = parts.sources[.huggingFace]
        return (ControlPlane(parts).doctor, trial, world.admin)
    }

    private static let wish = Doctor.LiveWish(spends: true, mark: "0f0f")

    @Test func `a sound project passes each step, and nothing is left`() async throws {
        let (doctor, trial, admin) = Self.doctor()
        let told = Mutex<[String]>([])
        let steps = try await doctor.live(admin, Self.wish) { step in told.withLock { $0.append(step.id) } }
        let ids = ["identity", "checks", "bucket", "round-trip", "dry-run", "import", "deploy", "ask", "clean-up"]
        #expect(steps.map(\.id) == ids)
        #expect(told.withLock { $0 } == ids)
        #expect(!steps.contains { [.failed, .skipped].contains($0.state) }, "\(steps)")
        #expect(trial.left.isEmpty)
        #expect(steps.last?.detail.contains("bucket llm-manager-doctor-0f0f") == true)
    }

    @Test(arguments: ["dry-run", "deploy", "ask"])
    func `a step that fails says what to do, and nothing is left`(failing: String) async throws {
        let (doctor, trial, admin) = Self.doctor(failing: failing)
        let steps = try await doctor.live(admin, Self.wish)
        let failed = steps.filter { $0.state == .failed }
        #expect(failed.map(\.id) == [failing])
        #expect(failed.first?.fix == "mend it")
        #expect(steps.last?.state == .ok)
        #expect(trial.left.isEmpty)
    }

    @Test func `what could not be taken away is named with the command that does it`() async throws {
        let (doctor, _, admin) = Self.doctor(failing: "remove")
        let last = try #require(try await doctor.live(admin, Self.wish).last)
        #expect(last.state == .failed)
        #expect(last.detail.contains("doctor-0f0f is still there"))
        #expect(last.fix == "gcloud run services delete doctor-0f0f --region=us-central1 --project=my-project")
    }

    @Test func `without leave to spend nothing is imported`() async throws {
        let (doctor, _, admin) = Self.doctor()
        let steps = try await doctor.live(admin, Doctor.LiveWish(mark: "0f0f"))
        #expect(steps.first { $0.id == "deploy" }?.state == .skipped)
        #expect(!steps.contains { $0.id == "import" })
    }

    @Test func `an interrupted check still takes everything away`() async throws {
        let (doctor, trial, admin) = Self.doctor()
        let check = Task {
            try await doctor.live(admin, Self.wish) { step in
                if step.id == "deploy" { withUnsafeCurrentTask { $0?.cancel() } }
            }
        }
        let steps = try await check.value
        #expect(steps.first { $0.id == "ask" }?.state == .skipped)
        #expect(steps.last?.id == "clean-up")
        #expect(steps.last?.state == .ok)
        #expect(trial.left.isEmpty)
    }

    @Test func `this machine is no project`() async {
        let (doctor, _, admin) = Self.doctor()
        var context = admin
        context.target = .local
        await #expect(throws: Problem.self) { try await doctor.live(context, Self.wish) }
    }
}
