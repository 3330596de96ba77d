# The shop on AWS Lambda: the images of scripts/push behind one HTTP API. The programs notice by themselves where they run.
terraform {
  required_version = ">= 1.9"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.0"
    }
  }
  # State holds the secrets: a bucket of your own, encrypted, with versions
  backend "s3" {}
}

provider "aws" {
  region = var.region
}

locals {
  telegram = { TELEGRAM_BOT_TOKEN = var.telegram_bot_token }
  # What each function answers, and what it may know besides the database
  functions = {
    webhook = {
      routes  = ["POST /telegram/webhook", "GET /health/{which}"]
      secrets = merge(local.telegram, { TELEGRAM_WEBHOOK_SECRET = var.telegram_webhook_secret })
    }
    broadcast = {
      routes  = ["ANY /v1/broadcasts", "ANY /v1/broadcasts/{proxy+}", "POST /internal/outbox/drain"]
      secrets = local.telegram
    }
    products   = { routes = ["ANY /v1/products", "ANY /v1/products/{proxy+}"], secrets = {} }
    categories = { routes = ["ANY /v1/categories", "ANY /v1/categories/{proxy+}"], secrets = {} }
    news       = { routes = ["ANY /v1/news", "ANY /v1/news/{proxy+}"], secrets = {} }
    users      = { routes = ["ANY /v1/users", "ANY /v1/users/{proxy+}"], secrets = {} }
    orders     = { routes = ["ANY /v1/orders", "ANY /v1/orders/{proxy+}"], secrets = {} }
    catalogue  = { routes = ["ANY /v1/catalogue/{proxy+}", "GET /feeds/{proxy+}"], secrets = {} }
    office     = { routes = ["ANY /office", "ANY /office/{proxy+}"], secrets = local.telegram }
  }
  deployed = { for name, function in local.functions : name => function if contains(keys(var.images), name) }
  routes   = merge([for name, function in local.deployed : { for route in function.routes : route => name }]...)
  settings = merge(
    {
      LOG_FORMAT          = "json"
      MONGODB_URI         = var.mongodb_uri
      SHOP_CURRENCY       = var.currency
      SHOP_DEFAULT_LOCALE = var.default_locale
      SHOP_TIME_ZONE      = var.time_zone
      CHECKOUT_HOLD       = var.checkout_hold
      SHOP_NAME           = var.shop_name
    },
    var.public_url == "" ? {} : { SHOP_PUBLIC_URL = var.public_url },
    var.staff_chat_id == "" ? {} : { SHOP_STAFF_CHAT_ID = var.staff_chat_id },
  )
}

resource "aws_lambda_function" "function" {
  #checkov:skip=CKV_AWS_116:every call is answered at once; there are no events that could get lost
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
  timeout                        = 29
  reserved_concurrent_executions = var.concurrent_executions
  environment {
    variables = merge(local.settings, each.value.secrets)
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
