"""What a run cost: processor time of the processes, and the commands MongoDB ran.

    meter = Meter(stage, {"server": pid})
    before = meter.read()
    …
    cost = meter.read().since(before)
    cost.seconds["server"], cost.seconds["mongod"], cost.commands["findAndModify"]
"""

import os
from dataclasses import dataclass
from pathlib import Path

# What a shop asks of its database; not what drivers and servers say to each other
_COUNTED = (
    "find", "findAndModify", "update", "insert", "delete", "aggregate", "getMore", "count", "distinct", "bulkWrite",
    "commitTransaction", "abortTransaction",
)  # fmt: skip
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Reading:
    """Seconds of processor time by process, and commands by name: since the start, or of a span."""

    seconds: dict
    commands: dict

    def since(self, before):
        """What was spent in between."""
        seconds = {name: value - before.seconds[name] for name, value in self.seconds.items()}
        commands = {name: value - before.commands.get(name, 0) for name, value in self.commands.items()}
        return Reading(seconds, {name: count for name, count in commands.items() if count})


class Meter:
    """Reads the same processes and the same MongoDB again and again."""

    def __init__(self, stage, processes):
        self._stage = stage
        self._processes = {**processes, "mongod": status(stage)["pid"]}

    def read(self):
        """As it is now."""
        seconds = {name: processor_seconds(pid) for name, pid in self._processes.items()}
        counters = status(self._stage)["metrics"]["commands"]
        commands = {name: counters[name]["total"] for name in _COUNTED if name in counters}
        return Reading(seconds, commands)


def status(stage):
    """`serverStatus`, without the parts nobody reads here."""
    sections = ("repl", "locks", "wiredTiger", "tcmalloc", "sharding", "transactions", "network", "storageEngine")
    return stage.command("admin", {"serverStatus": 1, **{name: 0 for name in sections}})


def processor_seconds(pid):
    """utime and stime of all threads (proc(5))."""
    # The name, in parentheses, may hold anything
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def resident(pid, line="VmRSS"):
    """Mebibytes of memory that are resident now (`VmRSS`), or were at most (`VmHWM`)."""
    for text in Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines():
        if text.startswith(f"{line}:"):
            return int(text.split()[1]) / 1024
    return float("nan")
