"""Proof: backups go into a bucket and come back out of it, and a large one takes no more memory than a small one.

The bucket is moto's, which speaks S3 on this machine. KIOSK_BACKUP_MEGABYTES=1000 makes the large one so large.

    backups.prove(stage)
"""

import json
import os
import re
import subprocess
import tarfile
import time

from .. import http, ports, say
from ..deploy import SERVER
from ..say import Failure
from . import tools
from .client import Client

_MOTO = ("moto[s3]==5.2.5", "flask==3.1.3", "flask-cors==6.0.5")
_KEPT = 2
_PYMONGO = "pymongo==4.20.1"
_MEGABYTES = 256
# Of the program: what is on its way, whatever the size of the database
_MOST_MEMORY = 200
# Nine tenths of photos, which cannot be compressed, and orders; arguments: the connection string, megabytes
_FILL = """
import os, sys
import bson, pymongo
database = pymongo.MongoClient(sys.argv[1]).get_default_database()
megabytes, piece = int(sys.argv[2]), 255 << 10
for at in range(0, megabytes * 900_000 // piece, 32):
    pieces = [{"files_id": bson.ObjectId(), "n": 0, "data": os.urandom(piece)} for _ in range(32)]
    database["photos.chunks"].insert_many(pieces)
line = {"title": "Copper kettle, 1.7 l", "quantity": 2, "price": {"amount": 129_900, "currency": "UAH"}, "note": "x" * 400}
for at in range(0, megabytes * 100_000 // 600, 1_000):
    database["orders"].insert_many({"user_id": at, "update_id": n, "number": at + n, "lines": [line]} for n in range(1_000))
"""


def prove(stage):
    """Written thrice, kept twice, and the newest restored into another database, whole."""
    port = ports.free()
    program = tools.venv(stage.group, stage.logs, *_MOTO) / "moto_server"
    words = [program, "--host", "127.0.0.1", "--port", port]
    stage.group.start("the bucket", words, log=stage.logs / "moto.log")
    address = f"http://127.0.0.1:{port}"
    http.wait_until_ok(f"{address}/moto-api/", "the bucket", still=stage.group.require_alive)
    bucket = Client(address)
    if bucket.send("PUT", "/shop").status != 200:
        raise Failure("the bucket cannot be made")
    keys = {"AWS_ACCESS_KEY_ID": "k", "AWS_SECRET_ACCESS_KEY": "s", "AWS_REGION": "us-east-1"}
    environment = {**stage.environment, **keys, "AWS_ENDPOINT": address, "AWS_ALLOW_HTTP": "true"}
    names = [_next(stage, environment) for _ in range(_KEPT + 1)]
    listed = re.findall(r"<Key>nightly/([^<]+)</Key>", bucket.get("/shop?list-type=2").body.decode())
    if sorted(listed) != names[-_KEPT:]:
        raise Failure(f"of {names}, the bucket keeps {listed}")
    newest = f"s3://shop/nightly/{names[-1]}"
    other = {**environment, "MONGODB_URI": stage.uri.replace("/shop?", "/restored?")}
    _server(stage, other, "restore", newest)
    copy = stage.folder / "restored.tar.gz"
    _server(stage, other, "backup", copy)
    original = stage.folder / "original.tar.gz"
    original.write_bytes(bucket.get(f"/shop/nightly/{names[-1]}").body)
    if _hashes(original) != _hashes(copy):
        raise Failure("what was restored is not what was backed up")
    say.line(f"  {newest}: {original.stat().st_size / 1e6:.1f} MB, restored; {_KEPT} are kept")
    _large(stage)


def _large(stage):
    """How long it takes, and how much memory of the program; the database beside it has a cache of its own."""
    megabytes = int(os.environ.get("KIOSK_BACKUP_MEGABYTES") or _MEGABYTES)
    full, empty = (
        {**stage.environment, "MONGODB_URI": stage.uri.replace("/shop?", f"/{name}?")} for name in ("full", "empty")
    )
    _server(stage, full, "migrate")
    python = tools.venv(stage.group, stage.logs, _PYMONGO) / "python"
    stage.group.run("filling", [python, "-c", _FILL, full["MONGODB_URI"], megabytes], log=stage.logs / "filling.log")
    archive = stage.folder / "large.tar.gz"
    written = _measured(stage, full, "backup", archive)
    restored = _measured(stage, empty, "restore", archive)
    size = f"{archive.stat().st_size / 1e6:.0f} MB of archive"
    say.line(f"  {megabytes} MB: {size}, written in {written[0]:.0f} s with {written[1]:.0f} MB of memory at most")
    say.line(f"  {megabytes} MB: restored and compared in {restored[0]:.0f} s with {restored[1]:.0f} MB of memory at most")
    archive.unlink()
    if max(written[1], restored[1]) > _MOST_MEMORY:
        raise Failure(f"backup or restore of {megabytes} MB takes more than {_MOST_MEMORY} MB of memory")


def _measured(stage, environment, *words):
    """Seconds, and the most memory in MB."""
    log = stage.logs / f"large-{words[0]}.log"
    started = time.monotonic()
    with open(log, "wb") as said:
        process = subprocess.Popen([str(word) for word in (stage.program(SERVER), *words)], env=environment, stderr=said)
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise Failure(f"server {words[0]}: {log.read_text(encoding='utf-8').strip()}")
    return time.monotonic() - started, usage.ru_maxrss * 1024 / 1e6


def _next(stage, environment):
    """The name of another one."""
    # The time in a name has seconds
    now = int(time.time())
    while int(time.time()) == now:
        time.sleep(0.02)
    said = _server(stage, environment, "backup", "s3://shop/nightly/", "--keep", _KEPT)
    return re.search(r"s3://shop/nightly/(\S+)\.$", said).group(1)


def _hashes(path):
    """Of each collection."""
    with tarfile.open(path) as archive:
        manifest = json.load(archive.extractfile("manifest.json"))
    return {each["name"]: each["sha256"] for each in manifest["collections"]}


def _server(stage, environment, *words):
    command = [str(word) for word in (stage.program(SERVER), *words)]
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        raise Failure(f"server {' '.join(command[1:])}: {result.stderr.strip()}")
    return result.stdout.strip()
