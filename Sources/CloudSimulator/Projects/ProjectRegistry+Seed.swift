extension ProjectRegistry {
    /// The world as it is at the first start: a project with everything, a bare one, a restricted one, and one that is
    /// nearly ready.
    static var seed: [ProjectRecord] {
        let owner: JSONValue = [
            "role": "roles/owner",
            "members": ["serviceAccount:simulator@demo-project.iam.gserviceaccount.com", "user:dev@example.com"],
        ]
        return [
            ProjectRecord(
                id: "demo-project",
                number: "100000000001",
                displayName: "Demo project",
                parent: "organizations/900000000001",
                labels: ["team": "demo"],
                createTime: "2025-01-15T09:00:00.000Z",
                billingAccount: "billingAccounts/0A1B2C-3D4E5F-678901",
                enabledServices: Set(ServiceCatalog.titles.keys),
                deniedPermissions: [],
                policy: IAMPolicy(bindings: [owner])
            ),
            ProjectRecord(
                id: "bare-project",
                number: "100000000002",
                displayName: "Bare project",
                parent: "organizations/900000000001",
                labels: [:],
                createTime: "2025-06-01T12:00:00.000Z",
                billingAccount: nil,
                enabledServices: [
                    "cloudresourcemanager.googleapis.com", "serviceusage.googleapis.com", "storage.googleapis.com",
                    "logging.googleapis.com",
                ],
                deniedPermissions: [],
                policy: IAMPolicy(bindings: [owner])
            ),
            ProjectRecord(
                id: "restricted-project",
                number: "100000000003",
                displayName: "Restricted project",
                parent: "folders/800000000001",
                labels: ["team": "platform"],
                createTime: "2025-03-10T08:30:00.000Z",
                billingAccount: "billingAccounts/0A1B2C-3D4E5F-678901",
                enabledServices: Set(ServiceCatalog.titles.keys),
                deniedPermissions: [
                    "storage.buckets.list", "storage.buckets.create", "run.services.create", "run.services.delete",
                    "run.services.setIamPolicy", "iam.serviceAccounts.*", "serviceusage.services.enable",
                    "resourcemanager.projects.setIamPolicy", "compute.*", "cloudquotas.*", "secretmanager.*",
                ],
                policy: IAMPolicy(bindings: [["role": "roles/viewer", "members": ["user:dev@example.com"]]])
            ),
            ProjectRecord(
                id: "lean-project",
                number: "100000000004",
                displayName: "Lean project",
                parent: "folders/800000000001",
                labels: ["team": "research"],
                createTime: "2025-09-01T07:45:00.000Z",
                billingAccount: "billingAccounts/0A1B2C-3D4E5F-678901",
                enabledServices: Set(ServiceCatalog.titles.keys)
                    .subtracting([
                        "monitoring.googleapis.com", "secretmanager.googleapis.com", "vpcaccess.googleapis.com",
                    ]),
                // The project's policy is hidden, and so is what its services take.
                deniedPermissions: ["resourcemanager.projects.getIamPolicy", "run.services.list"],
                policy: IAMPolicy(bindings: [owner])
            ),
            // A host of Shared VPC: used by name, and shown in no list.
            ProjectRecord(
                id: "shared-host",
                number: "100000000005",
                displayName: "Shared VPC host",
                parent: "organizations/900000000001",
                labels: [:],
                createTime: "2025-01-10T07:00:00.000Z",
                billingAccount: "billingAccounts/0A1B2C-3D4E5F-678901",
                enabledServices: ["compute.googleapis.com"],
                deniedPermissions: [
                    "resourcemanager.*", "serviceusage.*", "storage.*", "run.*", "iam.*", "secretmanager.*",
                    "compute.subnetworks.setPrivateIpGoogleAccess",
                ],
                policy: IAMPolicy(bindings: [])
            ),
        ]
    }
}
