# The shop on AWS Lambda: the images of scripts/push behind one HTTP API. The programs notice by themselves where they run.
locals {
  known = jsondecode(file("${path.module}/../settings.json"))
  # Each function documents its own part. Whoever reads the API at its one address expects all of it, which only `server`
  # knows: it is given these routes and no others
  documentation = {
    server = {
      secrets = ["MONGODB_URI", "TELEGRAM_BOT_TOKEN", "TELEGRAM_WEBHOOK_SECRET"]
      routes  = ["GET /docs", "GET /docs/{proxy+}", "GET /openapi.json"]
      timeout = 29
    }
  }
  # What each function answers, and what it may know, stands in infra/functions.json
  functions = merge(jsondecode(file("${path.module}/../functions.json")), local.documentation)
  deployed  = { for name, function in local.functions : name => function if contains(keys(var.images), name) }
  routes    = merge([for name, function in local.deployed : { for route in function.routes : route => name }]...)
  settings  = merge(var.settings, local.known.platforms["lambda"])

  # Of one process, to a replica set of three: its pool, and two connections that watch each member
  connections = var.mongodb_pool + 6
  instances   = var.concurrent_executions < 0 ? var.account_concurrency : length(local.deployed) * var.concurrent_executions
}

# The values are put in by scripts/deploy-lambda. Terraform reads them by their numbers, so its state holds them
data "aws_ssm_parameter" "secret" {
  for_each        = var.secret_versions
  name            = "/kiosk/${lower(replace(each.key, "_", "-"))}:${each.value}"
  with_decryption = true
}

resource "aws_lambda_function" "function" {
  #checkov:skip=CKV_AWS_116:every call is answered at once, and a drain that is lost is followed by another in a minute
  #checkov:skip=CKV_AWS_117:MongoDB is reached over TLS; a private network would need a gateway that costs more than the shop
  #checkov:skip=CKV_AWS_173:encrypted with AWS's own key; one of one's own costs a dollar a month and protects from nobody else
  #checkov:skip=CKV_AWS_50:the logs tell each request's time; tracing by X-Ray would be another service to pay
  #checkov:skip=CKV_AWS_272:an image is named by its digest, which is what a signature would vouch for
  for_each                       = local.deployed
  function_name                  = "kiosk-${each.key}"
  role                           = aws_iam_role.function[each.key].arn
  package_type                   = "Image"
  image_uri                      = var.images[each.key]
  architectures                  = ["x86_64"]
  memory_size                    = var.memory_mb
  timeout                        = each.value.timeout
  reserved_concurrent_executions = var.concurrent_executions
  environment {
    variables = merge(local.settings, { for name in each.value.secrets : name => data.aws_ssm_parameter.secret[name].value })
  }
  depends_on = [aws_cloudwatch_log_group.function]
}

resource "aws_cloudwatch_log_group" "function" {
  #checkov:skip=CKV_AWS_158:encrypted with AWS's own key; no secret and no customer's words are in the logs
  #checkov:skip=CKV_AWS_338:a month is enough to look into a complaint
  for_each          = local.deployed
  name              = "/aws/lambda/kiosk-${each.key}"
  retention_in_days = 30
}

# Each function is somebody of its own, who may write its own log
resource "aws_iam_role" "function" {
  for_each           = local.deployed
  name               = "kiosk-${each.key}"
  assume_role_policy = data.aws_iam_policy_document.lambda.json
}

data "aws_iam_policy_document" "lambda" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

resource "aws_iam_role_policy" "logs" {
  for_each = local.deployed
  name     = "logs"
  role     = aws_iam_role.function[each.key].id
  policy   = data.aws_iam_policy_document.logs[each.key].json
}

data "aws_iam_policy_document" "logs" {
  for_each = local.deployed
  statement {
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.function[each.key].arn}:*"]
  }
}
