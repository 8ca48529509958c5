package import ArgumentParser
package import Domain
import Foundation

/// Which target a command works on, and as whom. Shared by every command and by `serve`.
package struct ConnectionOptions: ParsableArguments, Sendable {
    @Option(
        name: [.customLong("project"), .customLong("target")],
        help: ArgumentHelp(
            "Google Cloud project, or 'local' for this machine (LLM_MANAGER_PROJECT, GOOGLE_CLOUD_PROJECT).",
            valueName: "id"
        )
    )
    package var project: String?

    @Option(
        help: ArgumentHelp(
            "State directory of a running 'llm-manager simulate' to work on, in place of the real clouds "
                + "(LLM_MANAGER_SIMULATOR).",
            valueName: "dir"
        )
    )
    package var simulator: String?

    @Option(
        help: ArgumentHelp(
            "Data directory of the local target; switches it on (LLM_MANAGER_DATA; with --target local "
                + "~/.local/share/llm-manager when left out).", valueName: "dir"
        )
    )
    package var data: String?

    @Option(
        help: ArgumentHelp(
            "Credential file; Google's own search order when left out (GOOGLE_APPLICATION_CREDENTIALS, gcloud's "
                + "application default, metadata server).",
            valueName: "file"
        )
    )
    package var credentials: String?

    @OptionGroup var identity: IdentityOptions

    @Option(
        help: ArgumentHelp(
            "What carries requests: auto, nio or curl. auto takes libcurl where only it will do: SOCKS and TLS proxies, "
                + "NTLM and Negotiate (LLM_MANAGER_PROXY_AUTH), --netrc (LLM_MANAGER_TRANSPORT).",
            valueName: "name"
        )
    )
    package var transport: String?

    @Option(
        help: ArgumentHelp(
            "File with passwords by host, in the form of .netrc; none is read by itself (LLM_MANAGER_NETRC).",
            valueName: "file"
        )
    )
    package var netrc: String?

    @Option(
        help: ArgumentHelp(
            "How large files go to Cloud Storage: multipart, or resumable where that is not to be had; by default what "
                + "the storage understands (LLM_MANAGER_UPLOADS).",
            valueName: "form"
        )
    )
    package var uploads: UploadOption?

    package init() {}

    package func request(
        window: Int? = nil, hubs: HubOptions? = nil, job: JobWish? = nil, needsTarget: Bool = true
    ) throws -> SessionRequest {
        let environment = ProcessInfo.processInfo.environment
        let named = project ?? environment["LLM_MANAGER_PROJECT"] ?? environment["GOOGLE_CLOUD_PROJECT"]
        let simulator = simulator ?? environment["LLM_MANAGER_SIMULATOR"]
        return SessionRequest(
            target: try named.flatMap { $0.isEmpty ? nil : try Target(parsing: $0) },
            simulator: simulator,
            data: data ?? environment["LLM_MANAGER_DATA"] ?? (named == "local" ? Self.usualData(environment) : nil),
            credentials: credentials,
            identity: try identity.wish(credentials: credentials, environment: simulator == nil ? environment : [:]),
            window: window,
            // Beside simulated clouds nothing real is asked unless the command line says so.
            hubs: try HubSettings(hubs, environment: simulator == nil ? environment : [:]),
            job: job ?? JobWish(environment: environment),
            uploads: try uploads ?? environment["LLM_MANAGER_UPLOADS"].flatMap(UploadOption.init(environment:)),
            transport: transport ?? environment["LLM_MANAGER_TRANSPORT"],
            netrc: netrc ?? environment["LLM_MANAGER_NETRC"],
            needsTarget: needsTarget
        )
    }
}

extension ConnectionOptions {
    /// Where models and services of this machine live when nothing else is said.
    package static func usualData(_ environment: [String: String]) -> String {
        let base = environment["XDG_DATA_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
        return (base ?? "\(environment["HOME"] ?? NSHomeDirectory())/.local/share") + "/llm-manager"
    }
}

/// `--uploads`: the forms by the names that Cloud Storage's pages give them.
package enum UploadOption: String, ExpressibleByArgument, Sendable, CaseIterable {
    case multipart, resumable

    package var form: UploadForm { self == .multipart ? .parallelParts : .sequential }

    /// nil for nothing.
    init?(environment text: String) throws {
        if text.isEmpty { return nil }
        guard let option = UploadOption(rawValue: text) else {
            throw Problem(
                .invalidRequest, "Not a form of upload", detail: "LLM_MANAGER_UPLOADS is ‘\(text.prefix(50))’",
                fix: "Set it to multipart or resumable, or not at all."
            )
        }
        self = option
    }
}
