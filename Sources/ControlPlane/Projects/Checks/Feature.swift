/// What the manager does for a user, and the permissions that each part takes (the predefined role beside it).
struct Feature: Sendable, Hashable {
    var id: String
    /// The role as Google's console calls it.
    var roleTitle: String
    var role: String
    /// What the role is wanted for.
    var title: String
    var why: String
    var permissions: [String]
    /// Without these the feature still works, less comfortably: their absence is a warning.
    var isOptional = false

    static let all: [Feature] = [
        Feature(
            id: "services", roleTitle: "Cloud Run Admin", role: "roles/run.admin", title: "deploy services",
            why: "A model runs as a Cloud Run service.",
            permissions: [
                "run.services.create", "run.services.get", "run.services.list", "run.services.update",
                "run.services.delete", "run.operations.get", "run.revisions.list", "run.revisions.get",
                "run.locations.list",
            ]
        ),
        Feature(
            id: "public-access", roleTitle: "Cloud Run Admin", role: "roles/run.admin", title: "choose who may call",
            why: "Only needed to switch a service between private and public, and to add callers.",
            permissions: ["run.services.getIamPolicy", "run.services.setIamPolicy"], isOptional: true
        ),
        Feature(
            id: "jobs", roleTitle: "Cloud Run Admin", role: "roles/run.admin", title: "import in jobs",
            why: "A large model is imported by a job that goes on when the manager stops.",
            permissions: [
                "run.jobs.create", "run.jobs.get", "run.jobs.list", "run.jobs.update", "run.jobs.delete",
                "run.jobs.run", "run.executions.get", "run.executions.list", "run.executions.cancel", "run.tasks.list",
            ], isOptional: true
        ),
        Feature(
            id: "invoke", roleTitle: "Cloud Run Invoker", role: "roles/run.invoker", title: "call private services",
            why: "A service is proven by an answer of its engine.", permissions: ["run.routes.invoke"]
        ),
        Feature(
            id: "buckets", roleTitle: "Storage Admin", role: "roles/storage.admin", title: "create and list buckets",
            why: "Models live in buckets of this project.",
            permissions: ["storage.buckets.list", "storage.buckets.get", "storage.buckets.create"]
        ),
        Feature(
            id: "bucket-access", roleTitle: "Storage Admin", role: "roles/storage.admin",
            title: "give services access to buckets",
            why: "The account that a service runs as must be allowed to read the bucket of its model.",
            permissions: ["storage.buckets.getIamPolicy", "storage.buckets.setIamPolicy"], isOptional: true
        ),
        Feature(
            id: "objects", roleTitle: "Storage Object Admin", role: "roles/storage.objectAdmin",
            title: "write models into buckets", why: "An import writes the model's files.",
            permissions: [
                "storage.objects.create", "storage.objects.get", "storage.objects.list", "storage.objects.delete",
                "storage.multipartUploads.create", "storage.multipartUploads.abort",
                "storage.multipartUploads.listParts", "storage.multipartUploads.list",
            ]
        ),
        Feature(
            id: "accounts", roleTitle: "Service Account Admin", role: "roles/iam.serviceAccountAdmin",
            title: "make accounts for services",
            why: "Services of their own account may do nothing but read their model.",
            permissions: ["iam.serviceAccounts.list", "iam.serviceAccounts.get", "iam.serviceAccounts.create"],
            isOptional: true
        ),
        Feature(
            id: "apis", roleTitle: "Service Usage Admin", role: "roles/serviceusage.serviceUsageAdmin",
            title: "look at APIs and enable them", why: "Each part of Google Cloud is an API that a project enables.",
            permissions: ["serviceusage.services.get", "serviceusage.services.list", "serviceusage.services.enable"],
            isOptional: true
        ),
        Feature(
            id: "networks", roleTitle: "Compute Network Viewer", role: "roles/compute.networkViewer",
            title: "look at networks", why: "Services can reach their model through a network of yours.",
            permissions: [
                "compute.networks.list", "compute.subnetworks.list", "compute.subnetworks.get", "compute.routers.list",
                "compute.projects.get",
            ],
            isOptional: true
        ),
        Feature(
            id: "connectors", roleTitle: "Serverless VPC Access Viewer", role: "roles/vpcaccess.viewer",
            title: "look at connectors", why: "A service can go through a Serverless VPC Access connector.",
            permissions: ["vpcaccess.connectors.list"], isOptional: true
        ),
        Feature(
            id: "private-access", roleTitle: "Compute Network Admin", role: "roles/compute.networkAdmin",
            title: "turn on Private Google Access", why: "Only needed to change a subnetwork from here.",
            permissions: ["compute.subnetworks.setPrivateIpGoogleAccess", "compute.regionOperations.get"],
            isOptional: true
        ),
        Feature(
            id: "logs", roleTitle: "Logs Viewer", role: "roles/logging.viewer", title: "read logs",
            why: "A failed deploy is explained by its logs.", permissions: ["logging.logEntries.list"],
            isOptional: true
        ),
        Feature(
            id: "metrics", roleTitle: "Monitoring Viewer", role: "roles/monitoring.viewer", title: "read metrics",
            why: "A service's page shows its requests and instances.", permissions: ["monitoring.timeSeries.list"],
            isOptional: true
        ),
        Feature(
            id: "quota", roleTitle: "Cloud Quotas Viewer", role: "roles/cloudquotas.viewer", title: "read GPU quota",
            why: "A plan says how many GPUs are left.", permissions: ["cloudquotas.quotas.get"], isOptional: true
        ),
        Feature(
            id: "secrets", roleTitle: "Secret Manager Admin", role: "roles/secretmanager.admin",
            title: "keep tokens and keys",
            why: "A hub's token of a long import and the API key of a service are kept in Secret Manager.",
            permissions: [
                "secretmanager.secrets.create", "secretmanager.secrets.get", "secretmanager.secrets.list",
                "secretmanager.secrets.delete", "secretmanager.secrets.getIamPolicy",
                "secretmanager.secrets.setIamPolicy", "secretmanager.versions.add", "secretmanager.versions.access",
                "secretmanager.versions.list", "secretmanager.versions.disable",
            ],
            isOptional: true
        ),
        Feature(
            id: "policy", roleTitle: "Security Reviewer", role: "roles/iam.securityReviewer",
            title: "read who has which role",
            why: "Tells whether a service's account reads buckets by a role on the project.",
            permissions: ["resourcemanager.projects.getIamPolicy"], isOptional: true
        ),
    ]
}
