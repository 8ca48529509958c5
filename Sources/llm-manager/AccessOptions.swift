import ArgumentParser
import Domain
import Foundation
import Server

/// Who may use the manager that `serve` starts.
struct AccessOptions: ParsableArguments, Sendable {
    @Option(
        help: ArgumentHelp(
            "Who may use it: loopback (this machine), iap (behind Identity-Aware Proxy), token (programs with a Google "
                + "ID token) (LLM_MANAGER_ACCESS).",
            valueName: "mode"))
    var access: String?

    @Option(
        help: ArgumentHelp(
            "Address to listen on; 127.0.0.1, and 0.0.0.0 on Cloud Run, where only iap and token are accepted.",
            valueName: "ip"))
    var address: String?

    @Option(
        help: ArgumentHelp(
            "With iap: the audience of its assertions; may be given several times. On Cloud Run it is the service's own "
                + "when left out (LLM_MANAGER_IAP_AUDIENCE).",
            valueName: "audience"))
    var iapAudience: [String] = []

    @Option(
        help: ArgumentHelp(
            "With token: the audience of the ID tokens; may be given several times (LLM_MANAGER_TOKEN_AUDIENCE).",
            valueName: "audience"))
    var tokenAudience: [String] = []

    @Option(
        help: ArgumentHelp(
            "Who may do everything: an e-mail address, domain:EXAMPLE.COM, group:NAME or level:NAME; may be given "
                + "several times (LLM_MANAGER_ADMINS, separated by commas).",
            valueName: "who"))
    var admin: [String] = []

    @Option(
        help: ArgumentHelp("Who may import, deploy and delete (LLM_MANAGER_OPERATORS).", valueName: "who"))
    var `operator`: [String] = []

    @Option(
        help: ArgumentHelp(
            "Who may look; with iap also ‘everyone’ whom it lets in (LLM_MANAGER_VIEWERS).", valueName: "who"))
    var viewer: [String] = []

    @Option(
        help: ArgumentHelp(
            "With iap or token: host names that it may be opened by; any when left out (LLM_MANAGER_HOSTS).",
            valueName: "host"))
    var publicHost: [String] = []

    @Option(
        help: ArgumentHelp(
            "With iap or token: requests a second of one actor in the long run; 50 when left out, 0 for no bound.",
            valueName: "number"))
    var requestRate: Double?

    func mode(_ environment: [String: String]) throws -> ServerSettings.AccessMode {
        let text = access ?? environment["LLM_MANAGER_ACCESS"] ?? "loopback"
        guard let mode = ServerSettings.AccessMode(rawValue: text) else {
            throw ValidationError("--access is one of loopback, iap, token, not ‘\(text)’.")
        }
        return mode
    }

    /// - Parameter own: the audience of the Cloud Run service that this process is.
    func rules(
        _ mode: ServerSettings.AccessMode, _ environment: [String: String], own: String?
    ) throws -> AccessRules {
        func list(_ given: [String], _ variable: String) -> [String] {
            guard given.isEmpty else { return given }
            return (environment[variable] ?? "").split(separator: ",").map {
                $0.trimmingCharacters(in: .whitespacesAndNewlines)
            }.filter { !$0.isEmpty }
        }
        func roles(_ given: [String], _ variable: String) throws -> [RoleRule] {
            try list(given, variable).map { try RoleRule(parsing: $0) }
        }
        var rules = AccessRules()
        rules.iapAudiences = Set(list(iapAudience, "LLM_MANAGER_IAP_AUDIENCE"))
        if rules.iapAudiences.isEmpty, mode == .iap, let own { rules.iapAudiences = [own] }
        rules.tokenAudiences = Set(list(tokenAudience, "LLM_MANAGER_TOKEN_AUDIENCE"))
        rules.roles = RoleTable([
            .admin: try roles(admin, "LLM_MANAGER_ADMINS"),
            .operator: try roles(`operator`, "LLM_MANAGER_OPERATORS"),
            .viewer: try roles(viewer, "LLM_MANAGER_VIEWERS"),
        ])
        rules.hosts = list(publicHost, "LLM_MANAGER_HOSTS")
        let rate = requestRate ?? 50
        rules.requestsPerSecond = mode == .loopback || rate <= 0 ? nil : rate
        return rules
    }

    /// - Throws: `invalid-request` for loopback access on Cloud Run, where it would serve nobody.
    func listening(_ mode: ServerSettings.AccessMode, _ environment: [String: String]) throws(Problem) -> String {
        let isCloudRun = environment["K_SERVICE"]?.isEmpty == false
        guard isCloudRun, mode == .loopback else { return address ?? (isCloudRun ? "0.0.0.0" : "127.0.0.1") }
        throw Problem(
            .invalidRequest, "Loopback access does not work on Cloud Run",
            detail: "requests come from outside the container there",
            fix: "Switch Identity-Aware Proxy on for the service and start with --access iap --admin YOU@EXAMPLE.COM."
        )
    }
}
