"""What the proofs need and a bare Debian 12 lacks, installed once.

    tools.apt(group, logs, {"nginx": "nginx"})              # program: package
    python = tools.venv(group, logs, "checkov==3.2.500")    # the interpreter of an environment in the cache folder
"""

import hashlib
import importlib.util
import os
import shutil
import sys
from pathlib import Path

from .. import say
from ..say import Failure


def apt(group, logs, programs):
    """Installs the packages whose program is not on the path."""
    missing = sorted({package for program, package in programs.items() if not _found(program)})
    # Debian packs what makes environments apart from Python itself
    if importlib.util.find_spec("ensurepip") is None:
        missing.append("python3-venv")
    if not missing:
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise Failure(f"these are missing, and installing them takes root on Debian: {' '.join(missing)}")
    # A service that a package brings must not start by itself
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    with say.step(f"Installing {' '.join(missing)}"):
        group.run("apt-get update", ["apt-get", "update", "-qq"], log=logs / "apt-update.log", env=environment)
        install = ["apt-get", "install", "-qq", "-y", "--no-install-recommends", *missing]
        group.run("apt-get install", install, log=logs / "apt.log", env=environment)


def _found(program):
    return shutil.which(program, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")


def venv(group, logs, *packages):
    """The folder of programs of an environment with exactly these packages, made at the first call."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    name = hashlib.sha256(" ".join(packages).encode()).hexdigest()[:12]
    folder = Path(base) / "kiosk" / f"venv-{name}"
    if not (folder / "done").exists():
        with say.step(f"Installing {' '.join(packages)} into {folder}"):
            group.run("venv", [sys.executable, "-m", "venv", "--clear", folder], log=logs / "venv.log")
            pip = [folder / "bin/python", "-m", "pip", "install", "--quiet", *packages]
            group.run("pip", pip, log=logs / f"pip-{name}.log")
            (folder / "done").touch()
    return folder / "bin"
