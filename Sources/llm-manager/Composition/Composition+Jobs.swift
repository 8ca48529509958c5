import CLI
import Foundation
import GoogleCloud
import Importing
import Outbound
import Runtimes

extension Composition {
    /// Variables of ours that the tasks of jobs get too: where the hubs are, and the way there.
    private static let inherited = [
        "HF_ENDPOINT", "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY", "https_proxy", "http_proxy", "no_proxy",
        "LLM_MANAGER_HUB_MIRRORS", "LLM_MANAGER_TRUSTED_HUB_MIRRORS", "LLM_MANAGER_OLLAMA_REGISTRIES",
        "LLM_MANAGER_UPLOADS",
    ]

    /// The executor of imports that run as Cloud Run jobs.
    static func jobs(
        _ plan: CompositionPlan, _ place: CompositionPlan.Place, _ google: GoogleAPIClient, _ outbound: OutboundClient,
        _ engines: ImportEngines, _ targets: LiveTargets
    ) -> CloudRunJobExecutor {
        let environment = ProcessInfo.processInfo.environment
        var settings = ImportJobSettings(byteBudget: engines.options.byteBudget)
        // Simulated tasks are processes of this program, whatever their image.
        settings.image = plan.job.image ?? (place.isSimulated ? "llm-manager:simulated" : nil)
        settings.serviceAccount = plan.job.serviceAccount
        settings.region = plan.job.region
        if place.isSimulated {
            settings.pollInterval = .milliseconds(300)
        } else {
            for name in inherited {
                // A proxy's password has no place in a job's specification.
                if let value = environment[name], !value.contains("@") { settings.environment[name] = value }
            }
            settings.environment.merge(plan.hubs.environment) { inherited, _ in inherited }
        }
        let metadata = MetadataServer(host: place.google.metadataHost, outbound: outbound)
        return CloudRunJobExecutor(api: google, engines: engines, buckets: targets, settings: settings) {
            try await OwnService.read(environment: environment, metadata: metadata, api: google)
        }
    }
}
