import ArgumentParser
import Domain

/// `--network`: where a service's traffic goes.
struct NetworkChoiceOption: ParsableArguments, Sendable {
    @Option(
        help: ArgumentHelp(
            "Direct VPC egress through NETWORK/SUBNETWORK, of a Shared VPC as HOST_PROJECT/NETWORK/SUBNETWORK, or "
                + "connector:NAME; google for none, which takes away the one that a service has.",
            valueName: "network"))
    var network: String?

    @Flag(inversion: .prefixedNo, help: "Only what is bound for private addresses goes through --network.")
    var privateRangesOnly: Bool?

    func validate() throws {
        if privateRangesOnly != nil, network == nil {
            throw ValidationError("--private-ranges-only goes with --network, which names the network.")
        }
    }

    /// - Parameter region: of a shared subnetwork, whose path names it; nil: not known, which a shared one does not take.
    func spec(region: String?) throws -> NetworkSpec? {
        guard let network else { return nil }
        do {
            return try NetworkSpec(parsing: network, region: region, allTraffic: privateRangesOnly.map { !$0 })
        } catch {
            throw ValidationError("--network \(network): \(error.detail). \(error.fix)")
        }
    }
}
