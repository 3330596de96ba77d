# A frozen function does nothing by itself, so EventBridge has broadcast drain the outbox. It invokes the function itself:
# who may do so is decided here, and no key is needed.
locals {
  drained = { for name, function in aws_lambda_function.function : name => function if name == "broadcast" }
}

resource "aws_cloudwatch_event_rule" "drain" {
  for_each            = local.drained
  name                = "kiosk-drain"
  schedule_expression = "rate(1 minute)"
}

# Another call comes in a minute, which does what a repeated one would
resource "aws_cloudwatch_event_target" "drain" {
  for_each = local.drained
  rule     = aws_cloudwatch_event_rule.drain[each.key].name
  arn      = each.value.arn
  input    = jsonencode({ kiosk = "drain" })
  retry_policy {
    maximum_retry_attempts       = 0
    maximum_event_age_in_seconds = 60
  }
}

resource "aws_lambda_function_event_invoke_config" "drain" {
  for_each                     = local.drained
  function_name                = each.value.function_name
  maximum_retry_attempts       = 0
  maximum_event_age_in_seconds = 60
}

resource "aws_lambda_permission" "drain" {
  for_each      = local.drained
  statement_id  = "drain"
  action        = "lambda:InvokeFunction"
  function_name = each.value.function_name
  principal     = "events.amazonaws.com"
  source_arn    = aws_cloudwatch_event_rule.drain[each.key].arn
}

# In earlier releases there was a list of them
moved {
  from = aws_cloudwatch_event_rule.drain[0]
  to   = aws_cloudwatch_event_rule.drain["broadcast"]
}

moved {
  from = aws_cloudwatch_event_target.drain[0]
  to   = aws_cloudwatch_event_target.drain["broadcast"]
}
