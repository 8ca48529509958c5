package import ArgumentParser
import Domain
import Foundation

/// What imports that run as Cloud Run jobs are made of. A manager on Cloud Run needs none of it: it uses its own.
package struct JobOptions: ParsableArguments, Sendable {
    @Option(
        help: ArgumentHelp(
            "Image of llm-manager for jobs; on Cloud Run the manager's own (LLM_MANAGER_JOB_IMAGE).",
            valueName: "image"
        )
    )
    package var jobImage: String?

    @Option(
        help: ArgumentHelp(
            "Service account that jobs run as; the manager's own, or the project's default "
                + "(LLM_MANAGER_JOB_SERVICE_ACCOUNT).",
            valueName: "email"
        )
    )
    package var jobServiceAccount: String?

    @Option(
        help: ArgumentHelp(
            "Region that jobs run in; the bucket's when left out (LLM_MANAGER_JOB_REGION).", valueName: "region"
        )
    )
    package var jobRegion: String?

    package init() {}

    package var wish: JobWish {
        var wish = JobWish(environment: ProcessInfo.processInfo.environment)
        wish.image = jobImage ?? wish.image
        wish.serviceAccount = jobServiceAccount ?? wish.serviceAccount
        wish.region = jobRegion ?? wish.region
        return wish
    }
}

/// What the options and the environment say about jobs.
package struct JobWish: Sendable, Hashable {
    package var image: String?
    package var serviceAccount: String?
    package var region: String?

    package init() {}

    package init(environment: [String: String]) {
        func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        image = value("LLM_MANAGER_JOB_IMAGE")
        serviceAccount = value("LLM_MANAGER_JOB_SERVICE_ACCOUNT")
        region = value("LLM_MANAGER_JOB_REGION")
    }
}
