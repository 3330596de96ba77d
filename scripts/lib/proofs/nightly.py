"""Proof: what the night's backup holds comes back, orders and photos, after the database was lost.

Beside `machine.py`, whose `Shop` it plays on.

    nightly.prove(shop)
"""

import time

from .. import say
from ..say import Failure
from .back import LIBRARY

_FOLDER = "/var/backups/kiosk-nightly"
_MONGO = f"""PYTHONPATH={LIBRARY} python3 -c '
import os, pymongo
db = pymongo.MongoClient(os.environ["MONGODB_URI"]).get_default_database()
names = sorted(name for name in db.list_collection_names() if not name.startswith("system."))
%s
'"""
# What nobody writes while the shop is stopped
_COUNT = 'print(*(f"{name}={db[name].count_documents({})}" for name in names))'
_LOSE = "for name in names: db[name].drop()"


def prove(shop):
    """Backed up while it serves; lost; restored; sold from again."""
    machine = shop.machine
    shop.buy()
    machine.run("systemctl is-enabled kiosk-backup.timer")
    took = _timed(lambda: machine.run("systemctl start kiosk-backup.service"))
    listed = machine.run(f"stat -c '%a %s %n' {_FOLDER} {_FOLDER}/*").splitlines()
    (folder_mode, *_), (mode, size, path) = (line.split() for line in listed)
    if (folder_mode, mode) != ("700", "600"):
        raise Failure(f"the night's backup may be read by others: {listed}")
    machine.run("systemctl stop kiosk.socket kiosk.service")
    # The night's is of before the stop: this one is of what is lost
    shop.server("backup", f"{_FOLDER}/last.tar.gz")
    before = _ask(machine, _COUNT)
    _ask(machine, _LOSE)
    if _ask(machine, _COUNT):
        raise Failure("the database is not lost")
    back = _timed(lambda: shop.server("restore", f"{_FOLDER}/last.tar.gz"))
    if (after := _ask(machine, _COUNT)) != before:
        raise Failure(f"before: {before}\nafter: {after}")
    machine.run("systemctl start kiosk.socket kiosk.service")
    shop.buy()
    counts = dict(pair.split("=") for pair in before.split())
    held = f"{counts['orders']} orders, {counts['photos.files']} photos, {int(size) / 1e6:.1f} MB"
    say.line(f"  backed up in {took:.1f} s, lost, restored in {back:.1f} s: {held}  {path.rsplit('/', 1)[-1]}")


def _ask(machine, code):
    return machine.run(f"set -a; . /etc/kiosk/kiosk.env; {_MONGO % code}")


def _timed(work):
    began = time.monotonic()
    work()
    return time.monotonic() - began
