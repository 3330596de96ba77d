output "addresses" {
  description = "Function → its address."
  value       = { for name, service in google_cloud_run_v2_service.function : name => service.uri }
}
