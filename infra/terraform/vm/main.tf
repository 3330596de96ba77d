# One small machine with everything on it. scripts/deploy-vm does the rest.
terraform {
  required_version = ">= 1.9"
  required_providers {
    google = {
      source  = "hashicorp/google"
      version = "~> 7.0"
    }
  }
  # Its own prefix: the stack of Cloud Run may lie in the same bucket
  backend "gcs" {
    prefix = "kiosk/vm"
  }
}

provider "google" {
  project = var.project
  zone    = var.zone
}

resource "google_compute_network" "shop" {
  #checkov:skip=CKV2_GCP_18:the firewall rules below belong to it; checkov does not follow the reference by id
  name                    = "kiosk"
  auto_create_subnetworks = false
}

resource "google_compute_subnetwork" "shop" {
  #checkov:skip=CKV_GCP_26:flow logs of one public machine cost more than it does; nginx logs every request
  #checkov:skip=CKV_GCP_76:the machine has no IPv6
  name                     = "kiosk"
  network                  = google_compute_network.shop.id
  ip_cidr_range            = "10.10.0.0/28"
  region                   = join("-", slice(split("-", var.zone), 0, 2))
  private_ip_google_access = true
}

# The shop, and certbot's challenge
resource "google_compute_firewall" "shop" {
  #checkov:skip=CKV_GCP_106:port 80 answers with a redirect to TLS and with certbot's challenge, nothing else
  name          = "kiosk-web"
  network       = google_compute_network.shop.id
  source_ranges = ["0.0.0.0/0"]
  target_tags   = ["kiosk"]
  allow {
    protocol = "tcp"
    ports    = ["80", "443"]
  }
}

# ssh for whoever Google lets through its proxy, from no other address:
# https://cloud.google.com/iap/docs/using-tcp-forwarding
resource "google_compute_firewall" "operators" {
  name          = "kiosk-operators"
  network       = google_compute_network.shop.id
  source_ranges = ["35.235.240.0/20"]
  target_tags   = ["kiosk"]
  allow {
    protocol = "tcp"
    ports    = ["22"]
  }
}

resource "google_compute_address" "shop" {
  name   = "kiosk"
  region = google_compute_subnetwork.shop.region
}

# Nobody in particular: the machine asks Google for nothing
resource "google_service_account" "machine" {
  account_id   = "kiosk-machine"
  display_name = "Kiosk: the machine"
}

resource "google_compute_instance" "shop" {
  #checkov:skip=CKV_GCP_38:the disk is encrypted with Google's keys; a key of one's own locks the shop out when it is lost
  #checkov:skip=CKV_GCP_40:a shop has a public address
  name                      = "kiosk"
  machine_type              = var.machine_type
  tags                      = ["kiosk"]
  allow_stopping_for_update = true
  deletion_protection       = true

  boot_disk {
    auto_delete = false
    initialize_params {
      image = "debian-cloud/debian-12"
      size  = var.disk_gb
      type  = "pd-balanced"
    }
  }
  network_interface {
    subnetwork = google_compute_subnetwork.shop.id
    access_config {
      nat_ip = google_compute_address.shop.address
    }
  }
  service_account {
    email  = google_service_account.machine.email
    scopes = ["logging-write", "monitoring-write"]
  }
  shielded_instance_config {
    enable_secure_boot          = true
    enable_vtpm                 = true
    enable_integrity_monitoring = true
  }
  metadata = {
    enable-oslogin         = "TRUE"
    block-project-ssh-keys = "TRUE"
    serial-port-enable     = "FALSE"
  }
}

# The disk of a night ago, for a week
resource "google_compute_resource_policy" "backup" {
  name   = "kiosk-nightly"
  region = google_compute_subnetwork.shop.region
  snapshot_schedule_policy {
    schedule {
      daily_schedule {
        days_in_cycle = 1
        start_time    = "02:00"
      }
    }
    retention_policy {
      max_retention_days = 7
    }
  }
}

resource "google_compute_disk_resource_policy_attachment" "backup" {
  name = google_compute_resource_policy.backup.name
  disk = google_compute_instance.shop.name
  zone = var.zone
}
