"""Schemathesis, which tests an HTTP API by its OpenAPI document, out of PyPI.

Beside `steps.py`, which asks for it. Installed once, with everything it needs at known versions, into the user's cache
folder, and nowhere else: not into the system's Python.

    schemathesis.folder(group)   # ~/.cache/kiosk/schemathesis-…, with bin/schemathesis; PYTHONPATH must name it
"""

import hashlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from . import say, wheel
from .say import Failure

REQUIREMENTS = Path(__file__).with_name("schemathesis.txt")


def cached():
    """Where it is kept: another folder for other versions."""
    version = hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()[:12]
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    return wheel.cache_folder() / f"schemathesis-{version}-python{python}"


def folder(group):
    """The folder, filled if need be."""
    target = cached()
    if target.exists():
        return target
    if subprocess.run([sys.executable, "-m", "pip", "--version"], capture_output=True, check=False).returncode != 0:
        raise Failure("pip is missing, which would install Schemathesis: scripts/doctor says how to get it")
    target.parent.mkdir(parents=True, exist_ok=True)
    # Beside its destination, so that the rename at the end is atomic: it is there whole or not at all
    with tempfile.TemporaryDirectory(dir=target.parent, prefix="install-") as place:
        place = Path(place)
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-cache-dir", "--disable-pip-version-check"]
        with say.long_step(f"Installing Schemathesis (once) into {target}"):
            group.run(
                "the installation of Schemathesis",
                [*pip, "--only-binary=:all:", "--target", place / "new", "--requirement", REQUIREMENTS],
                log=place / "pip.log",
            )
            os.replace(place / "new", target)
    return target
