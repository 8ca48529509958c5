/// The services that the simulator knows, with the titles that Google gives them.
package enum ServiceCatalog {
    package static let titles: [String: String] = [
        "artifactregistry.googleapis.com": "Artifact Registry API",
        "billingbudgets.googleapis.com": "Cloud Billing Budget API",
        "cloudbilling.googleapis.com": "Cloud Billing API",
        "cloudquotas.googleapis.com": "Cloud Quotas API",
        "cloudresourcemanager.googleapis.com": "Cloud Resource Manager API",
        "compute.googleapis.com": "Compute Engine API",
        "iam.googleapis.com": "Identity and Access Management (IAM) API",
        "iamcredentials.googleapis.com": "IAM Service Account Credentials API",
        "iap.googleapis.com": "Cloud Identity-Aware Proxy API",
        "logging.googleapis.com": "Cloud Logging API",
        "monitoring.googleapis.com": "Cloud Monitoring API",
        "run.googleapis.com": "Cloud Run Admin API",
        "secretmanager.googleapis.com": "Secret Manager API",
        "serviceusage.googleapis.com": "Service Usage API",
        "storage.googleapis.com": "Cloud Storage API",
        "sts.googleapis.com": "Security Token Service API",
        "vpcaccess.googleapis.com": "Serverless VPC Access API",
    ]

    package static func title(of service: String) -> String {
        titles[service] ?? service
    }
}
