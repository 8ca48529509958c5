output "url" {
  description = "Where the manager is opened, through Identity-Aware Proxy."
  value       = google_cloud_run_v2_service.manager.uri
}

output "iap_audience" {
  description = "The audience of the proxy's assertions; the manager finds it by itself."
  value       = "/projects/${data.google_project.this.number}/locations/${var.region}/services/${var.name}"
}

output "repository" {
  description = "Where images are pushed."
  value       = "${var.region}-docker.pkg.dev/${var.project}/${google_artifact_registry_repository.this.repository_id}"
}

output "bucket" {
  description = "The bucket that models live in."
  value       = google_storage_bucket.models.name
}

output "manager_service_account" {
  description = "What the manager and its import jobs run as."
  value       = google_service_account.manager.email
}

output "models_service_account" {
  description = "What deployed models run as: give it as --service-account."
  value       = google_service_account.models.email
}

output "workload_identity_provider" {
  description = "For the GitHub workflow; null without a repository."
  value       = one([for provider in google_iam_workload_identity_pool_provider.github : provider.name])
}
