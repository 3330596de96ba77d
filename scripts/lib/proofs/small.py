"""Proof: the shop fits a machine of 1.7 GB and one processor, on a busy day.

Beside `machine.py`, whose `Shop` it plays on.

    small.prove(shop)
"""

import json
import time

from .. import say
from ..say import Failure
from .booted import MEGABYTES
from .limits import Watch
from .network import STRANGERS

_SHOP = "http://127.0.0.1:8080"
# Of kiosk.service
_SERVER_MEGABYTES = 256
_SECONDS = 20
_ROWS = 20_000


def prove(shop):
    """A crowd buys while a large catalogue comes in; the kernel ends nobody for want of memory."""
    machine = shop.machine
    key = shop.server("keys", "create", "--name", "proof", "--scope", "catalogue:write", "--scope", "products:write")
    key = {"Authorization": f"Bearer {key.splitlines()[-1]}"}
    _fill(machine, key)
    header = "sku,title,category,price,stock,description\n"
    rows = "".join(f"S-{n},Kettle {n},Kitchen / Shelf {n % 100},{n % 900 + 1}.00,9,Holds water\n" for n in range(_ROWS))
    path = "/v1/catalogue/import?format=csv"
    sent = machine.client(STRANGERS[0]).send("POST", path, (header + rows).encode(), {**key, "Content-Type": "text/csv"})
    if sent.status != 202:
        raise Failure(f"an import is answered with {sent.status}: {sent.body[:300]!r}")
    with Watch(machine.limits) as watch:
        with shop.nobody_refused(f"{_SECONDS} seconds of sale, while {_ROWS} products come in"):
            time.sleep(_SECONDS)
        _imported(machine, sent.json()["id"], key)
    if kills := machine.limits.kills():
        raise Failure(f"the kernel ended {kills} processes for want of memory")
    server, mongod = machine.most_memory("kiosk"), machine.most_memory("mongod")
    with_files = f"{machine.limits.peak():.0f} MB with the cache of files"
    say.line(f"  memory of a machine of {MEGABYTES} MB: at most {watch.most:.0f} MB, {with_files}; nobody ended for want of it")
    say.line(f"    mongod at most {mongod:.0f} MB, the server at most {server:.0f} MB (of {_SERVER_MEGABYTES})")
    if server > _SERVER_MEGABYTES:
        raise Failure("the server takes more than its unit gives it")


def _fill(machine, key):
    """Enough on offer for a crowd."""
    shop = machine.network.client(_SHOP)
    listed = shop.get("/v1/products?discounted=true&limit=100", key).json()["items"]
    for product in listed:
        headers = {**key, "Content-Type": "application/json"}
        patched = shop.send("PATCH", f"/v1/products/{product['id']}", b'{"stock": 100000}', headers)
        if patched.status != 200:
            raise Failure(f"a product is not changed: {patched.status} {patched.body[:300]!r}")


def _imported(machine, job, key, patience=120.0):
    shop = machine.network.client(_SHOP)
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        state = shop.get(f"/v1/catalogue/import/{job}", key).json()
        if state["created"] == _ROWS:
            return
        time.sleep(0.2)
    raise Failure(f"the import does not end: {json.dumps(state)[:500]}")
