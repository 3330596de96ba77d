# An instance has no processor between requests, so the outbox is drained from outside.
resource "google_cloud_scheduler_job" "drain" {
  count            = contains(keys(local.deployed), "broadcast") ? 1 : 0
  name             = "kiosk-drain"
  region           = var.region
  schedule         = var.drain_schedule
  attempt_deadline = "60s"
  retry_config {
    retry_count = 1
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
      error_message = "broadcast needs drain_key: server keys create --name scheduler --scope outbox:drain"
    }
  }
  depends_on = [google_project_service.used]
}
