output "address" {
  description = "Where the shop answers; the webhook is /telegram/webhook below it."
  value       = aws_apigatewayv2_api.shop.api_endpoint
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
