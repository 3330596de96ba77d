"""Proof: backups go into a bucket and come back out of it.

The bucket is moto's, which speaks S3 on this machine.

    backups.prove(stage)
"""

import json
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
