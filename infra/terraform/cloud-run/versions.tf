terraform {
  required_version = ">= 1.9"
  required_providers {
    google = {
      source = "hashicorp/google"
      # From this one on a mounted bucket takes options
      version = "~> 7.10"
    }
  }
  # State names every resource, and holds the key of the scheduler: keep it in a bucket of your own, with versions.
  # scripts/deploy-cloud-run says which by -backend-config. Other stacks have their own prefix in the same bucket
  backend "gcs" {
    prefix = "kiosk/cloud-run"
  }
}

provider "google" {
  project = var.project
  region  = var.region
}
