# llm-manager on Cloud Run behind Identity-Aware Proxy, with the bucket that models live in.

locals {
  services = toset([
    "artifactregistry.googleapis.com",
    "cloudbilling.googleapis.com",
    "cloudquotas.googleapis.com",
    "cloudresourcemanager.googleapis.com",
    "compute.googleapis.com",
    "iam.googleapis.com",
    "iamcredentials.googleapis.com",
    "iap.googleapis.com",
    "logging.googleapis.com",
    "monitoring.googleapis.com",
    "run.googleapis.com",
    "secretmanager.googleapis.com",
    "serviceusage.googleapis.com",
    "storage.googleapis.com",
    "sts.googleapis.com",
  ])
}

data "google_project" "this" {
  project_id = var.project
}

resource "google_project_service" "this" {
  for_each = local.services

  project            = var.project
  service            = each.value
  disable_on_destroy = false
}

resource "google_artifact_registry_repository" "this" {
  #checkov:skip=CKV_GCP_84:a customer-managed key is a choice: var.kms_key

  project       = var.project
  location      = var.region
  repository_id = var.name
  description   = "Images of llm-manager and of engines."
  format        = "DOCKER"
  kms_key_name  = var.kms_key

  docker_config {
    immutable_tags = true
  }

  depends_on = [google_project_service.this]
}

resource "google_storage_bucket" "models" {
  #checkov:skip=CKV_GCP_62:reads of model files are many and large; the manager's audit log says who imported and deleted
  #checkov:skip=CKV_GCP_78:a second version of hundreds of gigabytes would be paid for; every file is proven by its digest

  project                     = var.project
  name                        = var.bucket
  location                    = var.region
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  force_destroy               = !var.deletion_protection

  # Deleted models are gone at once: keeping them for days would be paid for.
  soft_delete_policy {
    retention_duration_seconds = 0
  }

  # Parts of uploads that nobody goes on with.
  lifecycle_rule {
    condition {
      age = 1
    }
    action {
      type = "AbortIncompleteMultipartUpload"
    }
  }

  dynamic "encryption" {
    for_each = var.kms_key == null ? [] : [var.kms_key]
    content {
      default_kms_key_name = encryption.value
    }
  }

  depends_on = [google_project_service.this]
}

resource "google_cloud_run_v2_service" "manager" {
  project             = var.project
  name                = var.name
  location            = var.region
  ingress             = "INGRESS_TRAFFIC_ALL"
  iap_enabled         = true
  deletion_protection = var.deletion_protection

  template {
    service_account                  = google_service_account.manager.email
    timeout                          = "3600s"
    max_instance_request_concurrency = 200

    scaling {
      # One that lives, so that imports that lose their process are gone on with; any number may run.
      min_instance_count = 1
      max_instance_count = 3
    }

    containers {
      image = var.image
      args  = ["serve", "--access", "iap"]

      ports {
        container_port = 8080
      }

      env {
        name  = "GOOGLE_CLOUD_PROJECT"
        value = var.project
      }
      env {
        name  = "LLM_MANAGER_ADMINS"
        value = join(",", var.admins)
      }
      env {
        name  = "LLM_MANAGER_OPERATORS"
        value = join(",", var.operators)
      }
      env {
        name  = "LLM_MANAGER_VIEWERS"
        value = join(",", var.viewers)
      }

      resources {
        limits = {
          cpu    = "2"
          memory = "2Gi"
        }
        # Imports go on between requests.
        cpu_idle = false
      }

      startup_probe {
        http_get {
          path = "/health"
        }
        period_seconds    = 2
        failure_threshold = 15
      }
      liveness_probe {
        http_get {
          path = "/health"
        }
        period_seconds = 30
      }
    }
  }

  depends_on = [google_project_service.this, google_project_iam_member.manager]
}

# Imports of large models run as jobs of this same image and account; the manager makes one for each import, with its
# own permissions (run.jobs.*), and takes it away at the end. This one is for imports that a pipeline starts by hand.
resource "google_cloud_run_v2_job" "import" {
  project             = var.project
  name                = "${var.name}-import"
  location            = var.region
  deletion_protection = var.deletion_protection

  template {
    template {
      service_account = google_service_account.manager.email
      timeout         = "86400s"
      max_retries     = 3

      containers {
        image = var.image
        args  = ["models", "import", "--help"]

        env {
          name  = "GOOGLE_CLOUD_PROJECT"
          value = var.project
        }

        resources {
          limits = {
            cpu    = "4"
            memory = "2Gi"
          }
        }
      }
    }
  }

  depends_on = [google_project_service.this]
}
