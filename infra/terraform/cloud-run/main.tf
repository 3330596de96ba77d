# The shop on Cloud Run: a service per function. What each is, and what it may know, stands in infra/functions.json; which
# of them run is decided by the images that are given.
locals {
  functions = jsondecode(file("${path.module}/../../functions.json"))
  known     = jsondecode(file("${path.module}/../../settings.json"))
  deployed  = { for name, function in local.functions : name => function if contains(keys(var.images), name) }

  # Chores, run by scripts/deploy-cloud-run and by Cloud Scheduler: secrets never leave the project
  jobs = {
    migrate = {
      image     = "server"
      arguments = ["migrate", "--backup", "/backups"]
      secrets   = ["MONGODB_URI"]
      backups   = true
      # A file is in memory on its way into the bucket
      memory = "2Gi"
    }
    backup = {
      image     = "server"
      arguments = ["backup", "gs://${google_storage_bucket.backups.name}/nightly/"]
      secrets   = ["MONGODB_URI"]
      # Sent while it is written, so that no file has to fit anywhere
      backups = false
      memory  = "512Mi"
    }
    set-webhook = {
      image     = "shopctl"
      arguments = ["webhook", "info"]
      secrets   = ["TELEGRAM_BOT_TOKEN", "TELEGRAM_WEBHOOK_SECRET"]
      backups   = false
      memory    = "512Mi"
    }
  }

  settings = merge(var.settings, local.known.platforms["cloud-run"])

  # Of one process, to a replica set of three: its pool, and two connections that watch each member
  connections = var.mongodb_pool + 6
}

resource "google_cloud_run_v2_service" "function" {
  for_each            = local.deployed
  name                = "kiosk-${each.key}"
  location            = var.region
  ingress             = "INGRESS_TRAFFIC_ALL"
  deletion_protection = false

  template {
    service_account                  = google_service_account.program["function-${each.key}"].email
    max_instance_request_concurrency = var.concurrency
    # There is no gateway in front with a limit of its own: as long as the longest of functions.json
    timeout = "60s"
    scaling {
      min_instance_count = lookup(var.min_instances, each.key, 0)
      max_instance_count = var.max_instances
    }
    containers {
      image = var.images[each.key]
      ports {
        container_port = 8080
      }
      resources {
        limits            = { cpu = var.cpu, memory = var.memory }
        cpu_idle          = true
        startup_cpu_boost = true
      }
      dynamic "env" {
        for_each = local.settings
        content {
          name  = env.key
          value = env.value
        }
      }
      dynamic "env" {
        for_each = toset(each.value.secrets)
        content {
          name = env.value
          value_source {
            secret_key_ref {
              secret = google_secret_manager_secret.secret[env.value].secret_id
              # A number, so that a new value makes a new revision, and one that nothing was deployed with reaches nothing
              version = var.secret_versions[env.value]
            }
          }
        }
      }
      # Ready asks the database, live only the process: a database that is away must not have every instance restarted
      startup_probe {
        period_seconds    = 1
        timeout_seconds   = 1
        failure_threshold = 30
        http_get {
          path = "/health/ready"
        }
      }
      liveness_probe {
        period_seconds    = 30
        timeout_seconds   = 5
        failure_threshold = 3
        http_get {
          path = "/health/live"
        }
      }
    }
  }

  depends_on = [google_secret_manager_secret_iam_member.reader]
}

resource "google_cloud_run_v2_job" "chore" {
  for_each            = local.jobs
  name                = "kiosk-${each.key}"
  location            = var.region
  deletion_protection = false

  template {
    template {
      service_account = google_service_account.program["job-${each.key}"].email
      max_retries     = 1
      timeout         = "1800s"
      # The first one mounts no buckets
      execution_environment = "EXECUTION_ENVIRONMENT_GEN2"
      dynamic "volumes" {
        for_each = each.value.backups ? [google_storage_bucket.backups.name] : []
        content {
          name = "backups"
          gcs {
            bucket = volumes.value
            # Whom images run as. What is written is nobody else's
            mount_options = ["uid=65532", "gid=65532", "file-mode=600", "dir-mode=700"]
          }
        }
      }
      containers {
        image = var.images[each.value.image]
        args  = each.value.arguments
        resources {
          limits = { cpu = "1", memory = each.value.memory }
        }
        dynamic "volume_mounts" {
          for_each = each.value.backups ? ["/backups"] : []
          content {
            name       = "backups"
            mount_path = volume_mounts.value
          }
        }
        dynamic "env" {
          for_each = local.settings
          content {
            name  = env.key
            value = env.value
          }
        }
        dynamic "env" {
          for_each = toset(each.value.secrets)
          content {
            name = env.value
            value_source {
              secret_key_ref {
                secret  = google_secret_manager_secret.secret[env.value].secret_id
                version = var.secret_versions[env.value]
              }
            }
          }
        }
      }
    }
  }

  depends_on = [google_secret_manager_secret_iam_member.reader, google_storage_bucket_iam_member.backups]
}

# The APIs are switched on before, by whoever owns the project; earlier releases had them here
removed {
  from = google_project_service.used
  lifecycle {
    destroy = false
  }
}
