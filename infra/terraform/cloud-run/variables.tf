# Set by the owner, in shop.auto.tfvars, which is committed.
variable "project" {
  type        = string
  description = "Id of the Google Cloud project."
}

variable "region" {
  type        = string
  default     = "europe-west1"
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

variable "concurrency" {
  type        = number
  default     = 40
  description = "Requests that one instance handles at once."
}

variable "cpu" {
  type        = string
  default     = "1"
  description = "Processors of an instance; below 1 Cloud Run handles one request at a time."
}

variable "memory" {
  type        = string
  default     = "256Mi"
  description = "Memory of an instance."
}

variable "min_instances" {
  type        = map(number)
  default     = {}
  description = "Function → instances kept warm; 0 where not named, which costs nothing while nobody asks."
  validation {
    condition     = alltrue([for name, count in var.min_instances : contains(keys(local.functions), name) && count <= var.max_instances])
    error_message = "min_instances names functions of infra/functions.json, and none with more than max_instances."
  }
}

variable "max_instances" {
  type        = number
  default     = 2
  description = "Instances of one function at most."
}

variable "mongodb_connections" {
  type        = number
  default     = 500
  description = "Connections that MongoDB accepts: 500 on Atlas' free tier."
  validation {
    # Two more processes: the migration and the nightly backup
    condition = (length(local.deployed) * var.max_instances + 2) * local.connections <= var.mongodb_connections
    error_message = join("", [
      "${length(local.deployed)} functions × ${var.max_instances} instances, the migration and the backup, × ${local.connections} connections are ",
      "${(length(local.deployed) * var.max_instances + 2) * local.connections}, more than mongodb_connections (${var.mongodb_connections}). ",
      "Lower max_instances, or mongodb_pool together with maxPoolSize in MONGODB_URI, or take a larger cluster.",
    ])
  }
}

variable "mongodb_pool" {
  type        = number
  default     = 16
  description = "Connections in the pool of one instance: maxPoolSize of MONGODB_URI, 16 where it names none."
}

variable "drain_schedule" {
  type        = string
  default     = "* * * * *"
  description = "When the outbox is drained, in cron's words. Only where broadcast is deployed."
}

variable "backup_schedule" {
  type        = string
  default     = "30 1 * * *"
  description = "When everything is written into the bucket of backups, in cron's words and UTC; \"\": never."
}

variable "backup_days" {
  type        = number
  default     = 30
  description = "For how many days backups are kept."
  validation {
    condition     = var.backup_days >= 1 && floor(var.backup_days) == var.backup_days
    error_message = "backup_days is a whole number of days, at least 1."
  }
}

# Set by scripts/deploy-cloud-run
variable "images" {
  type        = map(string)
  description = "Program → image by digest, as scripts/push --digests writes it. A function without image is not deployed."
  validation {
    condition     = alltrue([for image in values(var.images) : can(regex("@sha256:[0-9a-f]{64}$", image))])
    error_message = "Images are named by digest (…@sha256:…), so that what runs is what was pushed."
  }
  validation {
    condition     = alltrue([for name in ["webhook", "server", "shopctl"] : contains(keys(var.images), name)])
    error_message = "The images webhook, server (it migrates) and shopctl (it sets the webhook) are needed."
  }
}

variable "secret_versions" {
  type        = map(string)
  description = "Secret → the number of the version that is deployed."
  validation {
    condition     = alltrue([for version in values(var.secret_versions) : can(regex("^[0-9]+$", version))])
    error_message = "Versions of secrets are numbers; \"latest\" would reach no instance that runs."
  }
}

variable "drain_key" {
  type        = string
  default     = ""
  sensitive   = true
  description = "API key with outbox:drain, by which Cloud Scheduler drains the outbox. Needed where broadcast is deployed."
}
