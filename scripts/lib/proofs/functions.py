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


class Lambda:
    """One function. An event goes in, an `Answer` comes out."""

    def __init__(self, stage, program):
        port = ports.free()
        emulator = tools.venv(stage.group, stage.logs, _EMULATOR) / "cargo-lambda"
        where = ["--invoke-address", "127.0.0.1", "--invoke-port", port]
        watch = [emulator, "lambda", "watch", "--only-lambda-apis", *where]
        stage.group.start("cargo lambda", watch, log=stage.logs / "cargo-lambda.log", cwd=stage.root)
        self._client = Client(f"http://127.0.0.1:{port}")
        self._wait(stage, port)
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

    @staticmethod
    def _wait(stage, port):
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            stage.group.require_alive()
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                return
            except OSError:
                time.sleep(0.05)
        raise Failure("cargo lambda does not listen")


def _environment(program, port):
    return {
        "AWS_LAMBDA_RUNTIME_API": f"http://127.0.0.1:{port}/.rt/{program}",
        "AWS_LAMBDA_FUNCTION_NAME": program,
        "AWS_LAMBDA_FUNCTION_VERSION": "1",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "512",
    }


def prove(stage):
    """Health and a purchase; a wrong secret is refused here as anywhere."""
    function = Lambda(stage, "webhook")
    folder = stage.root / "infra/lambda/events"
    health = json.loads((folder / "health.json").read_text(encoding="utf-8"))
    update = json.loads((folder / "webhook.json").read_text(encoding="utf-8"))

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
