"""An image to build in, of Debian's packages and this machine's Rust: for where no public registry is reached.

Beside `images.py`, whose default is Docker Hub's `rust`. Needs root, debootstrap and a rustc made for this machine.

    builder.ensure(group, logs)     # localhost/kiosk/builder:1.95.0-bookworm
"""

import os
import platform
import shutil
import subprocess
import tempfile
from pathlib import Path

from ..say import Failure
from ..systems import ROOT
from . import apt

_SUITE = "bookworm"
_CERTIFICATES = Path("etc/ssl/certs/ca-certificates.crt")
_PATH = "/usr/local/rust/bin:/usr/local/cargo/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


def ensure(group, logs):
    """The image's name; made if it is not there yet."""
    if os.geteuid() != 0 or not shutil.which("debootstrap"):
        raise Failure("a builder of one's own takes root and debootstrap: apt-get install debootstrap")
    name = f"localhost/kiosk/builder:{_ask('rustc', '--version').split()[1]}-{_SUITE}"
    known = subprocess.run(["buildah", "inspect", "--type", "image", name], capture_output=True, check=False)
    if known.returncode != 0:
        with tempfile.TemporaryDirectory(prefix="kiosk-builder-", ignore_cleanup_errors=True) as folder:
            root = Path(folder) / "root"
            _debian(group, root, logs)
            _rust(root)
            _commit(root, name)
    return name


def _debian(group, root, logs):
    debootstrap = apt.debootstrap(_SUITE, root, ("gcc", "libc6-dev", "ca-certificates"))
    group.run("debootstrap", debootstrap, log=logs / "debootstrap.log", env=apt.environment())
    shutil.rmtree(root / "var/cache/apt/archives", ignore_errors=True)
    # A network that has certificates of its own is the one this is for
    if (Path("/") / _CERTIFICATES).exists():
        shutil.copy(Path("/") / _CERTIFICATES, root / _CERTIFICATES)


def _rust(root):
    """Compiler, Cargo and this machine's standard library; neither documentation nor other targets."""
    source = Path(_ask("rustc", "--print", "sysroot"))
    target = root / "usr/local/rust"
    shutil.copytree(source / "bin", target / "bin", symlinks=True)
    unwanted = shutil.ignore_patterns("src", *(_other_targets(source / "lib/rustlib")))
    shutil.copytree(source / "lib", target / "lib", symlinks=True, ignore=unwanted)


def _other_targets(rustlib):
    own = platform.machine()
    return [path.name for path in rustlib.iterdir() if path.is_dir() and "-" in path.name and own not in path.name]


def _commit(root, name):
    container = _ask("buildah", "from", "scratch")
    try:
        _ask("buildah", "add", "--quiet", container, str(root), "/")
        _ask("buildah", "config", "--env", f"PATH={_PATH}", "--env", "CARGO_HOME=/usr/local/cargo", container)
        _ask("buildah", "commit", "--quiet", container, name)
    finally:
        _ask("buildah", "rm", container)


def _ask(*words):
    try:
        # In the checkout, whose rust-toolchain.toml says which Rust that is
        result = subprocess.run(words, capture_output=True, text=True, check=False, cwd=ROOT)
    except FileNotFoundError:
        raise Failure(f"{words[0]} is missing") from None
    if result.returncode != 0:
        raise Failure(f"{' '.join(words[:2])}: {result.stderr.strip()[-500:]}")
    return result.stdout.strip()
