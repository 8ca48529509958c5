import ArgumentParser
import Domain

/// `--network`: where a service's traffic goes.
enum NetworkChoiceOption {
    static let help = ArgumentHelp(
        "Direct VPC egress through NETWORK/SUBNETWORK, of a Shared VPC as HOST_PROJECT/NETWORK/SUBNETWORK, or "
            + "connector:NAME.",
        valueName: "network")

    /// - Parameter region: of a shared subnetwork, whose path names it; nil: not known, which a shared one does not take.
    static func network(_ text: String?, region: String?) throws -> NetworkSpec? {
        guard let text else { return nil }
        if text.hasPrefix("connector:"), text.count > "connector:".count {
            let name = String(text.dropFirst("connector:".count))
            return NetworkSpec(network: "", subnetwork: "", connector: name, allTraffic: false)
        }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard (2...3).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }) else {
            throw ValidationError(
                "--network takes NETWORK/SUBNETWORK, HOST_PROJECT/NETWORK/SUBNETWORK or connector:NAME, not ‘\(text)’.")
        }
        guard parts.count == 3 else {
            return NetworkSpec(network: parts[0], subnetwork: parts[1], allTraffic: true)
        }
        guard let region else { throw ValidationError("A shared network takes --region, which its path names.") }
        return NetworkSpec(
            network: "projects/\(parts[0])/global/networks/\(parts[1])",
            subnetwork: "projects/\(parts[0])/regions/\(region)/subnetworks/\(parts[2])", allTraffic: true)
    }
}
