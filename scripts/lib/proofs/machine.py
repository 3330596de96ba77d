"""Proof: `scripts/deploy-vm` opens the shop on a fresh Debian 12, replaces it without refusing anybody, and goes back.

The machine is a container booted by its own systemd, with a network of its own: units, hardening, MongoDB's passwords
and nginx are the real ones. Only ssh, Let's Encrypt and MongoDB's package are stood in for.

    machine.prove(stage)
"""

import os
import shlex
import shutil
import subprocess
import time
from pathlib import Path

from .. import say, wheel
from ..deploy import apt, vm
from ..deploy.release import Release
from ..say import Failure
from .customer import Customer
from .door import DOMAIN, certificate
from .network import STRANGERS, TELEGRAM, Load, Network
from .stage import TOKEN

_PACKAGES = (
    *("ca-certificates", "curl", "dbus", "iproute2", "libcurl4", "logrotate", "nginx", "python3", "systemd"),
    *("systemd-sysv", "unattended-upgrades"),
)
_SANDBOX = "http://127.0.0.1:8081"
# As MongoDB's own package for Debian brings it
_MONGOD = """\
[Service]
User=mongodb
Group=mongodb
ExecStart=/usr/bin/mongod --config /etc/mongod.conf
LimitMEMLOCK=infinity
[Install]
WantedBy=multi-user.target
"""
# What a release looks like that migrates and then does not start
_BROKEN = '#!/bin/sh\n[ "$1" = migrate ] && exit 0\necho "something is wrong with this release" >&2\nexit 1\n'


class Machine:
    """A booted Debian 12. What it writes is forgotten when it ends."""

    def __init__(self, stage):
        self._folder = stage.folder / "vm"
        self._folder.mkdir()
        certificate(stage, self._folder)
        base = _debian(stage)
        boot = ["systemd-nspawn", "--quiet", "--boot", "--directory", base, "--volatile=overlay", "--private-network"]
        names = ["--machine", f"kiosk-{os.getpid()}", "--register=no", "--keep-unit", "--console=read-only"]
        # MongoDB keeps keys out of the swap
        names.append("--system-call-filter=@memlock")
        files = {wheel.mongod(stage.group): "/usr/bin/mongod", stage.program("sandbox"): "/usr/bin/sandbox"}
        files[self._folder] = "/etc/tls"
        (self._folder / "mongod.service").write_text(_MONGOD, encoding="ascii")
        files[self._folder / "mongod.service"] = "/usr/lib/systemd/system/mongod.service"
        binds = [f"--bind-ro={source}:{target}" for source, target in files.items()]
        child = stage.group.start("machine", [*boot, *names, *binds], log=stage.logs / "machine.log", patience=30)
        self._leader = self._wait(stage, child.process.pid)
        self.network = Network(self._leader)
        for address in (*TELEGRAM, *STRANGERS):
            self.run(f"ip address add {address}/32 dev lo")

    @property
    def ssh(self):
        """What stands in for ssh: called with a host, which it ignores, and a command line."""
        path = self._folder / "ssh"
        clean = "env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8"
        path.write_text(f'#!/bin/sh\nexec nsenter --target {self._leader} --all {clean} sh -c "$2"\n', encoding="ascii")
        path.chmod(0o755)
        return str(path)

    def run(self, line):
        """A command line as root; what it says."""
        result = subprocess.run([self.ssh, "machine", line], capture_output=True, text=True, check=False)
        if result.returncode != 0:
            raise Failure(f"on the machine: {line}\n{(result.stdout + result.stderr).strip()[-2000:]}")
        return result.stdout.strip()

    def client(self, source):
        """Through the machine's nginx."""
        trust = self._folder / "fullchain.pem"
        return self.network.client(f"https://{DOMAIN}", connect="127.0.0.1", source=source, trust=trust)

    def _wait(self, stage, nspawn):
        """The number of the machine's first process, once the machine is up."""
        children = Path(f"/proc/{nspawn}/task/{nspawn}/children")
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            stage.group.require_alive()
            found = children.read_text(encoding="ascii").split()
            for number in found:
                self._leader = int(number)
                ask = [self.ssh, "machine", "systemctl is-system-running --wait"]
                said = subprocess.run(ask, capture_output=True, text=True, check=False).stdout.strip()
                # Degraded: what a container has no hardware for
                if said in ("running", "degraded"):
                    return int(number)
            time.sleep(0.1)
        raise Failure(f"the machine does not come up; its log is {stage.logs / 'machine.log'}")


def _debian(stage):
    """A fresh Debian 12 with what a cloud's image has, made once."""
    base = wheel.cache_folder().parent / "machine-bookworm-2"
    if not base.exists():
        with say.step(f"Making a Debian 12 in {base}"):
            part = base.with_name(base.name + ".part")
            shutil.rmtree(part, ignore_errors=True)
            make = apt.debootstrap("bookworm", part, _PACKAGES)
            log = stage.logs / "machine-debootstrap.log"
            stage.group.run("debootstrap", make, log=log, env=apt.environment())
            folders = "/var/lib/mongodb /var/log/mongodb"
            user = f"useradd --system --user-group mongodb && mkdir {folders} && chown mongodb: {folders}"
            subprocess.run(["/usr/sbin/chroot", part, "sh", "-c", user], check=True)
            os.replace(part, base)
    return base


def prove(stage):
    """From nothing to an order; a second release under load; a third that is broken."""
    machine = Machine(stage)
    _first(stage, machine)
    _locked(machine)
    remote = vm.Machine(machine.ssh, "machine")
    headers = {"X-Telegram-Bot-Api-Secret-Token": _setting(machine, "TELEGRAM_WEBHOOK_SECRET")}
    _buy(machine, headers)
    clients = [machine.client(address) for address in TELEGRAM]

    second = Release(stage.release.version, "second")
    with Load(clients, headers) as load:
        remote.copy(stage.root, second, stage.folder)
        remote.activate(second)
    _require_current(machine, second)
    say.line(f"  a second release under load: {load.count} requests, none dropped")

    broken = stage.folder / "broken"
    broken.mkdir()
    shutil.copy(stage.program("shopctl"), broken)
    (broken / "server").write_text(_BROKEN, encoding="ascii")
    (broken / "server").chmod(0o755)
    third = Release(stage.release.version, "third")
    with Load(clients, headers) as load:
        remote.copy(stage.root, third, broken)
        try:
            remote.activate(third)
        except Failure as failure:
            if f"Back to {second.tag}" not in str(failure) or "something is wrong" not in str(failure):
                raise
        else:
            raise Failure("a release that does not start was taken for a good one")
    _require_current(machine, second)
    _buy(machine, headers)
    say.line(f"  a broken release: back to the one before, {load.count} requests, none dropped")

    remote.set_webhook(DOMAIN)
    told = machine.network.client(_SANDBOX).get("/sandbox/state").json()["webhook"]["url"]
    if told != f"https://{DOMAIN}/telegram/webhook":
        raise Failure(f"Telegram was told {told}")


def _first(stage, machine):
    """The whole of `scripts/deploy-vm`, then the sandbox in Telegram's place."""
    for name in vm.PROGRAMS:
        stage.program(name)
    command = [stage.root / "scripts/deploy-vm", "root@machine", "--domain", DOMAIN, "--tls", "/etc/tls"]
    command += ["--programs", stage.folder, "--ssh", shlex.quote(machine.ssh), "--no-webhook"]
    environment = {**os.environ, "TELEGRAM_BOT_TOKEN": TOKEN}
    stage.group.run("deploy-vm", command, log=stage.logs / "deploy-vm.log", env=environment)
    sandbox = f"systemd-run --quiet --unit=sandbox sandbox --token {TOKEN} --data /var/lib/sandbox"
    machine.run(f"{sandbox} && echo TELEGRAM_API_URL={_SANDBOX} >> /etc/kiosk/kiosk.env")
    settings = "set -a; . /etc/kiosk/kiosk.env; /opt/kiosk/current/bin/server demo"
    machine.run(f"{settings}; systemctl restart kiosk; systemctl is-active kiosk kiosk.socket nginx mongod sandbox")
    user = machine.run("stat -c %u /proc/$(systemctl show --value --property MainPID kiosk)")
    if user == "0":
        raise Failure("the shop runs as root")
    say.line(f"  deployed from nothing by scripts/deploy-vm; the shop runs as user {user}")


def _locked(machine):
    """MongoDB asks for a password; settings are root's alone."""
    nobody = "MONGODB_URI='mongodb://127.0.0.1:27017/shop?replicaSet=rs0'"
    said = machine.run(f"{nobody} /opt/kiosk/current/bin/server outbox list 2>&1 || true")
    if "requires authentication" not in said:
        raise Failure(f"MongoDB does not ask for a password; without one, it says: {said}")
    if modes := set(machine.run("stat -c %a /etc/kiosk/* /etc/mongod.key").split()) - {"400", "600"}:
        raise Failure(f"files with secrets have modes {modes}")


def _buy(machine, headers):
    shop = machine.client(TELEGRAM[0])
    sandbox = machine.network.client(_SANDBOX)
    number = Customer(sandbox, TOKEN, lambda update: shop.post("/telegram/webhook", update, headers)).buy()
    say.line(f"  order {number} placed on the machine")


def _setting(machine, name):
    return machine.run(f'. /etc/kiosk/kiosk.env; echo "${name}"')


def _require_current(machine, release):
    current = machine.run("readlink /opt/kiosk/current")
    if not current.endswith(release.tag):
        raise Failure(f"the machine serves {current} instead of {release.tag}")
