/// What the manager does for a user, and the permissions that each part takes (the predefined role beside it).
struct Feature: Sendable, Hashable {
    var id: String
    var title: String
    var why: String
    var permissions: [String]
    /// Without these the feature still works, less comfortably: their absence is a warning.
    var isOptional = false
    var role: String

    static let all = [
        Feature(
            id: "buckets", title: "Create and list buckets", why: "Models live in buckets of this project.",
            permissions: ["storage.buckets.list", "storage.buckets.get", "storage.buckets.create"],
            role: "roles/storage.admin"
        ),
        Feature(
            id: "objects", title: "Write models into buckets", why: "An import writes the model's files.",
            permissions: [
                "storage.objects.create", "storage.objects.get", "storage.objects.list", "storage.objects.delete",
                "storage.multipartUploads.create", "storage.multipartUploads.abort",
                "storage.multipartUploads.listParts",
            ],
            role: "roles/storage.objectAdmin"
        ),
        Feature(
            id: "services", title: "Deploy services", why: "A model runs as a Cloud Run service.",
            permissions: [
                "run.services.create", "run.services.get", "run.services.list", "run.services.update",
                "run.services.delete", "run.operations.get", "run.revisions.list", "run.revisions.get",
            ],
            role: "roles/run.developer"
        ),
        Feature(
            id: "act-as", title: "Run services as a service account",
            why: "A service runs as a service account that the deployer may use.",
            permissions: ["iam.serviceAccounts.actAs"], role: "roles/iam.serviceAccountUser"
        ),
        Feature(
            id: "invoke", title: "Call private services", why: "A service is proven by an answer of its engine.",
            permissions: ["run.routes.invoke"], role: "roles/run.invoker"
        ),
        Feature(
            id: "public-access", title: "Make services public",
            why: "Only needed to switch a service between private and public.",
            permissions: ["run.services.getIamPolicy", "run.services.setIamPolicy"], isOptional: true,
            role: "roles/run.admin"
        ),
        Feature(
            id: "logs", title: "Read logs", why: "A failed deploy is explained by its logs.",
            permissions: ["logging.logEntries.list"], isOptional: true, role: "roles/logging.viewer"
        ),
        Feature(
            id: "metrics", title: "Read metrics", why: "A service's page shows its requests and instances.",
            permissions: ["monitoring.timeSeries.list"], isOptional: true, role: "roles/monitoring.viewer"
        ),
        Feature(
            id: "quota", title: "Read GPU quota", why: "A plan says how many GPUs are left.",
            permissions: ["cloudquotas.quotas.get"], isOptional: true, role: "roles/cloudquotas.viewer"
        ),
    ]
}
