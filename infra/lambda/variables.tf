# Set by the owner, in shop.auto.tfvars, which is committed.
variable "region" {
  type        = string
  default     = "eu-central-1"
  description = "Where everything runs; best near MongoDB."
}

variable "settings" {
  type        = map(string)
  default     = {}
  description = "The programs' variables by their own names, such as SHOP_CURRENCY; the README lists them."
  validation {
    condition = length(setsubtract(keys(var.settings), local.known.settings)) == 0
    error_message = join("", [
      "No settings of the shop: ", join(", ", setsubtract(keys(var.settings), local.known.settings)),
      ". These are: ", join(", ", local.known.settings), ".",
    ])
  }
}

variable "memory_mb" {
  type        = number
  default     = 512
  description = "Memory of an instance; its share of a processor grows with it."
}

variable "concurrent_executions" {
  type        = number
  default     = -1
  description = "Instances of one function, each of which handles one request at a time; -1: as many as the account has, for all functions together."
  validation {
    condition     = var.concurrent_executions == -1 || var.concurrent_executions >= 1
    error_message = "concurrent_executions is -1 or at least 1."
  }
}

variable "mongodb_connections" {
  type        = number
  default     = 500
  description = "Connections that MongoDB accepts: 500 on Atlas' free tier."
  validation {
    # One more process: the migration
    condition = (local.instances + 1) * local.connections <= var.mongodb_connections
    error_message = join("", [
      "${local.instances} instances, and the migration, × ${local.connections} connections are ",
      "${(local.instances + 1) * local.connections}, more than mongodb_connections (${var.mongodb_connections}). ",
      "Set concurrent_executions, lower mongodb_pool together with maxPoolSize in MONGODB_URI, or take a larger cluster.",
    ])
  }
}

variable "mongodb_pool" {
  type        = number
  default     = 16
  description = "Connections in the pool of one instance: maxPoolSize of MONGODB_URI, 16 where it names none."
}

# Set by scripts/deploy-lambda
variable "images" {
  type        = map(string)
  description = "Program → image by digest in a private ECR, as scripts/push --digests writes it. A function without image is not deployed."
  validation {
    condition     = alltrue([for image in values(var.images) : can(regex("@sha256:[0-9a-f]{64}$", image))])
    error_message = "Images are named by digest (…@sha256:…), so that what runs is what was pushed."
  }
  validation {
    condition     = contains(keys(var.images), "webhook")
    error_message = "The image webhook is needed."
  }
}

variable "secret_versions" {
  type        = map(string)
  description = "Secret → the number of its version in Parameter Store."
  validation {
    condition     = alltrue([for version in values(var.secret_versions) : can(regex("^[0-9]+$", version))])
    error_message = "Versions of secrets are numbers."
  }
}

variable "account_concurrency" {
  type        = number
  description = "Instances of all functions that the account allows: aws lambda get-account-settings."
}
