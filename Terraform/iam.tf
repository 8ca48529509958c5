# Who may do what. The manager's permissions are its own table, written by scripts/write_permissions.py.

locals {
  permissions = jsondecode(file("${path.module}/permissions.json"))
}

resource "google_service_account" "manager" {
  project      = var.project
  account_id   = var.name
  display_name = "llm-manager"
  description  = "The manager: imports models, deploys services."
}

resource "google_service_account" "models" {
  project      = var.project
  account_id   = "${var.name}-models"
  display_name = "llm-manager: served models"
  description  = "What deployed models run as: reads the model bucket, nothing else."
}

resource "google_project_iam_custom_role" "manager" {
  project     = var.project
  role_id     = replace("${var.name}_manager", "-", "_")
  title       = "llm-manager"
  description = "What llm-manager does for its users, and no more."
  permissions = concat(
    local.permissions.required,
    var.grant_optional_permissions ? local.permissions.optional : [],
  )
}

resource "google_project_iam_member" "manager" {
  project = var.project
  role    = google_project_iam_custom_role.manager.id
  member  = google_service_account.manager.member
}

# Deployed models and import jobs run as these two accounts; the manager may use them and no other.
resource "google_service_account_iam_member" "manager_as_models" {
  service_account_id = google_service_account.models.name
  role               = "roles/iam.serviceAccountUser"
  member             = google_service_account.manager.member
}

resource "google_service_account_iam_member" "manager_as_itself" {
  service_account_id = google_service_account.manager.name
  role               = "roles/iam.serviceAccountUser"
  member             = google_service_account.manager.member
}

resource "google_storage_bucket_iam_member" "models_read" {
  bucket = google_storage_bucket.models.name
  role   = "roles/storage.objectViewer"
  member = google_service_account.models.member
}

resource "google_artifact_registry_repository_iam_member" "manager_reads" {
  project    = var.project
  location   = google_artifact_registry_repository.this.location
  repository = google_artifact_registry_repository.this.name
  role       = "roles/artifactregistry.reader"
  member     = google_service_account.manager.member
}

# Identity-Aware Proxy calls the service as its own agent, and asks who may pass.
resource "google_cloud_run_v2_service_iam_member" "proxy" {
  project  = var.project
  location = google_cloud_run_v2_service.manager.location
  name     = google_cloud_run_v2_service.manager.name
  role     = "roles/run.invoker"
  member   = "serviceAccount:service-${data.google_project.this.number}@gcp-sa-iap.iam.gserviceaccount.com"
}

resource "google_iap_web_cloud_run_service_iam_member" "users" {
  for_each = toset(var.users)

  project                = var.project
  location               = google_cloud_run_v2_service.manager.location
  cloud_run_service_name = google_cloud_run_v2_service.manager.name
  role                   = "roles/iap.httpsResourceAccessor"
  member                 = each.value
}
