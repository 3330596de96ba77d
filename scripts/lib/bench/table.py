"""Medians, targets, and the lines that say them.

    table.rows([(scenario, {"shop": [Run, …], "ceiling": [Run, …]})])    # lines
"""

from dataclasses import dataclass
from statistics import median

from .wrk import Result


@dataclass(frozen=True)
class Run:
    """One run of wrk and what it cost, per request: milliseconds by process, commands by name."""

    result: Result
    milliseconds: dict
    commands: dict


@dataclass(frozen=True)
class Verdict:
    """Whether a target is met."""

    text: str
    is_met: bool


def rate(runs):
    """The median of the requests per second."""
    return median(run.result.rate for run in runs)


def cost(runs, process):
    """The median of the milliseconds per request."""
    return median(run.milliseconds[process] for run in runs)


def commands(runs):
    """`1.00 findAndModify, 0.03 update`: medians per request, those of less than a hundredth left out."""
    names = sorted({name for run in runs for name in run.commands})
    means = {name: median(run.commands.get(name, 0) for run in runs) for name in names}
    shown = sorted((item for item in means.items() if item[1] >= 0.005), key=lambda item: -item[1])
    return ", ".join(f"{count:.2f} {name}" for name, count in shown) or "none"


def verdicts(scenario, shop, ceilings):
    """Each target of a scenario, by the runs of the shop and of the ceilings."""
    found = []
    for target in scenario.targets:
        share = rate(shop) / rate(ceilings[target.ceiling])
        of = "the ceiling" if target.ceiling == "ceiling" else f"the ceiling's {target.ceiling}"
        why = f" ({target.why})" if target.why else ""
        found.append(Verdict(f"{share:.2f} of {of}, at least {target.share:.2f}{why}", share >= target.share))
    if scenario.server_ms is not None:
        spent = cost(shop, "server")
        text = f"{spent:.2f} ms of the server's processor time, at most {scenario.server_ms:.2f}"
        found.append(Verdict(text, spent <= scenario.server_ms))
    return found


_COLUMNS = ("requests/s", "share", "p99 ms", "server ms", "mongod ms", "MongoDB commands per request")


def lines(scenario, measured):
    """A block for one scenario: a row for whoever was asked, then a line for each target. `measured` is by name, the
    shops first; a name that is no ceiling's is a shop's."""
    ceilings = {name: measured[name] for name in scenario.ceilings}
    text = [scenario.title, "  " + _row("", *_COLUMNS)]
    for name, runs in measured.items():
        share = f"{rate(runs) / rate(ceilings['ceiling']):.2f}"
        spent = (f"{cost(runs, process):.2f}" for process in ("server", "mongod"))
        p99 = f"{median(run.result.p99 for run in runs):.0f}"
        text.append("  " + _row(name, f"{rate(runs):,.0f}", share, p99, *spent, commands(runs)))
    for name, shop in measured.items():
        if name not in ceilings:
            for verdict in verdicts(scenario, shop, ceilings):
                text.append(f"    {'met    ' if verdict.is_met else 'NOT MET'}  {name}: {verdict.text}")
    return text


def _row(name, *cells):
    return f"{name:<14}{cells[0]:>12}{cells[1]:>8}{cells[2]:>9}{cells[3]:>11}{cells[4]:>11}   {cells[5]}"


def percentile(values, percent):
    """The smallest value that so many per cent do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]
