terraform {
  # State locked without a table of its own
  required_version = ">= 1.10"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.0"
    }
  }
  # State holds the secrets: a bucket of your own, encrypted, with versions. scripts/deploy-lambda says which by
  # -backend-config
  backend "s3" {
    key          = "kiosk/lambda"
    encrypt      = true
    use_lockfile = true
  }
}

provider "aws" {
  region = var.region
}
