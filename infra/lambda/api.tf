# One address for all functions, and the call that drains the outbox.
resource "aws_apigatewayv2_api" "shop" {
  name          = "kiosk"
  protocol_type = "HTTP"
}

resource "aws_apigatewayv2_stage" "shop" {
  #checkov:skip=CKV_AWS_76:the functions log every request
  api_id      = aws_apigatewayv2_api.shop.id
  name        = "$default"
  auto_deploy = true
  default_route_settings {
    throttling_rate_limit  = 100
    throttling_burst_limit = 200
  }
}

resource "aws_apigatewayv2_integration" "function" {
  for_each               = local.deployed
  api_id                 = aws_apigatewayv2_api.shop.id
  integration_type       = "AWS_PROXY"
  integration_uri        = aws_lambda_function.function[each.key].invoke_arn
  payload_format_version = "2.0"
}

resource "aws_apigatewayv2_route" "route" {
  #checkov:skip=CKV_AWS_309:the shop is for everybody; what needs a key asks for it itself
  for_each  = local.routes
  api_id    = aws_apigatewayv2_api.shop.id
  route_key = each.key
  target    = "integrations/${aws_apigatewayv2_integration.function[each.value].id}"
}

resource "aws_lambda_permission" "api" {
  for_each      = local.deployed
  statement_id  = "api"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.function[each.key].function_name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_apigatewayv2_api.shop.execution_arn}/*/*"
}

# A frozen function does nothing by itself, so the outbox is drained from outside, by the shop's own kind of key
resource "aws_cloudwatch_event_connection" "drain" {
  count              = contains(keys(local.deployed), "broadcast") ? 1 : 0
  name               = "kiosk-drain"
  authorization_type = "API_KEY"
  auth_parameters {
    api_key {
      key   = "Authorization"
      value = "Bearer ${var.drain_key}"
    }
  }
}

resource "aws_cloudwatch_event_api_destination" "drain" {
  count                            = length(aws_cloudwatch_event_connection.drain)
  name                             = "kiosk-drain"
  connection_arn                   = aws_cloudwatch_event_connection.drain[0].arn
  invocation_endpoint              = "${aws_apigatewayv2_api.shop.api_endpoint}/internal/outbox/drain"
  http_method                      = "POST"
  invocation_rate_limit_per_second = 1
}

resource "aws_cloudwatch_event_rule" "drain" {
  count               = length(aws_cloudwatch_event_connection.drain)
  name                = "kiosk-drain"
  schedule_expression = "rate(1 minute)"
}

resource "aws_cloudwatch_event_target" "drain" {
  count    = length(aws_cloudwatch_event_connection.drain)
  rule     = aws_cloudwatch_event_rule.drain[0].name
  arn      = aws_cloudwatch_event_api_destination.drain[0].arn
  role_arn = aws_iam_role.drain[0].arn
}

resource "aws_iam_role" "drain" {
  count              = length(aws_cloudwatch_event_connection.drain)
  name               = "kiosk-drain"
  assume_role_policy = data.aws_iam_policy_document.events.json
}

data "aws_iam_policy_document" "events" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["events.amazonaws.com"]
    }
  }
}

resource "aws_iam_role_policy" "drain" {
  count  = length(aws_cloudwatch_event_connection.drain)
  name   = "drain"
  role   = aws_iam_role.drain[0].id
  policy = data.aws_iam_policy_document.drain[0].json
}

data "aws_iam_policy_document" "drain" {
  count = length(aws_cloudwatch_event_connection.drain)
  statement {
    actions   = ["events:InvokeApiDestination"]
    resources = [aws_cloudwatch_event_api_destination.drain[0].arn]
  }
}

output "address" {
  description = "Where the shop answers; the webhook is /telegram/webhook below it."
  value       = aws_apigatewayv2_api.shop.api_endpoint
}
