"""Proof: a connection string that finds its servers by DNS, as Atlas gives it, is one that the shop sells with.

The name server is dnslib's; the program sees it in a mount namespace with a resolv.conf of its own.

    srv.prove(stage)
"""

import os
import re
import subprocess

from .. import ports, say
from ..deploy import SERVER
from ..say import Failure
from . import tools

_DNS = "dnslib==0.9.26"
# One that resolv.conf can name: port 53 alone
_ADDRESS = "127.0.53.1"
# MongoDB's specification "Initial DNS Seedlist Discovery": a TXT record may give three options, replicaSet among them
_ZONE = """\
$TTL 60
_mongodb._tcp.shop.kiosk.test.  IN SRV 0 0 {port} mongo.kiosk.test.
shop.kiosk.test.                IN TXT "replicaSet={replica_set}"
mongo.kiosk.test.               IN A 127.0.0.1
_mongodb._tcp.odd.kiosk.test.   IN SRV 0 0 {port} mongo.kiosk.test.
odd.kiosk.test.                 IN TXT "tls=false"
_mongodb._tcp.else.kiosk.test.  IN SRV 0 0 {port} mongo.example.org.
"""
# What makes the string unusable, and what is said of it
_REFUSED = {
    "mongodb+srv://nowhere.kiosk.test/shop?tls=false": "no SRV record",
    "mongodb+srv://odd.kiosk.test/shop?tls=false": "a TXT record with an option that it may not give",
    "mongodb+srv://else.kiosk.test/shop?tls=false": "a server in somebody else's domain",
}
_ENTER = 'mount --bind "$RESOLV" /etc/resolv.conf; exec "$@"'


def prove(stage):
    """A purchase with SRV and TXT; one line to standard error where they are wrong."""
    _serve_names(stage)
    for uri, fault in _REFUSED.items():
        _refused(stage, uri, fault)
    port = ports.free()
    uri = "mongodb+srv://shop.kiosk.test/shop?tls=false"
    environment = {**stage.environment, "RESOLV": str(_resolv(stage)), "MONGODB_URI": uri, "PORT": str(port)}
    command = _inside(stage.program(SERVER))
    child = stage.group.start("server by SRV", command, log=stage.logs / "srv.log", env=environment)
    number = stage.purchase(stage.wait(f"http://127.0.0.1:{port}", "the server by SRV"))
    say.line(f"  order {number} placed over mongodb+srv://, by SRV, TXT and A records")
    stage.group.end(child)


def _serve_names(stage):
    port, replica_set = re.search(r":(\d+)/.*replicaSet=(\w+)", stage.uri).groups()
    zone = stage.folder / "kiosk.test.zone"
    zone.write_text(_ZONE.format(port=port, replica_set=replica_set), encoding="ascii")
    python = tools.venv(stage.group, stage.logs, _DNS) / "python"
    words = ["-m", "dnslib.zoneresolver", "--zone", zone, "--address", _ADDRESS, "--port", "53", "--tcp"]
    stage.group.start("the name server", [python, *words], log=stage.logs / "dns.log")


def _resolv(stage):
    path = stage.folder / "resolv.conf"
    path.write_text(f"nameserver {_ADDRESS}\noptions timeout:2 attempts:5\n", encoding="ascii")
    return path


def _inside(*command):
    return ["unshare", "--mount", "--propagation", "private", "sh", "-ec", _ENTER, "sh", *map(str, command)]


def _refused(stage, uri, fault):
    environment = {**os.environ, **stage.environment, "RESOLV": str(_resolv(stage)), "MONGODB_URI": uri}
    said = subprocess.run(
        _inside(stage.program(SERVER)), env=environment, capture_output=True, text=True, check=False, timeout=60
    )
    lines = said.stderr.strip().splitlines()
    if said.returncode == 0 or len(lines) != 1 or "MONGODB_URI" not in lines[0]:
        raise Failure(f"{fault}: exit code {said.returncode}, and the program says\n{said.stderr.strip()}")
