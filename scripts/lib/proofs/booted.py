"""A small machine: a fresh Debian 12, booted by its own systemd in a network and a control group of its own.

Units, hardening, MongoDB's passwords and nginx are the real ones. ssh and MongoDB's package are stood in for.

    machine = Machine(stage)
    machine.run("systemctl is-active mongod")
    machine.client("149.154.160.1").get("/health/ready")
"""

import hashlib
import os
import shutil
import subprocess
import time
from pathlib import Path

from .. import say, wheel
from ..deploy import apt
from ..say import Failure
from . import limits
from .door import DOMAIN, certificate
from .network import STRANGERS, TELEGRAM, Network

MEGABYTES = 1_700
_PACKAGES = (
    *("ca-certificates", "curl", "dbus", "gettext-base", "iproute2", "libcurl4", "logrotate", "nginx", "python3"),
    *("systemd", "systemd-sysv", "unattended-upgrades"),
)
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
# What the machine writes goes to this machine's disk, as a layer on the Debian that is kept; the mount ends with it
_BOOT = """\
{enter}
mount -t overlay overlay -o "lowerdir=$LOWER,upperdir=$UPPER,workdir=$WORK" "$ROOT"
exec "$@"
"""


class Machine:
    """1.7 GB of memory and one processor. What it writes is forgotten when it ends."""

    def __init__(self, stage, binds=None):
        """`binds`: folders of this machine that it sees, {here: there}."""
        self._folder = stage.folder / "vm"
        self._folder.mkdir()
        certificate(stage, self._folder)
        self.limits = limits.Limits(stage.folder.name, MEGABYTES)
        (self._folder / "mongod.service").write_text(_MONGOD, encoding="ascii")
        files = {wheel.mongod(stage.group): "/usr/bin/mongod", stage.program("sandbox"): "/usr/bin/sandbox"}
        files[self._folder] = "/etc/tls"
        files[self._folder / "mongod.service"] = "/usr/lib/systemd/system/mongod.service"
        self._leader = self._boot(stage, {**files, **(binds or {})})
        self.network = Network(self._leader)
        for address in (*TELEGRAM, *STRANGERS):
            self.run(f"ip address add {address}/32 dev lo")

    @property
    def ssh(self):
        """What stands in for ssh: called with a host, which it ignores, and a command line."""
        path = self._folder / "ssh"
        clean = "env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8"
        enter = f"{self.limits.enter}; exec nsenter --target {self._leader} --all {clean}"
        path.write_text(f'#!/bin/sh\n{enter} sh -c "$2"\n', encoding="ascii")
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

    def process(self, unit):
        """The number of a unit's process."""
        return int(self.run(f"systemctl show --value --property MainPID {unit}"))

    def most_memory(self, unit):
        """MB that the unit's process had at most since its start, without files that are mapped."""
        said = self.run(f"grep -E 'VmHWM|RssFile' /proc/{self.process(unit)}/status")
        most, mapped = (int(line.split()[1]) for line in said.splitlines())
        return (most - mapped) / 1000

    def _boot(self, stage, binds):
        folders = {name: self._folder / name.lower() for name in ("UPPER", "WORK", "ROOT")}
        for folder in folders.values():
            folder.mkdir()
        environment = {**os.environ, "LOWER": str(debian(stage)), **{name: str(path) for name, path in folders.items()}}
        nspawn = ["systemd-nspawn", "--quiet", "--boot", "--directory", folders["ROOT"], "--private-network"]
        nspawn += ["--machine", f"kiosk-{os.getpid()}", "--register=no", "--keep-unit", "--console=read-only"]
        # MongoDB keeps keys out of the swap
        nspawn.append("--system-call-filter=@memlock")
        nspawn += [f"--bind-ro={source}:{target}" for source, target in binds.items()]
        boot = ["unshare", "--mount", "--propagation", "private", "sh", "-ec", _BOOT.format(enter=self.limits.enter)]
        log = stage.logs / "machine.log"
        child = stage.group.start("machine", [*boot, "sh", *nspawn], log=log, env=environment, patience=30)
        return self._wait(stage, child.process.pid)

    def _wait(self, stage, nspawn):
        """The number of the machine's first process, once the machine is up."""
        children = Path(f"/proc/{nspawn}/task/{nspawn}/children")
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            stage.group.require_alive()
            for number in children.read_text(encoding="ascii").split():
                self._leader = int(number)
                ask = [self.ssh, "machine", "systemctl is-system-running --wait"]
                said = subprocess.run(ask, capture_output=True, text=True, check=False).stdout.strip()
                # Degraded: what a container has no hardware for
                if said in ("running", "degraded"):
                    return int(number)
            time.sleep(0.1)
        raise Failure(f"the machine does not come up; its log is {stage.logs / 'machine.log'}")


def debian(stage):
    """A fresh Debian 12 with what a cloud's image has, and with the packages that `infra/vm/setup` installs; made once."""
    packages = hashlib.sha256(" ".join(_PACKAGES).encode()).hexdigest()[:8]
    base = wheel.cache_folder() / f"machine-bookworm-{packages}"
    if not base.exists():
        with say.step(f"Making a Debian 12 in {base}"):
            part = base.with_name(base.name + ".part")
            shutil.rmtree(part, ignore_errors=True)
            log = stage.logs / "machine-debootstrap.log"
            command = apt.debootstrap("bookworm", part, _PACKAGES)
            stage.group.run("debootstrap", command, log=log, env=apt.environment())
            folders = "/var/lib/mongodb /var/log/mongodb"
            user = f"useradd --system --user-group mongodb && mkdir {folders} && chown mongodb: {folders}"
            subprocess.run(["/usr/sbin/chroot", part, "sh", "-c", user], check=True)
            os.replace(part, base)
    return base
