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
