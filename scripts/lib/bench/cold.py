"""From a process's start to its first answered update, and how much memory it takes idle and under load.

    for line in cold.measure(stage, group, shop, rounds): …
"""

import json
import socket
import time
from statistics import median

from .. import say
from ..say import Failure
from . import customers, meter
from .scenarios import SCENARIOS

STARTS = 10
_PATIENCE = 10.0
_IDLE = 1.0
_MOST_MS, _MOST_IDLE, _MOST_LOADED = 40, 20, 40


def measure(stage, group, rounds, shop):
    """Starts the shop ten times, then loads it; lines that say what came of it."""
    command, environment = stage.again(shop)
    took, idle = [], []
    with say.step(f"Starting {shop.name} {STARTS} times"):
        for n in range(STARTS):
            begun = time.perf_counter()
            child = group.start(shop.name, command, log=stage.folder / f"{shop.name}-cold.log", env=environment)
            _first_answer(shop.port, customers.write(100 + n, customers.FIRST + n, "/menu"), child)
            took.append(1000 * (time.perf_counter() - begun))
            time.sleep(_IDLE)
            idle.append(meter.resident(child.process.pid))
            group.end(child)
    child = group.start(shop.name, command, log=stage.folder / f"{shop.name}-loaded.log", env=environment)
    stage.wait(shop.port, shop.name, "/health/ready")
    loaded = {}
    for scenario in SCENARIOS:
        with say.step(f"Memory under load: {scenario.title}"):
            rounds.load(scenario, shop)
        loaded[scenario.name] = meter.resident(child.process.pid, "VmHWM")
    return [
        f"first answer  {median(took):.0f} ms after the start ({min(took):.0f} to {max(took):.0f}); "
        + _judged(median(took), _MOST_MS, "ms"),
        f"idle          {median(idle):.1f} MiB resident; " + _judged(median(idle), _MOST_IDLE, "MiB"),
        f"under load    {max(loaded.values()):.1f} MiB resident at most "
        f"({', '.join(f'{name} {value:.1f}' for name, value in loaded.items())}); "
        + _judged(max(loaded.values()), _MOST_LOADED, "MiB"),
    ]


def _judged(value, most, unit):
    return f"{'met' if value <= most else 'NOT MET'}: at most {most} {unit}"


def _first_answer(port, update, child):
    """Asks from the first moment on: connections are refused until the process listens."""
    body = json.dumps(update).encode()
    headers = {"Host": "bench", "Content-Type": "application/json", "Content-Length": len(body), **customers.HEADERS}
    head = f"POST {customers.PATH} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline and child.alive():
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=_PATIENCE) as connection:
                connection.sendall(head.encode() + b"\r\n" + body)
                answer = connection.recv(65536)
        except ConnectionRefusedError:
            # Asking without a pause would take the processor that the process starts on
            time.sleep(0.0005)
            continue
        if answer.startswith(b"HTTP/1.1 200"):
            return
        raise Failure(f"the first update was answered with {answer[:40]!r}")
    raise Failure("the first update was not answered: " + (child.obituary() if not child.alive() else "no connection"))
