import GoogleCloud
import Outbound

extension RecordedAnswer {
    private static let project = """
        {"name":"projects/123","projectId":"p","displayName":"P","state":"ACTIVE","parent":"organizations/1","labels":\
        {"a":"b"},"createTime":"2026-11-01T10:00:00Z","etag":"e"}
        """
    static let quota = """
        {"name":"q","quotaId":"Q","metric":"m","metricUnit":"1","quotaDisplayName":"Q","isFixed":false,"dimensionsInfos":\
        [{"dimensions":{"region":"us-central1"},"details":{"value":"3"},"applicableLocations":["us-central1"]}],\
        "serviceRequestQuotaUri":"https://x"}
        """

    static let projects: [RecordedAnswer] = [
        RecordedAnswer(
            name: "cloudresourcemanager.projects.search", text: #"{"projects":[\#(project)],"nextPageToken":"n"}"#
        ) { api in _ = try await ResourceManagerClient(api).search("x") },
        RecordedAnswer(name: "cloudresourcemanager.projects.get", text: project) { api in
            _ = try await ResourceManagerClient(api).project("p")
        },
        RecordedAnswer(
            name: "cloudresourcemanager.projects.testIamPermissions", text: #"{"permissions":["a.b.c","d.e.f"]}"#
        ) { api in _ = try await ResourceManagerClient(api).testPermissions("p", ["a.b.c"]) },
        RecordedAnswer(
            name: "cloudbilling.projects.getBillingInfo",
            text: #"{"name":"n","projectId":"p","billingAccountName":"billingAccounts/1","billingEnabled":true}"#
        ) { api in _ = try await BillingClient(api).billingInfo(project: "p") },
        RecordedAnswer(
            name: "billingbudgets.billingAccounts.budgets.list",
            text: """
                {"budgets":[{"name":"billingAccounts/1/budgets/2","displayName":"b","budgetFilter":{"projects":\
                ["projects/1"],"resourceAncestors":["folders/1"],"calendarPeriod":"MONTH"},"amount":{"specifiedAmount":\
                {"currencyCode":"USD","units":"100","nanos":0}},"thresholdRules":[{"thresholdPercent":0.5,"spendBasis":\
                "CURRENT_SPEND"}]}],"nextPageToken":""}
                """
        ) { api in _ = try await BudgetsClient(api).budgets(of: "billingAccounts/1", project: "p") },
        RecordedAnswer(
            name: "cloudbilling.services.skus.list",
            text: """
                {"skus":[{"name":"services/S/skus/K","skuId":"K","description":"GPU","category":{"usageType":"OnDemand"},\
                "serviceRegions":["us-central1"],"pricingInfo":[{"effectiveTime":"2026-11-01T00:00:00Z",\
                "pricingExpression":{"usageUnit":"s","displayQuantity":1,"tieredRates":[{"startUsageAmount":0,\
                "unitPrice":{"currencyCode":"USD","units":"0","nanos":186700}}]}}]}],"nextPageToken":""}
                """
        ) { api in _ = try await BillingClient(api).skus(service: "S") },
        RecordedAnswer(
            name: "serviceusage.services.batchGet",
            text: """
                {"services":[{"name":"projects/1/services/run.googleapis.com","parent":"projects/1","config":{"name":\
                "run.googleapis.com","title":"Run"},"state":"ENABLED"}]}
                """
        ) { api in _ = try await ServiceUsageClient(api).services(project: "p", ["run.googleapis.com"]) },
        RecordedAnswer(
            name: "serviceusage.services.enable",
            text: #"{"name":"operations/o","done":false,"metadata":{"@type":"t","resourceNames":["x"]}}"#
        ) { api in _ = try await ServiceUsageClient(api).enable(project: "p", "run.googleapis.com") },
        RecordedAnswer(
            name: "iam.serviceAccounts.list",
            text: """
                {"accounts":[{"name":"n","email":"a@p","uniqueId":"1","displayName":"d","description":"x","disabled":\
                false}],"nextPageToken":"n"}
                """
        ) { api in _ = try await IAMClient(api).serviceAccounts(project: "p") },
        RecordedAnswer(name: "iamcredentials.generateIdToken", text: #"{"token":"t"}"#) { api in
            _ = try await IAMClient(api).generateIDToken(email: "a@p", audience: "https://x")
        },
        RecordedAnswer(name: "cloudquotas.quotaInfos.list", text: #"{"quotaInfos":[\#(quota)],"nextPageToken":"n"}"#) {
            api in
            let infos = try await CloudQuotasClient(api).quotaInfos(project: "p", service: "run.googleapis.com")
            for info in infos { _ = info.value(region: "us-central1") }
        },
        RecordedAnswer(
            name: "compute.subnetworks.aggregatedList",
            text: """
                {"kind":"k","items":{"regions/us-central1":{"subnetworks":[{"kind":"k","id":"1","name":"default","region":\
                "https://x/regions/us-central1","network":"https://x/networks/default","ipCidrRange":"10.0.0.0/20",\
                "privateIpGoogleAccess":true,"purpose":"PRIVATE","state":"READY"}]},"regions/me-west1":{"warning":{"code":\
                "UNREACHABLE","message":"m"}}},"nextPageToken":"n"}
                """
        ) { api in _ = try await ComputeClient(api).subnetworks(project: "p") },
        RecordedAnswer(
            name: "vpcaccess.connectors.list",
            text: """
                {"connectors":[{"name":"projects/p/locations/r/connectors/c","network":"default","ipCidrRange":\
                "10.8.0.0/28","state":"READY","maxThroughput":300,"machineType":"e2-micro"}],"nextPageToken":"n"}
                """
        ) { api in _ = try await VPCAccessClient(api).connectors(project: "p", region: "r") },
    ]
}
