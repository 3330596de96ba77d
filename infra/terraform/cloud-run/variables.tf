variable "project" {
  type        = string
  description = "Id of the Google Cloud project."
}

variable "region" {
  type        = string
  default     = "europe-west1"
  description = "Where everything runs; best near MongoDB."
}

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

variable "currency" {
  type        = string
  default     = "UAH"
  description = "SHOP_CURRENCY."
}

variable "default_locale" {
  type        = string
  default     = "uk"
  description = "SHOP_DEFAULT_LOCALE."
}

variable "time_zone" {
  type        = string
  default     = "Europe/Kyiv"
  description = "SHOP_TIME_ZONE."
}

variable "shop_name" {
  type        = string
  default     = "Kiosk"
  description = "SHOP_NAME."
}

variable "public_url" {
  type        = string
  default     = ""
  description = "SHOP_PUBLIC_URL; empty: no links, and no photos in feeds."
}

variable "staff_chat_id" {
  type        = string
  default     = ""
  description = "SHOP_STAFF_CHAT_ID; empty: nobody is told of orders."
}

variable "checkout_hold" {
  type        = string
  default     = "15"
  description = "CHECKOUT_HOLD."
}

variable "concurrency" {
  type        = number
  default     = 40
  description = "Requests that one instance handles at once. The connection pool holds 16."
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
}

variable "max_instances" {
  type        = number
  default     = 5
  description = "Instances of one function at most; with the pool it bounds the connections to MongoDB."
}

variable "drain_schedule" {
  type        = string
  default     = "* * * * *"
  description = "When the outbox is drained, in cron's words. Only where broadcast is deployed."
}

variable "drain_key" {
  type        = string
  default     = ""
  sensitive   = true
  description = "API key with outbox:drain, by which Cloud Scheduler drains the outbox. Needed where broadcast is deployed."
}
