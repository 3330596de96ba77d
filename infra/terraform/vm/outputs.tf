output "address" {
  description = "What the shop's name must lead to."
  value       = google_compute_address.shop.address
}
