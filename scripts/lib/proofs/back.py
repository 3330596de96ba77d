"""Proof: a release that migrates the data and then does not start is followed by the one before, which reads them.

Beside `machine.py`, whose `Shop` it plays on.

    back.prove(shop)
"""

import shutil

from .. import say
from ..deploy.release import Release
from ..say import Failure
from . import tools
from .network import Load

# Where the machine sees MongoDB's driver for Python
LIBRARY = "/usr/lib/kiosk-proof"
# Migrates twice: by the real program, from data that it makes one version older first, and then to a version of its own
# that the release before does not know. Then it does not start
_BROKEN = f"""\
#!/bin/sh
note() {{ PYTHONPATH={LIBRARY} python3 -c '
import os, sys, pymongo
meta = pymongo.MongoClient(os.environ["MONGODB_URI"]).get_default_database().meta
meta.update_one({{"_id": "data"}}, {{"$inc": {{"version": int(sys.argv[1])}}}})
' "$1"; }}
if [ "$1" = migrate ]; then
    note -1 && /opt/kiosk/current/bin/server "$@" && note 1
    exit
fi
echo "something is wrong with this release" >&2
exit 1
"""
_KEPT = 5


def library(stage):
    """The folder on this machine."""
    programs = tools.venv(stage.group, stage.logs, "pymongo==4.20.1")
    return next((programs.parent / "lib").glob("python*/site-packages"))


def prove(shop):
    """The machine serves on with the release before; the data were backed up, and five backups are kept."""
    machine = shop.machine
    before = machine.run("readlink /opt/kiosk/current").rsplit("/", 1)[-1]
    machine.run("cd /var/backups/kiosk; for n in 1 2 3 4 5 6; do touch -d \"$n days ago\" kiosk-shop-v1-$n.tar.gz; done")
    broken = shop.stage.folder / "broken"
    broken.mkdir()
    shutil.copy(shop.stage.program("shopctl"), broken)
    (broken / "server").write_text(_BROKEN, encoding="ascii")
    (broken / "server").chmod(0o755)
    third = Release(shop.stage.release.version, "third")
    with Load(shop.clients, shop.telegram.headers) as load:
        shop.remote.copy(shop.stage.root, third, broken)
        try:
            shop.remote.activate(third)
        except Failure as failure:
            if f"Back to {before}" not in str(failure) or "something is wrong" not in str(failure):
                raise
        else:
            raise Failure("a release that does not start was taken for a good one")
    shop.require_current(before)
    shop.buy()
    say.line(f"  a broken release with newer data: back to the one before, {load.count} requests, 0 refused")
    _backed_up(machine)


def _backed_up(machine):
    mode, *files = machine.run("stat -c %a /var/backups/kiosk; ls -t /var/backups/kiosk").splitlines()
    modes = set(machine.run(f"stat -c %a /var/backups/kiosk/{files[0]}").split())
    if (mode, modes) != ("700", {"600"}) or len(files) != _KEPT:
        raise Failure(f"backups: the folder has mode {mode}, the latest {modes}, there are {len(files)}")
    # What it holds is its own test's to look at; here, that it is one
    machine.run(f"tar -tzf /var/backups/kiosk/{files[0]} > /dev/null")
    size = int(machine.run(f"stat -c %s /var/backups/kiosk/{files[0]}")) / 1_000_000
    say.line(f"  backed up before: {files[0]}, {size:.1f} MB; {_KEPT} are kept")
