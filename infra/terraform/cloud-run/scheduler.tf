# An instance has no processor between requests, so the outbox is drained from outside.
resource "google_cloud_scheduler_job" "drain" {
  count            = contains(keys(local.deployed), "broadcast") ? 1 : 0
  name             = "kiosk-drain"
  region           = var.region
  schedule         = var.drain_schedule
  attempt_deadline = "60s"
  retry_config {
    retry_count = 0
  }
  http_target {
    http_method = "POST"
    uri         = "${google_cloud_run_v2_service.function["broadcast"].uri}/internal/outbox/drain"
    # The shop's own key rather than an OIDC token: both would stand in Authorization, and the shop knows its keys
    headers = { Authorization = "Bearer ${var.drain_key}" }
  }
  lifecycle {
    precondition {
      condition     = var.drain_key != ""
      error_message = "broadcast needs drain_key, which scripts/deploy-cloud-run makes and keeps in Secret Manager."
    }
  }
}

# Every night
resource "google_cloud_scheduler_job" "backup" {
  count            = var.backup_schedule == "" ? 0 : 1
  name             = "kiosk-backup"
  region           = var.region
  schedule         = var.backup_schedule
  time_zone        = "Etc/UTC"
  attempt_deadline = "60s"
  retry_config {
    retry_count = 3
  }
  http_target {
    http_method = "POST"
    uri         = "https://run.googleapis.com/v2/projects/${var.project}/locations/${var.region}/jobs/${google_cloud_run_v2_job.chore["backup"].name}:run"
    oauth_token {
      service_account_email = google_service_account.night.email
    }
  }
}

# Whom the scheduler is there: somebody who may start this job and do nothing else
resource "google_service_account" "night" {
  account_id   = "kiosk-night"
  display_name = "Kiosk: starts the nightly backup"
}

resource "google_cloud_run_v2_job_iam_member" "night" {
  name     = google_cloud_run_v2_job.chore["backup"].name
  location = var.region
  role     = "roles/run.invoker"
  member   = "serviceAccount:${google_service_account.night.email}"
}
