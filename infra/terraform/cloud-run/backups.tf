# What was there before data of an older version were changed. The job that migrates writes it; nobody else may.
resource "google_storage_bucket" "backups" {
  #checkov:skip=CKV_GCP_62:one job writes a file per migration; who reads one shows in the project's audit log
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
      age = 30
    }
    action {
      type = "Delete"
    }
  }
}

resource "google_storage_bucket_iam_member" "backups" {
  bucket = google_storage_bucket.backups.name
  role   = "roles/storage.objectUser"
  member = "serviceAccount:${google_service_account.program["job-migrate"].email}"
}
