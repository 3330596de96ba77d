output "addresses" {
  description = "Function → its address."
  value       = { for name, service in google_cloud_run_v2_service.function : name => service.uri }
}

# The next deployment starts from these
output "images" {
  description = "Program → the image that was deployed."
  value       = var.images
}

output "secret_versions" {
  description = "Secret → the version that runs."
  value       = var.secret_versions
}

output "settings" {
  description = "The settings that run."
  value       = var.settings
}
