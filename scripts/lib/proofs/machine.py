"""Proof: `scripts/deploy-vm` opens the shop on a fresh Debian 12 of 1.7 GB and one processor, replaces it without refusing
anybody, and goes back by itself.

Only ssh, Let's Encrypt and MongoDB's package are stood in for.

    machine.prove(stage)
"""

import contextlib
import os
import shlex
import shutil
import subprocess

from .. import say
from ..deploy import vm
from ..deploy.release import Release
from ..say import Failure
from . import back, nightly, rotations, small, upkeep
from .booted import Machine
from .crowd import Crowd
from .customer import Customer
from .door import DOMAIN
from .network import TELEGRAM, Load
from .stage import TOKEN
from .telegram import Telegram

_SANDBOX = "http://127.0.0.1:8081"
_TELEGRAM_PORT = 8082


class Shop:
    """The machine with the shop on it, as its customers and Telegram meet it."""

    def __init__(self, stage):
        self.stage = stage
        self.machine = Machine(stage, {back.library(stage): back.LIBRARY})
        self.remote = vm.Machine(self.machine.ssh, "machine")
        self.sandbox = self.machine.network.client(_SANDBOX)
        self.telegram = Telegram(self.machine.network, _SANDBOX, _TELEGRAM_PORT)
        self.clients = [self.machine.client(address) for address in TELEGRAM]

    def deploy(self, root, *more, environment=None):
        """The whole of `scripts/deploy-vm` of the checkout `root`."""
        command = [root / "scripts/deploy-vm", "root@machine", "--domain", DOMAIN, "--tls", "/etc/tls", *more]
        command += ["--programs", self.stage.folder, "--ssh", shlex.quote(self.machine.ssh)]
        given = {**os.environ, **(environment or {})}
        self.stage.group.run("deploy-vm", command, log=self.stage.logs / "deploy-vm.log", env=given)

    def setting(self, name):
        """A variable of the shop's."""
        return self.machine.run(f'. /etc/kiosk/kiosk.env; echo "${name}"')

    def server(self, *words):
        """What the server's command says, with the shop's settings."""
        return self.machine.run(f"set -a; . /etc/kiosk/kiosk.env; /opt/kiosk/current/bin/server {shlex.join(words)}")

    def buy(self):
        """One order."""
        client = self.clients[0]
        deliver = lambda update: client.post("/telegram/webhook", update, self.telegram.headers())  # noqa: E731
        number = Customer(self.sandbox, TOKEN, deliver).buy()
        say.line(f"  order {number} placed on the machine")

    def require_current(self, tag):
        """`Failure` unless this release serves."""
        current = self.machine.run("readlink /opt/kiosk/current")
        if not current.endswith(tag):
            raise Failure(f"the machine serves {current} instead of {tag}")

    @contextlib.contextmanager
    def nobody_refused(self, what):
        """Customers buy and updates keep coming while the block runs; each is answered with 200."""
        with Load(self.clients, self.telegram.headers) as load:
            with Crowd(self.sandbox, self.clients, self.telegram.headers) as crowd:
                crowd.go_on(5)
                yield crowd
                crowd.go_on(5)
        count = load.count + crowd.updates
        say.line(f"  {what}: {count} requests, {len(crowd.orders)} orders, 0 refused")


def prove(stage):
    """From nothing to an order; a second release under load; a third that is broken; other secrets."""
    shop = Shop(stage)
    try:
        _first(shop)
        _locked(shop.machine)
        shop.buy()
        small.prove(shop)
        upkeep.prove(shop)
        _second(shop)
        back.prove(shop)
        rotations.prove(shop)
        nightly.prove(shop)
    finally:
        shop.telegram.stop()


def _first(shop):
    """The whole of `scripts/deploy-vm`, then the sandbox in Telegram's place."""
    for name in vm.PROGRAMS:
        shop.stage.program(name)
    shop.deploy(shop.stage.root, "--no-webhook", environment={"TELEGRAM_BOT_TOKEN": TOKEN})
    sandbox = f"systemd-run --quiet --unit=sandbox sandbox --token {TOKEN} --data /var/lib/sandbox"
    shop.machine.run(f"{sandbox} && echo TELEGRAM_API_URL={shop.telegram.url} >> /etc/kiosk/kiosk.env")
    shop.server("demo")
    shop.machine.run("systemctl restart kiosk; systemctl is-active kiosk kiosk.socket nginx mongod sandbox")
    user = shop.machine.run("stat -c %u /proc/$(systemctl show --value --property MainPID kiosk)")
    if user == "0":
        raise Failure("the shop runs as root")
    shop.telegram.secret = shop.setting("TELEGRAM_WEBHOOK_SECRET")
    say.line(f"  deployed from nothing by scripts/deploy-vm; the shop runs as user {user}")


def _locked(machine):
    """MongoDB asks for a password; settings are root's alone."""
    nobody = "MONGODB_URI='mongodb://127.0.0.1:27017/shop?replicaSet=rs0'"
    said = machine.run(f"{nobody} /opt/kiosk/current/bin/server outbox list 2>&1 || true")
    if "requires authentication" not in said:
        raise Failure(f"MongoDB does not ask for a password; without one, it says: {said}")
    if modes := set(machine.run("stat -c %a /etc/kiosk/* /etc/mongod.key").split()) - {"400", "600"}:
        raise Failure(f"files with secrets have modes {modes}")


def _second(shop):
    """The whole command under load; MongoDB is not touched."""
    mongod = shop.machine.process("mongod")
    root, tag = _next(shop.stage, "second")
    with shop.nobody_refused("a second release by the whole of scripts/deploy-vm"):
        shop.deploy(root)
    shop.require_current(tag)
    if shop.machine.process("mongod") != mongod:
        raise Failure("a deployment that changes nothing of MongoDB restarts it")
    if shop.telegram.webhook != f"https://{DOMAIN}/telegram/webhook":
        raise Failure(f"Telegram was told {shop.telegram.webhook!r}")


def _next(stage, name):
    """A checkout with a commit of its own, and what the release is called."""
    root = stage.folder / name
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=stage.root, capture_output=True, check=True).stdout
    for path in filter(None, os.fsdecode(listed).split("\0")):
        if (stage.root / path).is_file():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(stage.root / path, root / path)
    for words in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "--message", name]):
        author = ("-c", "user.name=proof", "-c", "user.email=proof@localhost")
        subprocess.run(["git", *author, *words], cwd=root, check=True, capture_output=True)
    return root, Release.of(root).tag
