"""Proof: a machine that nobody looks after keeps its disk and its security: logs are rotated, upgrades come by night.

Beside `machine.py`, whose `Shop` it plays on.

    upkeep.prove(shop)
"""

from .. import say
from ..say import Failure

_LOG = "/var/log/mongodb/mongod.log"


def prove(shop):
    """logrotate and unattended-upgrades with what `infra/vm/setup` wrote, without a restart of MongoDB."""
    machine = shop.machine
    mongod = machine.process("mongod")
    machine.run("logrotate --force /etc/logrotate.d/mongod")
    # It writes of every connection, so these reach the new file
    shop.server("outbox", "list")
    machine.run(f"test -s {_LOG}.1 && test -s {_LOG}")
    if machine.process("mongod") != mongod:
        raise Failure("the rotation of its log restarts MongoDB")
    for timer in ("apt-daily.timer", "apt-daily-upgrade.timer", "logrotate.timer"):
        machine.run(f"systemctl is-enabled {timer}")
    said = machine.run("unattended-upgrade --dry-run --debug 2>&1")
    if "Initial blacklist: mongodb-" not in said or "label=Debian-Security" not in said:
        raise Failure(f"unattended-upgrades is set up otherwise:\n{said}")
    settings = machine.run("cat /etc/kiosk/kiosk.env")
    readme = (shop.stage.root / "README.md").read_text(encoding="utf-8")
    table = readme.split("| variable | meaning | default |\n", 1)[1].split("\n\n", 1)[0].splitlines()[1:]
    if missing := [name for name in (row.split("`")[1] for row in table) if name not in settings]:
        raise Failure(f"kiosk.env does not tell of {', '.join(missing)}")
    say.line("  upkeep: MongoDB's log is rotated, Debian's security updates come by night")
    say.line(f"  kiosk.env tells of {len(table)} variables")
