variable "region" {
  type        = string
  default     = "eu-central-1"
  description = "Where everything runs; best near MongoDB."
}

variable "images" {
  type        = map(string)
  description = "Program → image by digest in a private ECR, as scripts/push --digests writes it. A function without image is not deployed."
  validation {
    condition     = alltrue([for image in values(var.images) : can(regex("@sha256:[0-9a-f]{64}$", image))])
    error_message = "Images are named by digest (…@sha256:…), so that what runs is what was pushed."
  }
}

variable "mongodb_uri" {
  type        = string
  sensitive   = true
  description = "MONGODB_URI."
}

variable "telegram_bot_token" {
  type        = string
  sensitive   = true
  description = "TELEGRAM_BOT_TOKEN."
}

variable "telegram_webhook_secret" {
  type        = string
  sensitive   = true
  description = "TELEGRAM_WEBHOOK_SECRET."
}

variable "drain_key" {
  type        = string
  default     = ""
  sensitive   = true
  description = "API key with outbox:drain, by which the outbox is drained. Needed where broadcast is deployed."
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

variable "memory_mb" {
  type        = number
  default     = 512
  description = "Memory of an instance; its share of a processor grows with it."
}

variable "concurrent_executions" {
  type        = number
  default     = 20
  description = "Instances of one function at most; each handles one request at a time."
}
