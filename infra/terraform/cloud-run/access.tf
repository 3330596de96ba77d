# Who may what. Every program is somebody of its own, who may read its own secrets and nothing else.
locals {
  programs = merge(
    { for name, function in local.deployed : "function-${name}" => function.secrets },
    { for name, job in local.jobs : "job-${name}" => job.secrets },
  )
  readers = merge([
    for program, secrets in local.programs : { for secret in secrets : "${program}/${secret}" => { program = program, secret = secret } }
  ]...)
}

resource "google_service_account" "program" {
  for_each     = local.programs
  account_id   = "kiosk-${replace(each.key, "function-", "")}"
  display_name = "Kiosk: ${each.key}"
}

# The values are put in by scripts/deploy-cloud-run. Terraform knows their numbers, and of the scheduler's key the value:
# a job of Cloud Scheduler cannot refer to a secret
resource "google_secret_manager_secret" "secret" {
  for_each  = toset(["MONGODB_URI", "TELEGRAM_BOT_TOKEN", "TELEGRAM_WEBHOOK_SECRET", "DRAIN_KEY"])
  secret_id = "kiosk-${lower(replace(each.key, "_", "-"))}"
  replication {
    auto {}
  }
}

resource "google_secret_manager_secret_iam_member" "reader" {
  for_each  = local.readers
  secret_id = google_secret_manager_secret.secret[each.value.secret].id
  role      = "roles/secretmanager.secretAccessor"
  member    = "serviceAccount:${google_service_account.program[each.value.program].email}"
}

# Telegram has no Google account: the webhook is guarded by its secret, the REST functions by API keys
resource "google_cloud_run_v2_service_iam_member" "public" {
  for_each = local.deployed
  name     = google_cloud_run_v2_service.function[each.key].name
  location = var.region
  role     = "roles/run.invoker"
  member   = "allUsers"
}
