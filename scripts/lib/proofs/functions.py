"""Proof: as a Lambda the same program answers API Gateway's events, and sells.

The control plane is `cargo lambda`'s, the program is the image's; the events have the shape that API Gateway records.

    functions.prove(stage)
"""

import base64
import json
import socket
import time

from .. import ports, say
from ..say import Failure
from . import tools
from .client import Answer, Client
from .stage import SECRET

_EMULATOR = "cargo-lambda==1.9.2"


class Emulator:
    """The control plane, for all functions."""

    def __init__(self, stage):
        self._stage = stage
        self.port = ports.free()
        emulator = tools.venv(stage.group, stage.logs, _EMULATOR) / "cargo-lambda"
        where = ["--invoke-address", "127.0.0.1", "--invoke-port", self.port]
        watch = [emulator, "lambda", "watch", "--only-lambda-apis", *where]
        stage.group.start("cargo lambda", watch, log=stage.logs / "cargo-lambda.log", cwd=stage.root)
        self._wait()

    def _wait(self):
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            self._stage.group.require_alive()
            try:
                socket.create_connection(("127.0.0.1", self.port)).close()
                return
            except OSError:
                time.sleep(0.05)
        raise Failure("cargo lambda does not listen")


class Lambda:
    """One function. An event goes in, an `Answer` comes out."""

    def __init__(self, stage, emulator, program):
        port = emulator.port
        self._client = Client(f"http://127.0.0.1:{port}")
        self._child = stage.group.start(
            f"Lambda {program}",
            [stage.program(program)],
            log=stage.logs / f"lambda-{program}.log",
            env={**stage.environment, **_environment(program, port)},
        )
        self._path = f"/2015-03-31/functions/{program}/invocations"

    def invoke(self, event):
        """As API Gateway does."""
        answer = self._client.post(self._path, event)
        if answer.status != 200:
            raise Failure(f"the Lambda fails: {answer.status} {answer.body[:300]!r}")
        made = answer.json()
        body = made.get("body") or ""
        body = base64.b64decode(body) if made.get("isBase64Encoded") else body.encode()
        return Answer(made["statusCode"], {k.lower(): v for k, v in (made.get("headers") or {}).items()}, body)


def _environment(program, port):
    return {
        "AWS_LAMBDA_RUNTIME_API": f"http://127.0.0.1:{port}/.rt/{program}",
        "AWS_LAMBDA_FUNCTION_NAME": program,
        "AWS_LAMBDA_FUNCTION_VERSION": "1",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "512",
    }


def prove(stage):
    """The chat and the API, each a Lambda of its own."""
    emulator = Emulator(stage)
    _chat(stage, Lambda(stage, emulator, "webhook"))
    _api(stage, Lambda(stage, emulator, "products"))
    _documentation(stage, Lambda(stage, emulator, "server"))


def _event(stage, name):
    return json.loads((stage.root / "infra/lambda/events" / f"{name}.json").read_text(encoding="utf-8"))


def _api(stage, function):
    """A list of products, and a change refused to those without a key."""
    event = _event(stage, "products")
    listed = function.invoke(event)
    if listed.status != 200 or len(listed.json()["items"]) != 1:
        raise Failure(f"products as a Lambda: {listed}")
    refused = function.invoke({**event, "requestContext": _with_method(event["requestContext"], "POST")})
    if (refused.status, refused.headers.get("content-type")) != (401, "application/problem+json"):
        raise Failure(f"a change without a key as a Lambda: {refused}")
    say.line("  a list of products through an event of API Gateway")


def _documentation(stage, function):
    """That of the whole API: at one address people expect all of it, which only `server` knows."""
    event = _event(stage, "products")
    parts = {}
    for path in ("/docs", "/docs/rapidoc.js", "/openapi.json"):
        context = {**event["requestContext"], "http": {**event["requestContext"]["http"], "path": path}}
        asked = {**event, "rawPath": path, "routeKey": f"GET {path}", "rawQueryString": "", "requestContext": context}
        asked.pop("queryStringParameters", None)
        parts[path] = function.invoke(asked)
        if parts[path].status != 200:
            raise Failure(f"{path} as a Lambda: {parts[path]}")
    described = parts["/openapi.json"].json()["paths"]
    if missing := {"/v1/products", "/v1/orders", "/v1/broadcasts", "/telegram/webhook"} - set(described):
        raise Failure(f"the documentation as a Lambda leaves out {', '.join(sorted(missing))}")
    say.line(f"  the documentation of {len(described)} paths through events of API Gateway")


def _with_method(context, method):
    return {**context, "http": {**context["http"], "method": method}}


def _chat(stage, function):
    """Health and a purchase; a wrong secret is refused here as anywhere."""
    health, update = _event(stage, "health"), _event(stage, "webhook")
    ready = function.invoke(health)
    if (ready.status, ready.json()) != (200, {"status": "ready"}):
        raise Failure(f"health as a Lambda: {ready}")
    refused = function.invoke(update).status
    if refused != 401:
        raise Failure(f"a wrong secret as a Lambda: {refused} instead of 401")

    def deliver(body):
        event = {**update, "headers": {**update["headers"], "x-telegram-bot-api-secret-token": SECRET}}
        return function.invoke({**event, "body": base64.b64encode(json.dumps(body).encode()).decode()})

    number = stage.purchase_by(deliver)
    say.line(f"  health, and order {number} placed through events of API Gateway")
