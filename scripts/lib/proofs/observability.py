"""Proof: Debian's Prometheus asks a running shop, and warns of what is stopped.

MongoDB, the Bot API and the worker are stopped one after the other, and each has its own alert. The rules are those of
`infra/observability`, which promtool checks and tests as they are; for the proof, minutes become seconds.

    observability.prove(stage)
"""

import json
import os
import re
import signal
import subprocess
import time
from contextlib import contextmanager, suppress
from urllib.parse import quote

from .. import http, mongo, ports, say
from ..deploy import SERVER
from ..say import Failure
from . import tools
from .client import Client
from .customer import Customer
from .stage import DATABASE, SECRET, TOKEN

# Longer than a process takes to say what it cannot read
_INTERVAL = 4
# How long an alert may take to fire, or to be over
_PATIENCE = 45
_COMPOSE = """
import sys, compose_spec
with open(sys.argv[1], encoding="utf-8") as file:
    options = compose_spec.PyOptions()
    options.apply_merge = True
    compose = options.from_yaml(file.read())
compose.validate()
print(" ".join(sorted(compose.service_names())))
"""


class Shop:
    """A shop of its own, as everything in it is stopped: MongoDB, a sandbox, a server that holds the lease on delivery,
    and another one that sells."""

    def __init__(self, stage, folder):
        self._stage = stage
        self._folder = folder
        self._sandbox_port = ports.free()
        program = stage.program(SERVER)
        uri = mongo.start(
            mongo.choose({}),
            stage.group,
            program,
            data=folder / "mongo",
            port=ports.free(),
            log=stage.logs / "observed-mongod.log",
            database=DATABASE,
        )
        self.mongo = stage.group.child("MongoDB")
        # A worker that is stuck keeps its lease: nobody takes over meanwhile
        observed = {"MONGODB_URI": uri, "TELEGRAM_API_URL": f"http://127.0.0.1:{self._sandbox_port}"}
        self._environment = {**stage.environment, **observed, "BROADCAST_LEASE": "300"}
        for word in ("migrate", "demo"):
            log = stage.logs / f"observed-{word}.log"
            stage.group.run(f"server {word}", [program, word], log=log, env=self._environment)
        self.sandbox = self.open_sandbox()
        self.metrics = []
        self.worker, _ = self._server("worker")
        # It has the lease before the other one asks for it
        self._wait_for_worker()
        _, self.client = self._server("shop")

    def open_sandbox(self):
        """The Bot API, at the same address each time."""
        stage = self._stage
        arguments = ["--port", self._sandbox_port, "--token", TOKEN, "--data", self._folder / "sandbox"]
        log = stage.logs / "observed-sandbox.log"
        child = stage.group.start("the observed sandbox", [stage.program("sandbox"), *arguments], log=log)
        address = f"http://127.0.0.1:{self._sandbox_port}"
        http.wait_until_ok(f"{address}/sandbox/health", "the sandbox", still=stage.group.require_alive)
        return child

    def buy(self):
        """The number of an order."""
        return Customer(Client(f"http://127.0.0.1:{self._sandbox_port}"), TOKEN, self._deliver).buy()

    def press(self, number):
        """Somebody presses a button, to which the shop says two things: the first by a call of the Bot API."""
        person = {"id": 7, "is_bot": False, "first_name": "Emma", "language_code": "en"}
        chat = {"id": 7, "type": "private", "first_name": "Emma"}
        message = {"message_id": 1, "date": 1, "chat": chat, "text": "…"}
        pressed = {"id": str(number), "from": person, "chat_instance": "1", "data": "checkout", "message": message}
        self._deliver({"update_id": 900_000 + number, "callback_query": pressed})

    def _deliver(self, update):
        return self.client.post("/telegram/webhook", update, {"X-Telegram-Bot-Api-Secret-Token": SECRET})

    def _server(self, name):
        stage, port, metrics = self._stage, ports.free(), ports.free()
        given = {"PORT": str(port), "METRICS_ADDRESS": f"127.0.0.1:{metrics}"}
        log = stage.logs / f"observed-{name}.log"
        environment = {**self._environment, **given}
        child = stage.group.start(f"the observed {name}", [stage.program(SERVER)], log=log, env=environment)
        client = stage.wait(f"http://127.0.0.1:{port}", name)
        self.metrics.append(f"127.0.0.1:{metrics}")
        return child, client

    def _wait_for_worker(self):
        deadline = time.monotonic() + _PATIENCE
        while b"kiosk_worker_last_round" not in Client(f"http://{self.metrics[0]}").get("/metrics").body:
            if time.monotonic() > deadline:
                raise Failure("the worker does not begin")
            time.sleep(0.1)


class Prometheus:
    """Debian's, with the shop's rules."""

    def __init__(self, stage, folder, targets):
        self._stage = stage
        _derive(stage.root / "infra/observability", folder, targets)
        _ask("promtool", "check", "config", folder / "prometheus.yml")
        port = ports.free()
        options = [f"--config.file={folder}/prometheus.yml", f"--storage.tsdb.path={folder}/data"]
        command = ["prometheus", *options, f"--web.listen-address=127.0.0.1:{port}"]
        stage.group.start("Prometheus", command, log=stage.logs / "prometheus.log")
        self._client = Client(f"http://127.0.0.1:{port}")
        http.wait_until_ok(f"{self._client.base}/-/ready", "Prometheus", still=stage.group.require_alive)

    def value(self, query):
        """What a query gives, if it gives one number."""
        result = self._client.get(f"/api/v1/query?query={quote(query)}").json()["data"]["result"]
        return float(result[0]["value"][1]) if len(result) == 1 else None

    def firing(self):
        """The names of the alerts that fire."""
        alerts = self._client.get("/api/v1/alerts").json()["data"]["alerts"]
        return {alert["labels"]["alertname"] for alert in alerts if alert["state"] == "firing"}

    def wait(self, what, is_so, meanwhile=lambda: None):
        """Until it is so; how long that took."""
        started = time.monotonic()
        while time.monotonic() < started + _PATIENCE:
            if is_so():
                return time.monotonic() - started
            meanwhile()
            time.sleep(0.3)
        raise Failure(f"{what} within {_PATIENCE} s; firing: {', '.join(sorted(self.firing())) or 'nothing'}")


def prove(stage):
    """The files, then a shop that sells, then what is stopped."""
    _files(stage)
    folder = stage.folder / "observability"
    folder.mkdir()
    shop = Shop(stage, folder)
    prometheus = Prometheus(stage, folder, shop.metrics)
    number = shop.buy()
    prometheus.wait("the order is not counted", lambda: prometheus.value("sum(kiosk_orders_placed_total)") == 1)
    prometheus.wait("a shop in which all is well is warned of", lambda: not prometheus.firing())
    say.line(f"  order {number} is counted, and nothing is warned of")

    presses = iter(range(1, 10_000))
    stage.group.end(shop.sandbox)
    _require(prometheus, "the Bot API", "KioskBotApiFailing", lambda: shop.press(next(presses)))
    shop.sandbox = shop.open_sandbox()
    prometheus.wait("the warning is not over", lambda: not prometheus.firing(), lambda: shop.press(next(presses)))
    with _stopped(shop.worker):
        _require(prometheus, "the worker", "KioskWorkerSilent")
    prometheus.wait("the warning is not over", lambda: not prometheus.firing())
    stage.group.end(shop.mongo)
    _require(prometheus, "MongoDB", "KioskNotReady")


def _require(prometheus, what, alert, meanwhile=lambda: None):
    missing = f"{what} is stopped, but {alert} does not fire"
    took = prometheus.wait(missing, lambda: alert in prometheus.firing(), meanwhile)
    say.line(f"  {what} stopped: {alert} after {say.duration(took)}")


@contextmanager
def _stopped(child):
    """A process that is there and does nothing."""
    os.kill(child.process.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        with suppress(ProcessLookupError):
            os.kill(child.process.pid, signal.SIGCONT)


def _files(stage):
    """Each by what reads it."""
    folder = stage.root / "infra/observability"
    _ask("promtool", "check", "config", folder / "prometheus.yml")
    _ask("promtool", "check", "rules", folder / "alerts.yml")
    _ask("promtool", "test", "rules", folder / "alerts_test.yml")
    _require_tested(folder)
    queries = _queries(stage, folder / "grafana/dashboard.json")
    python = tools.venv(stage.group, stage.logs, "compose-spec==0.2.1") / "python"
    services = _ask(python, "-c", _COMPOSE, folder / "compose.yaml").strip()
    say.line(f"  infra/observability: promtool's checks and tests pass; compose has {services}")
    say.line(f"  the dashboard: {queries} queries that Prometheus reads")


def _queries(stage, dashboard):
    """How many the dashboard has, read by promtool as rules."""
    panels = json.loads(dashboard.read_text(encoding="utf-8"))["panels"]
    queries = [target["expr"].replace("$__rate_interval", "1m") for panel in panels for target in panel["targets"]]
    rules = [{"record": f"query_{number}", "expr": query} for number, query in enumerate(queries)]
    # JSON is YAML, too
    file = stage.folder / "dashboard-queries.yml"
    file.write_text(json.dumps({"groups": [{"name": "dashboard", "rules": rules}]}), encoding="utf-8")
    _ask("promtool", "check", "rules", file)
    return len(queries)


def _require_tested(folder):
    """Every alert fires in a test."""
    alerts = set(re.findall(r"(?m)^ +- alert: (\w+)", (folder / "alerts.yml").read_text(encoding="utf-8")))
    tests = (folder / "alerts_test.yml").read_text(encoding="utf-8")
    fired = set(re.findall(r"(?m)alertname: (\w+)\n +exp_alerts:", tests))
    if untested := alerts - fired:
        raise Failure(f"alerts that fire in no test: {', '.join(sorted(untested))}")


def _derive(source, folder, targets):
    """The same configuration with these targets, and seconds for minutes."""
    config = (source / "prometheus.yml").read_text(encoding="utf-8")
    config = config.replace('"server:9464"', ", ".join(f'"{target}"' for target in targets))
    config = re.sub(r"(scrape|evaluation)_interval: \S+", rf"\1_interval: {_INTERVAL}s", config)
    config = config.replace("global:\n", f"global:\n  scrape_timeout: {_INTERVAL}s\n")
    (folder / "prometheus.yml").write_text(config, encoding="utf-8")
    rules = (source / "alerts.yml").read_text(encoding="utf-8")
    rules = re.sub(r"for: \S+", "for: 1s", rules)
    rules = re.sub(r"\[\d+m\]", f"[{3 * _INTERVAL}s]", rules)
    (folder / "alerts.yml").write_text(rules, encoding="utf-8")


def _ask(*words):
    result = subprocess.run([str(word) for word in words], capture_output=True, text=True, check=False)
    if result.returncode != 0:
        raise Failure(f"{' '.join(map(str, words[:3]))}:\n{(result.stdout + result.stderr).strip()[-3000:]}")
    return result.stdout
