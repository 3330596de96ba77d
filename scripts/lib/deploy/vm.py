"""A machine of one's own, reached by ssh: what is copied there, and what is run there.

Beside `infra/vm`, whose programs do the work on the machine.

    machine = Machine("ssh", "admin@shop.example.com")
    machine.copy(root, release, programs)
    machine.activate(release)
"""

import io
import os
import shlex
import subprocess
import tarfile

from .. import cargo, say
from ..say import Failure

PROGRAMS = ("server", "shopctl")
_ROOT = "/opt/kiosk"
_TARGET = "x86_64-unknown-linux-gnu"
_FILES = ("infra/vm", "infra/nginx", "infra/systemd", "scripts/lib/*.py", "docs/deploy-vm.md", "docs/recovery.md")


def build(group, root):
    """Static programs, as in the images; their folder."""
    cargo.require()
    flags = {**os.environ, "RUSTFLAGS": "-C target-feature=+crt-static"}
    words = [word for name in PROGRAMS for word in ("-p", name)]
    with say.long_step("Building"):
        command = ["cargo", "build", "--release", "--locked", "--target", _TARGET, *words]
        group.run("the build", command, cwd=root, env=flags)
    return cargo.target(root) / _TARGET / "release"


class Machine:
    """One host. Whoever logs in there is root, or becomes it by sudo without a password."""

    def __init__(self, ssh, host):
        self._ssh = [*shlex.split(ssh), host]

    def copy(self, root, release, programs):
        """The release into a folder of its own. It gets its name when it is complete."""
        folder = self._folder(release)
        with say.step(f"Copying {release.tag}"):
            unpack = f"rm -rf {folder}.part && mkdir -p {folder}.part && tar -xz -C {folder}.part"
            name = f"rm -rf {folder}.old && (mv -T {folder} {folder}.old 2>/dev/null || true)"
            switch = f"mv -T {folder}.part {folder} && rm -rf {folder}.old"
            self._run(f"{unpack} && {name} && {switch}", _packed(root, programs))

    def prepare(self, release, domain, email, tls, token):
        """MongoDB, nginx, units and settings, as far as they are missing or differ."""
        words = [f"{self._folder(release)}/infra/vm/setup", "--domain", domain]
        words += ["--email", email] if email else []
        words += ["--tls", tls] if tls else []
        with say.step("Preparing the machine"):
            # By standard input: on a command line, everybody on the machine could read it
            self._run(shlex.join(words), token.encode() + b"\n")

    def activate(self, release):
        """Into service; `Failure` when the machine went back to the release before."""
        with say.step(f"Switching to {release.tag}"):
            self._run(f"{self._folder(release)}/infra/vm/activate")

    def set_webhook(self, domain):
        """Tells Telegram, and looks whether it agrees."""
        url = shlex.quote(f"https://{domain}/telegram/webhook")
        with say.step("Setting the webhook"):
            settings = "set -a; . /etc/kiosk/kiosk.env"
            self._run(f"{settings}; {_ROOT}/current/bin/shopctl webhook set --url {url}")

    def rotate(self, secret, domain, grace, token):
        """Replaces one of the shop's secrets by `infra/vm/rotate`; a bot's token is given by standard input."""
        words = [f"{_ROOT}/current/infra/vm/rotate", secret, "--domain", domain, "--grace", str(grace)]
        self._run(shlex.join(words), token.encode() + b"\n")

    @staticmethod
    def _folder(release):
        return f"{_ROOT}/releases/{release.tag}"

    def _run(self, line, given=b""):
        root = f'if [ "$(id -u)" = 0 ]; then sh -ec {shlex.quote(line)}; else sudo -n sh -ec {shlex.quote(line)}; fi'
        try:
            result = subprocess.run([*self._ssh, root], input=given, capture_output=True, check=False)
        except FileNotFoundError:
            raise Failure(f"{self._ssh[0]} is missing") from None
        said = (result.stdout + result.stderr).decode(errors="replace").strip()
        if result.returncode != 0:
            raise Failure(f"on {self._ssh[-1]}:\n{said}")
        return said


def _packed(root, programs):
    """A compressed archive of the release, laid out as the project is."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz", compresslevel=6) as archive:
        for name in PROGRAMS:
            archive.add(programs / name, f"bin/{name}", filter=_owned_by_root)
        for pattern in _FILES:
            for path in sorted(root.glob(pattern)):
                archive.add(path, str(path.relative_to(root)), filter=_owned_by_root)
    return packed.getvalue()


def _owned_by_root(member):
    member.uid = member.gid = 0
    member.uname = member.gname = "root"
    return member
