# The shop on Cloud Run: a service per function. What each is, and what it may know, stands here; which of them run is
# decided by the images that are given.
locals {
  functions = {
    webhook    = { secrets = ["MONGODB_URI", "TELEGRAM_BOT_TOKEN", "TELEGRAM_WEBHOOK_SECRET"] }
    broadcast  = { secrets = ["MONGODB_URI", "TELEGRAM_BOT_TOKEN"] }
    products   = { secrets = ["MONGODB_URI"] }
    categories = { secrets = ["MONGODB_URI"] }
    news       = { secrets = ["MONGODB_URI"] }
    users      = { secrets = ["MONGODB_URI"] }
    orders     = { secrets = ["MONGODB_URI"] }
    catalogue  = { secrets = ["MONGODB_URI"] }
    office     = { secrets = ["MONGODB_URI", "TELEGRAM_BOT_TOKEN"] }
  }
  deployed = { for name, function in local.functions : name => function if contains(keys(var.images), name) }

  # Chores, run by scripts/deploy-cloud-run: secrets never leave the project
  jobs = {
    migrate     = { image = "server", arguments = ["migrate"], secrets = ["MONGODB_URI"] }
    set-webhook = { image = "shopctl", arguments = ["webhook", "info"], secrets = ["TELEGRAM_BOT_TOKEN", "TELEGRAM_WEBHOOK_SECRET"] }
  }

  settings = merge(
    # Google's front end adds its client's address at the end of X-Forwarded-For
    { LOG_FORMAT = "json", TRUSTED_PROXIES = "1" },
    { SHOP_CURRENCY = var.currency, SHOP_DEFAULT_LOCALE = var.default_locale, SHOP_TIME_ZONE = var.time_zone },
    { CHECKOUT_HOLD = var.checkout_hold, SHOP_NAME = var.shop_name },
    var.public_url == "" ? {} : { SHOP_PUBLIC_URL = var.public_url },
    var.staff_chat_id == "" ? {} : { SHOP_STAFF_CHAT_ID = var.staff_chat_id },
  )
}

resource "google_project_service" "used" {
  for_each           = toset(["cloudscheduler.googleapis.com", "run.googleapis.com", "secretmanager.googleapis.com"])
  service            = each.key
  disable_on_destroy = false
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
    timeout                          = "60s"
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
              secret  = google_secret_manager_secret.secret[env.value].secret_id
              version = "latest"
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

  depends_on = [google_project_service.used, google_secret_manager_secret_iam_member.reader]
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
      timeout         = "600s"
      containers {
        image = var.images[each.value.image]
        args  = each.value.arguments
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
                version = "latest"
              }
            }
          }
        }
      }
    }
  }

  depends_on = [google_project_service.used, google_secret_manager_secret_iam_member.reader]
}
