//! As an AWS Lambda handler: events in, responses out, through the same router.
//!
//! Besides the events of API Gateway, a function may be invoked with `{"kiosk": "drain"}` by whoever AWS lets invoke it, such
//! as a rule of `EventBridge`. That becomes the request that a scheduler elsewhere would make, without its key: it carries
//! [`DirectInvocation`], which no request from outside can.

use std::{
    convert::Infallible,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::Request,
    http::Method,
    response::Response,
};
use lambda_http::{
    Adapter, Context, Error, LambdaEvent, Service as _,
    lambda_runtime::{self, service_fn},
    request::LambdaRequest,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json, value::RawValue};
use tower::ServiceExt as _;

use crate::telemetry;

/// The answer of a task is a few fields.
const MOST_OF_AN_ANSWER: usize = 1 << 20;

/// In the extensions of a request that AWS itself was allowed to make.
#[derive(Debug, Clone, Copy)]
pub struct DirectInvocation(());

/// An event that is no request.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Task {
    kiosk: TaskName,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum TaskName {
    /// Deliver what is due.
    Drain,
}

impl TaskName {
    fn path(self) -> &'static str {
        match self {
            Self::Drain => "/internal/outbox/drain",
        }
    }
}

/// What Lambda is given back.
#[derive(Serialize)]
#[serde(untagged)]
enum Answer<R> {
    Http(R),
    Task(Value),
}

/// How much of its time the request has left, where the platform sets an end to it: on AWS Lambda.
pub fn time_left(request: &axum::http::request::Parts) -> Option<Duration> {
    let deadline = UNIX_EPOCH + Duration::from_millis(request.extensions.get::<Context>()?.deadline);
    Some(deadline.duration_since(SystemTime::now()).unwrap_or_default())
}

/// Handles events until the runtime ends the process.
pub(crate) async fn run(router: Router) -> Result<(), Error> {
    lambda_runtime::run(service_fn(move |event: LambdaEvent<Box<RawValue>>| {
        let router = router.clone();
        async move {
            let answer = handle(router, event).await;
            // Afterwards the process is frozen
            telemetry::flush().await;
            answer
        }
    }))
    .await
}

async fn handle(router: Router, event: LambdaEvent<Box<RawValue>>) -> Result<Answer<impl Serialize>, Error> {
    let LambdaEvent { payload, context } = event;
    if let Ok(task) = serde_json::from_str::<Task>(payload.get()) {
        return carry_out(router, task.kiosk, context).await.map(Answer::Task);
    }
    let payload: LambdaRequest = serde_json::from_str(payload.get())?;
    let answered = Adapter::from(router).call(LambdaEvent { payload, context }).await;
    Ok(Answer::Http(answered.unwrap_or_else(|never: Infallible| match never {})))
}

/// A failed task is a failed invocation: it shows where the operator looks at the function's errors.
async fn carry_out(router: Router, task: TaskName, context: Context) -> Result<Value, Error> {
    let mut request = Request::new(Body::empty());
    *request.method_mut() = Method::POST;
    *request.uri_mut() = axum::http::Uri::from_static(task.path());
    request.extensions_mut().insert(context);
    request.extensions_mut().insert(DirectInvocation(()));
    let response: Response = router.oneshot(request).await.unwrap_or_else(|never: Infallible| match never {});
    let status = response.status();
    let body = to_bytes(response.into_body(), MOST_OF_AN_ANSWER).await?;
    if !status.is_success() {
        return Err(format!("{task:?}: {status}: {}", String::from_utf8_lossy(&body)).into());
    }
    Ok(serde_json::from_slice(&body).unwrap_or_else(|_| json!(null)))
}
