/// Pages of the Cloud console about a project. Their addresses are not documented by Google.
struct ConsoleLinks: Sendable {
    var project: String

    private static let base = "https://console.cloud.google.com"

    var iam: String { "\(Self.base)/iam-admin/iam?project=\(project)" }
    var serviceAccounts: String { "\(Self.base)/iam-admin/serviceaccounts?project=\(project)" }
    var quotas: String { "\(Self.base)/iam-admin/quotas?project=\(project)&service=run.googleapis.com" }
    var billing: String { "\(Self.base)/billing/linkedaccount?project=\(project)" }
    var networks: String { "\(Self.base)/networking/networks/list?project=\(project)" }
    var gateways: String { "\(Self.base)/net-services/nat/list?project=\(project)" }
    var sharedNetworks: String { "\(Self.base)/networking/xpn/details?project=\(project)" }
    var connectors: String { "\(Self.base)/networking/connectors/list?project=\(project)" }

    func api(_ name: String) -> String { "\(Self.base)/apis/library/\(name)?project=\(project)" }
    func bucketPermissions(_ bucket: String) -> String {
        "\(Self.base)/storage/browser/\(bucket);tab=permissions?project=\(project)"
    }
    func subnetwork(_ name: String, in region: String) -> String {
        "\(Self.base)/networking/subnetworks/details/\(region)/\(name)?project=\(project)"
    }
    func budgets(of account: String) -> String {
        "\(Self.base)/billing/\(account.split(separator: "/").last.map(String.init) ?? account)/budgets"
    }
}
