"""The scenarios, each asked in turns of everyone who is compared: A B A B, so that what the machine does meanwhile
falls on all alike.

    rounds = Rounds(stage, seconds=10, rounds=3, connections=64)
    measured = rounds.of(scenario, [shop, other])    # {"shop": [Run, …], "other": [Run, …], "ceiling": [Run, …]}
"""

import time
from collections import defaultdict
from dataclasses import dataclass

from ..say import Failure
from . import wrk
from .meter import Meter
from .table import Run

# An update's id is used once; a run takes no more of them than this, and all of them fit in 31 bits
_IDS_PER_RUN = 2_000_000
_WARM_UP = 1
# Until what is noted after the answers is in the database
_SETTLED = 0.3
# Much shorter answers than usual are not what was asked for
_SHORTER = 0.7


@dataclass(frozen=True)
class _Asked:
    """Who is asked what."""

    name: str
    port: int
    pid: int
    load: object
    data: object


class Rounds:
    """Counts ids up, whatever is run."""

    def __init__(self, stage, group, seconds, rounds, connections):
        self._stage = stage
        self._group = group
        self._seconds = seconds
        self._rounds = rounds
        self._connections = connections
        self._runs = 1

    def of(self, scenario, shops):
        """The runs of a scenario, by name: the shops first."""
        stage = self._stage
        asked = [_Asked(shop.name, shop.port, shop.pid, scenario.shop, shop.data) for shop in shops]
        for name, load in scenario.ceilings.items():
            asked.append(_Asked(name, stage.ceiling_port, stage.ceiling_pid, load, shops[0].data))
        measured = defaultdict(list)
        for _ in range(self._rounds):
            for each in asked:
                measured[each.name].append(self._run(each))
        for name, runs in measured.items():
            _require_alike(scenario, name, runs)
        return dict(measured)

    def load(self, scenario, shop):
        """One run, for what it does to the shop's process."""
        self._wrk(_Asked(shop.name, shop.port, shop.pid, scenario.shop, shop.data), self._seconds)

    def _run(self, asked):
        self._wrk(asked, _WARM_UP)
        time.sleep(_SETTLED)
        meter = Meter(self._stage, {"server": asked.pid})
        before = meter.read()
        result = self._wrk(asked, self._seconds)
        time.sleep(_SETTLED)
        cost = meter.read().since(before)
        per_request = {name: 1000 * seconds / result.requests for name, seconds in cost.seconds.items()}
        commands = {name: count / result.requests for name, count in cost.commands.items()}
        return Run(result, per_request, commands)

    def _wrk(self, asked, seconds):
        self._group.require_alive()
        self._runs += 1
        lua = asked.load(asked.data, self._runs * _IDS_PER_RUN)
        url = f"http://127.0.0.1:{asked.port}"
        return wrk.run(self._group, self._stage.folder, url, lua, seconds, self._connections)


def _require_alike(scenario, name, runs):
    """An apology, or the silence that answers a repeated update, has status 200 too, but is short."""
    sizes = [run.result.size for run in runs]
    if min(sizes) < _SHORTER * max(sizes):
        raise Failure(f"{scenario.name}, {name}: answers of {min(sizes):.0f} to {max(sizes):.0f} bytes on average")
