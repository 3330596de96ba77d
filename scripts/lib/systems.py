"""The machine as the checks of `requirements.py` see it, and what each system calls its packages.

    view = View()
    view.family()                                # debian, ubuntu, fedora, arch, macos, or None
    installation(["git", "compiler"], view)      # sudo apt-get install git gcc libc6-dev
"""

import os
import platform
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent

# What a package is for: its names on Debian, Ubuntu, Fedora, Arch Linux, and in Homebrew. Nothing where the system has
# no such package, or has what is in it anyway
_FAMILIES = ("debian", "ubuntu", "fedora", "arch", "macos")
PACKAGES = {
    "compiler": ("gcc libc6-dev", "gcc libc6-dev", "gcc", "gcc", ""),
    "python": ("", "python3.11", "python3.11", "python", "python"),
    "pip": ("python3-pip", "python3-pip", "python3-pip", "python-pip", "python"),
    "git": ("git", "git", "git", "git", "git"),
    "ps": ("procps", "procps", "procps-ng", "procps-ng", ""),
    "curl": ("libcurl4", "libcurl4", "libcurl", "curl", ""),
    "openssl": ("libssl3", "libssl3", "openssl-libs", "openssl", ""),
    "fmt": ("rustfmt", "rustfmt", "rustfmt", "rust", "rust"),
    "clippy": ("rust-clippy", "rust-clippy", "clippy", "rust", "rust"),
    # Ubuntu's install a snap
    "chromium": ("chromium", "chromium-browser", "chromium", "chromium", "google-chrome"),
    "chromedriver": ("chromium-driver", "chromium-chromedriver", "chromedriver", "chromium", "chromedriver"),
    "emoji": ("fonts-noto-color-emoji",) * 2 + ("google-noto-color-emoji-fonts", "noto-fonts-emoji", ""),
    "shellcheck": ("shellcheck", "shellcheck", "ShellCheck", "shellcheck", "shellcheck"),
    # A program for Linux
    "buildah": ("buildah", "buildah", "buildah", "buildah", ""),
}
_INSTALL = {
    "debian": "sudo apt-get install",
    "ubuntu": "sudo apt-get install",
    "fedora": "sudo dnf install",
    "arch": "sudo pacman -S",
    "macos": "brew install",
}
# Distributions that are named like none of the families, nor say which one they are like
_LIKE = {"rhel": "fedora", "centos": "fedora"}
_LIBRARIES = ("lib", "lib64", "usr/lib", "usr/lib64", "usr/local/lib")
_MULTIARCH = ("lib/{}-linux-gnu", "usr/lib/{}-linux-gnu")
_CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
# Homebrew and the installer put it there, and nothing on the path
_CHROME_OF_MACOS = "Applications/Google Chrome.app/Contents/MacOS/Google Chrome"


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
    # Where the checkout is
    project: Path = ROOT
    # Bytes that are free there
    free: int = field(default_factory=lambda: shutil.disk_usage(ROOT).free)

    def has(self, *programs):
        """Whether one of them is on the path."""
        return any(shutil.which(name, path=self.path) for name in programs)

    def says(self, *words):
        """What a program prints, in the checkout; nothing where it is not there or fails."""
        program = shutil.which(words[0], path=self.path)
        if not program:
            return ""
        # rustup would download a toolchain rather than say which one it has
        environment = {**os.environ, "PATH": self.path, "RUSTUP_AUTO_INSTALL": "0"}
        result = subprocess.run(
            [program, *words[1:]], capture_output=True, text=True, check=False, env=environment, cwd=self.project
        )
        return result.stdout if result.returncode == 0 else ""

    def has_pip(self):
        """Whether the interpreter has it."""
        result = subprocess.run([self.python, "-m", "pip", "--version"], capture_output=True, check=False)
        return result.returncode == 0

    def has_library(self, name):
        """Whether the loader would find it."""
        folders = (*_LIBRARIES, *(folder.format(self.processor) for folder in _MULTIARCH))
        return any((self.root / folder / name).exists() for folder in folders)

    def browser(self):
        """Whether there is a Chromium or a Chrome, as functions/server/tests/browser/browser.rs looks for it."""
        return self.has(*_CHROMIUM) or (self.root / _CHROME_OF_MACOS).exists()

    def family(self):
        """`debian`, `ubuntu`, `fedora`, `arch`, `macos`, or None."""
        if self.system == "Darwin":
            return "macos"
        names = [self._release("ID"), *self._release("ID_LIKE").split()]
        return next((name for name in (_LIKE.get(name, name) for name in names) if name in _INSTALL), None)

    def name(self):
        """For people: `Debian GNU/Linux 12 (bookworm)`."""
        name = "macOS" if self.system == "Darwin" else self._release("PRETTY_NAME") or self.system
        wsl = self.wsl()
        return f"{name} in WSL {wsl}" if wsl else name

    def folder_in_memory(self, size):
        """One whose files need no disk, where so many bytes of them do no harm; None elsewhere."""
        folder = self.root / "dev/shm"
        available = re.search(r"(?m)^MemAvailable: +(\d+) kB", _text(self.root / "proc/meminfo"))
        if not available or not os.access(folder, os.W_OK):
            return None
        # A container's is small, and the machine's own says nothing of what programs take
        return folder if min(shutil.disk_usage(folder).free, int(available.group(1)) << 10) >= size else None

    def is_debian_12(self):
        """What `scripts/test-deploy` is made for."""
        return (self._release("ID"), self._release("VERSION_ID")) == ("debian", "12")

    def wsl(self):
        """The generation of the Windows Subsystem for Linux that this is, 0 where it is none."""
        kernel = _text(self.root / "proc/sys/kernel/osrelease").lower()
        if "microsoft" not in kernel:
            return 0
        return 2 if "microsoft-standard" in kernel or "wsl2" in kernel else 1

    def _release(self, key):
        found = re.search(rf'(?m)^{key}="?([^"\n]*)', _text(self.root / "etc/os-release"))
        return found.group(1) if found else ""


def packages(wanted, family):
    """Their names there, each once."""
    column = _FAMILIES.index(family)
    names = [name for each in wanted if each for name in PACKAGES[each][column].split()]
    return list(dict.fromkeys(names))


def installation(wanted, view):
    """The command that installs them; nothing where the system has packages for none of them."""
    family = view.family()
    # Debian's names are the ones that people elsewhere know how to translate
    names = packages(wanted, family or "debian")
    if not names:
        return ""
    if not family:
        return f"your system's package manager (Debian calls them {' '.join(names)})"
    install = _INSTALL[family].removeprefix("sudo ") if view.is_root else _INSTALL[family]
    note = "     # see https://brew.sh" if family == "macos" and not view.has("brew") else ""
    return f"{install} {' '.join(names)}{note}"


def _text(path):
    return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""
