# What there was every night, and before data of an older version were changed. The two jobs that write it may; nobody else.
resource "google_storage_bucket" "backups" {
  #checkov:skip=CKV_GCP_62:two jobs write a file a day; who reads one shows in the project's audit log
  name                        = "${var.project}-kiosk-backups"
  location                    = var.region
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  versioning {
    enabled = true
  }
  # They hold all that is stored about customers: no longer than it takes to notice that one is needed
  lifecycle_rule {
    condition {
      age = var.backup_days
    }
    action {
      type = "Delete"
    }
  }
}

resource "google_storage_bucket_iam_member" "backups" {
  for_each = toset(["migrate", "backup"])
  bucket   = google_storage_bucket.backups.name
  role     = "roles/storage.objectUser"
  member   = "serviceAccount:${google_service_account.program["job-${each.key}"].email}"
}

moved {
  from = google_storage_bucket_iam_member.backups
  to   = google_storage_bucket_iam_member.backups["migrate"]
}
