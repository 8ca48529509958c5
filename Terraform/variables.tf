variable "project" {
  description = "Id of the project in which the manager runs and models are served."
  type        = string
}

variable "region" {
  description = "Region of the manager, of the model bucket and of the container repository."
  type        = string
  default     = "us-central1"
}

variable "name" {
  description = "Name of the manager's Cloud Run service; its accounts and repository are named after it."
  type        = string
  default     = "llm-manager"

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,22}[a-z0-9]$", var.name))
    error_message = "3 to 24 lowercase letters, digits and hyphens, so that the names of service accounts fit."
  }
}

variable "image" {
  description = "Image of llm-manager, by digest: REGION-docker.pkg.dev/PROJECT/llm-manager/llm-manager@sha256:…"
  type        = string

  validation {
    condition     = can(regex("@sha256:[0-9a-f]{64}$", var.image))
    error_message = "Name the image by its digest: a tag can be moved to another image."
  }
}

variable "bucket" {
  description = "Name of the bucket that models live in; unique in all of Google Cloud."
  type        = string
}

variable "users" {
  description = "Who may open the manager through Identity-Aware Proxy, for example group:ml@example.com."
  type        = list(string)

  validation {
    condition     = length(var.users) > 0 && alltrue([for user in var.users : !contains(["allUsers", "allAuthenticatedUsers"], user)])
    error_message = "Name groups, users or domains; not everybody."
  }
}

variable "admins" {
  description = "Role admin in the manager: e-mail addresses, domain:EXAMPLE.COM, group:NAME."
  type        = list(string)
}

variable "operators" {
  description = "Role operator in the manager: may import, deploy and delete."
  type        = list(string)
  default     = []
}

variable "viewers" {
  description = "Role viewer in the manager; ‘everyone’ is whoever Identity-Aware Proxy lets in."
  type        = list(string)
  default     = ["everyone"]
}

variable "grant_optional_permissions" {
  description = "Also grant what makes the manager comfortable but is not needed: repairs of the project, logs, metrics, quota."
  type        = bool
  default     = true
}

variable "kms_key" {
  description = "Customer-managed key for bucket and repository; Google's own keys when left out."
  type        = string
  default     = null
}

variable "github_repository" {
  description = "OWNER/REPOSITORY whose workflows may deploy by OpenID Connect; none when left out."
  type        = string
  default     = null

  validation {
    condition     = var.github_repository == null || can(regex("^[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+$", var.github_repository))
    error_message = "Write OWNER/REPOSITORY."
  }
}

variable "github_ref" {
  description = "The only ref from which workflows may deploy."
  type        = string
  default     = "refs/heads/main"
}

variable "deletion_protection" {
  description = "Keep Terraform from deleting the service and the bucket with the models."
  type        = bool
  default     = true
}
