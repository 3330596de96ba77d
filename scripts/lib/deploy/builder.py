"""An image to build in, of Debian's packages: for where no public registry is reached.

Beside `images.py`, whose default is Docker Hub's `rust`. Needs root, debootstrap and a rustc made for this machine. Such a
rustc has the standard library of its own platform, and another one cannot be downloaded there: what compiles for another
platform is Debian's Rust, which has both. That takes mmdebstrap.

    builder.ensure(group, logs, "linux/amd64")  # {"BUILDER": "localhost/kiosk/builder:1.95.0-bookworm"}
"""

import os
import platform
import shlex
import shutil
import subprocess
import tempfile
from pathlib import Path

from ..say import Failure
from ..systems import ROOT
from . import apt, platforms

_SUITE = "bookworm"
_CERTIFICATES = Path("etc/ssl/certs/ca-certificates.crt")
_PATH = "/usr/local/rust/bin:/usr/local/cargo/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_PACKAGES = ("gcc", "libc6-dev", "ca-certificates")
# The packages of a linker and a C library, by platform
_CROSS = {
    platforms.AMD64: ("gcc-x86-64-linux-gnu", "libc6-dev-amd64-cross"),
    platforms.ARM64: ("gcc-aarch64-linux-gnu", "libc6-dev-arm64-cross"),
}
# Rust as recent as browsers need it, among Debian's security updates; its standard library is a package of the platform
_RUST = ("rustc-web", "cargo-web")
_STANDARD_LIBRARY = "libstd-rust-web-dev"


def given(image):
    """What `Images.build` takes, for an image of somebody else's or the default."""
    return {"BUILDER": image} if image else {}


def ensure(group, logs, target):
    """The same for an image that is made if it is not there yet."""
    if os.geteuid() != 0 or not shutil.which("debootstrap"):
        raise Failure("a builder of one's own takes root and debootstrap: apt-get install debootstrap")
    native = target == platforms.host()
    if not native and not shutil.which("mmdebstrap"):
        raise Failure(f"a builder for {target} takes mmdebstrap: apt-get install mmdebstrap")
    own = f"localhost/kiosk/builder:{_ask('rustc', '--version').split()[1]}-{_SUITE}"
    _make(own, lambda root: _native(group, root, logs))
    if native:
        return {"BUILDER": own}
    # Made once; after `buildah rmi`, with what Debian has then
    other = f"localhost/kiosk/builder:{_SUITE}-{platforms.architecture(target)}"
    _make(other, lambda root: _cross(group, root, logs, target))
    return {"BUILDER": other, "TOOLS": own}


def _make(name, fill):
    known = subprocess.run(["buildah", "inspect", "--type", "image", name], capture_output=True, check=False)
    if known.returncode != 0:
        with tempfile.TemporaryDirectory(prefix="kiosk-builder-", ignore_cleanup_errors=True) as folder:
            root = Path(folder) / "root"
            fill(root)
            # A network that has certificates of its own is the one this is for
            if (Path("/") / _CERTIFICATES).exists():
                shutil.copy(Path("/") / _CERTIFICATES, root / _CERTIFICATES)
            _commit(root, name)


def _native(group, root, logs):
    _debian(group, root, logs)
    _rust(root)


def _cross(group, root, logs, target):
    """Debian with Debian's Rust, and with the standard library for `target`.

    That library is unpacked only: as a package it depends on a whole compiler of that platform.
    """
    architecture = platforms.architecture(target)
    # In a folder inside, for the download's name is Debian's to choose
    unpack = f"""
        mkdir "$1/unpack" && cd "$1/unpack"
        APT_CONFIG=$MMDEBSTRAP_APT_CONFIG apt-get download {shlex.quote(f"{_STANDARD_LIBRARY}:{architecture}")}
        dpkg-deb --extract ./*.deb "$1"
        cd / && rm -r "$1/unpack"
    """
    command = apt.mmdebstrap(_SUITE, root, (*_PACKAGES, *_CROSS[target], *_RUST), architecture)
    command += [f"--customize-hook=set -e; {unpack}", "--dpkgopt=path-exclude=/usr/share/doc/*"]
    group.run("mmdebstrap", command, log=logs / "mmdebstrap.log", env=apt.environment())


def _debian(group, root, logs):
    debootstrap = apt.debootstrap(_SUITE, root, _PACKAGES)
    group.run("debootstrap", debootstrap, log=logs / "debootstrap.log", env=apt.environment())
    shutil.rmtree(root / "var/cache/apt/archives", ignore_errors=True)


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
