"""Proof: nginx with the real configuration sells, and keeps out what it should.

The addresses are real too. nginx runs in a network of its own, where Telegram's addresses and a stranger's all are
this machine's; `server` stays outside and gets its listening socket out of that network, as systemd would hand it over.

    door.prove(stage)
"""

import contextlib
import os
import socket
import time
from concurrent.futures import ThreadPoolExecutor

from .. import say
from ..deploy import SERVER
from ..say import Failure
from .client import Client
from .manager import Manager
from .network import HEADERS, STRANGERS, TELEGRAM, Load, Network

DOMAIN = "shop.example.com"
_UPSTREAM = 8080

# Debian's own nginx.conf with the shop's beside it, and nothing of this machine's nginx is touched
_ENTER = """\
ip link set lo up
for address in $ADDRESSES; do ip address add "$address/32" dev lo; done
mount --bind "$FOLDER/conf.d" /etc/nginx/conf.d
mount --bind "$FOLDER/empty" /etc/nginx/sites-enabled
mount --bind "$FOLDER/logs" /var/log/nginx
mount -t tmpfs tmpfs /run
nginx -t
exec nginx -g 'daemon off;'
"""


class Door:
    """nginx in its network. `client(address)` comes in from there."""

    def __init__(self, stage):
        self.folder = stage.folder / "door"
        for name in ("conf.d", "empty", "logs"):
            (self.folder / name).mkdir(parents=True)
        certificate(stage, self.folder)
        self._configuration(stage)
        environment = {**os.environ, "FOLDER": str(self.folder), "ADDRESSES": " ".join((*TELEGRAM, *STRANGERS))}
        command = ["unshare", "--net", "--mount", "--propagation", "private", "sh", "-ec", _ENTER]
        nginx = stage.group.start("nginx", command, log=stage.logs / "nginx.log", env=environment)
        self.network = Network(nginx.process.pid)
        self._wait(stage)

    def client(self, source=STRANGERS[-1]):
        """From that address, by the shop's name, trusting its certificate."""
        certificate = self.folder / "fullchain.pem"
        return self.network.client(f"https://{DOMAIN}", connect="127.0.0.1", source=source, trust=certificate)

    def listen(self):
        """A socket in there, for the server out here."""
        with self.network.inside():
            return socket.create_server(("127.0.0.1", _UPSTREAM), backlog=512)

    def _configuration(self, stage):
        text = (stage.root / "infra/nginx/kiosk.conf.template").read_text(encoding="utf-8")
        values = {"SHOP_DOMAIN": DOMAIN, "SHOP_UPSTREAM": f"127.0.0.1:{_UPSTREAM}", "SHOP_TLS": str(self.folder)}
        for name, value in values.items():
            text = text.replace(f"${{{name}}}", value)
        (self.folder / "conf.d/kiosk.conf").write_text(text, encoding="utf-8")

    def _wait(self, stage):
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            stage.group.require_alive()
            with contextlib.suppress(OSError):
                self.client("127.0.0.1").get("/")
                return
            time.sleep(0.05)
        raise Failure(f"nginx does not answer; its log is {stage.logs / 'nginx.log'}")


def certificate(stage, folder):
    """fullchain.pem and privkey.pem for the shop's name, signed by nobody else."""
    made = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
    names = ["-subj", f"/CN={DOMAIN}", "-addext", f"subjectAltName=DNS:{DOMAIN}"]
    files = ["-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem"]
    stage.group.run("openssl", [*made, *names, *files], log=stage.logs / "openssl.log")


def prove(stage):
    """A purchase, the limits, the addresses, a restart under load."""
    door = Door(stage)
    manager = Manager(stage.group, stage.logs, door.listen(), stage.folder)
    manager.start(stage.program(SERVER), stage.environment)
    number = stage.purchase(door.client(TELEGRAM[0]))
    say.line(f"  order {number} placed through nginx")
    for check in (_addresses, _bodies, _looks, _front):
        check(door)
    _restart(door, manager)
    _rates(door)


def _expect(what, got, wanted):
    if got != wanted:
        raise Failure(f"{what}: {got} instead of {wanted}")


def _addresses(door):
    """The webhook is Telegram's alone; everything else is everybody's."""
    nothing = {"update_id": 1}
    for address in TELEGRAM:
        _expect(f"update from {address}", door.client(address).post("/telegram/webhook", nothing, HEADERS).status, 200)
        _expect(f"no secret from {address}", door.client(address).post("/telegram/webhook", nothing).status, 401)
    for address in STRANGERS:
        forged = {**HEADERS, "X-Forwarded-For": TELEGRAM[0], "X-Real-IP": TELEGRAM[0]}
        _expect(f"update from {address}", door.client(address).post("/telegram/webhook", nothing, forged).status, 403)
        _expect(f"health for {address}", door.client(address).get("/health/ready").status, 200)
    _expect("the inner path", door.client().post("/internal/outbox/drain", {}).status, 404)
    say.line(f"  updates: {len(TELEGRAM)} addresses of Telegram's let in, {len(STRANGERS)} others kept out")


def _bodies(door):
    """1 MiB, and 10 MiB for pictures."""
    mebibyte = 1 << 20
    image = "/v1/products/0123456789abcdef01234567/image"
    telegram, anybody = door.client(TELEGRAM[0]), door.client()
    large, larger = b" " * (mebibyte + 1), b" " * (10 * mebibyte + 1)
    _expect("a large update", telegram.post("/telegram/webhook", large, HEADERS).status, 413)
    refused = anybody.post("/v1/products", large)
    _expect("a large product", (refused.status, refused.headers["content-type"]), (413, "application/problem+json"))
    # What lies behind decides about these; nginx must not
    through = anybody.send("PUT", image, larger[1:], {"Content-Type": "image/png"})
    if "problem" in through.headers.get("content-type", "") and through.json()["title"] == "Content Too Large":
        raise Failure("a picture of 10 MiB does not get through")
    _expect("a larger picture", anybody.send("PUT", image, larger, {"Content-Type": "image/png"}).status, 413)
    say.line("  bodies: 1 MiB, 10 MiB for pictures")


def _looks(door):
    """The headers for browsers, on refusals too; nothing about versions."""
    for answer in (door.client().get("/health/live"), door.client().post("/telegram/webhook", {})):
        for name in ("strict-transport-security", "x-content-type-options", "content-security-policy"):
            if name not in answer.headers:
                raise Failure(f"an answer {answer.status} lacks {name}")
        _expect("what the server calls itself", answer.headers["server"], "nginx")


def _front(door):
    """Plain HTTP leads to TLS, another name to nothing."""
    with door.network.inside():
        plain = Client("http://127.0.0.1").get("/v1/products?limit=1")
        expected = (301, f"https://{DOMAIN}/v1/products?limit=1")
        _expect("plain HTTP", (plain.status, plain.headers.get("location")), expected)
        try:
            Client("https://other.example.com", connect="127.0.0.1", trust=door.folder / "fullchain.pem").get("/")
        except OSError:
            return
    raise Failure("another name is answered")


def _restart(door, manager):
    """Restarts while updates keep coming: each is answered with 200."""
    with Load([door.client(address) for address in TELEGRAM], lambda: HEADERS) as load:
        manager.hear_watchdog(2)
        for _ in range(10):
            load.go_on()
            manager.restart()
    say.line(f"  10 restarts under load: {load.count} requests, none dropped")


def _rates(door):
    """One address may not ask faster than 20 a second, after a burst of 40."""
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: door.client("203.0.113.7").get("/health/live"), range(150)))
    refused = [answer for answer in answers if answer.status == 429]
    if not refused or len(refused) > 120 or {answer.status for answer in answers} != {200, 429}:
        raise Failure(f"of 150 requests at once, {len(refused)} were refused as too many")
    _expect("Retry-After", refused[0].headers.get("retry-after"), "1")
    say.line(f"  rate: of 150 requests at once from one address, {len(refused)} are told to come later")
