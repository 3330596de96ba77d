variable "project" {
  type        = string
  description = "Id of the Google Cloud project."
}

variable "zone" {
  type        = string
  default     = "europe-west1-b"
  description = "Where the machine stands."
}

variable "machine_type" {
  type        = string
  default     = "g1-small"
  description = "1 virtual processor, 1.7 GB of memory."
}

variable "disk_gb" {
  type        = number
  default     = 40
  description = "Size of the disk."
}
