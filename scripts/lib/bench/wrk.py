"""One run of wrk, Debian's HTTP load generator, with a Lua script that makes the requests.

    result = wrk.run(group, folder, "http://127.0.0.1:8080", lua, seconds=10, connections=64)
    result.rate, result.p99
"""

import re
import shutil
from dataclasses import dataclass

from ..say import Failure

_UNITS = {"us": 1e-3, "ms": 1.0, "s": 1e3, "m": 6e4}
_SIZES = {"B": 1, "KB": 1 << 10, "MB": 1 << 20, "GB": 1 << 30}


@dataclass(frozen=True)
class Result:
    """Requests that were answered with 2xx, per second; latencies in milliseconds; bytes per answer."""

    requests: int
    rate: float
    p50: float
    p99: float
    size: float


def require():
    """`Failure` unless wrk is on the path."""
    if not shutil.which("wrk"):
        raise Failure("wrk is missing, which makes the load: apt-get install wrk")


def run(group, folder, url, lua, seconds, connections):
    """Runs it to its end; `Failure` when a request was not answered, or not with 2xx."""
    script, log = folder / "wrk.lua", folder / "wrk.log"
    script.write_text(lua, encoding="ascii")
    # One thread: the machine's processors are for the database and the server
    options = ["--threads", 1, "--connections", connections, "--duration", f"{seconds}s", "--timeout", "10s"]
    group.run("wrk", ["wrk", *options, "--latency", "--script", script, url], log=log)
    return parse(log.read_text(encoding="utf-8", errors="replace"))


def parse(text):
    """What wrk printed."""
    for pattern in (r"Socket errors:.*", r"Non-2xx or 3xx responses: \d+"):
        if found := re.search(pattern, text):
            raise Failure(f"requests failed under load. {found.group()}")
    counted = re.search(r"(\d+) requests in [\d.]+\w+, ([\d.]+)(\w+) read", text)
    rate = re.search(r"Requests/sec:\s+([\d.]+)", text)
    if not counted or not rate or counted.group(1) == "0":
        raise Failure(f"wrk measured nothing; it said:\n{text.strip()}")
    requests = int(counted.group(1))
    read = float(counted.group(2)) * _SIZES[counted.group(3)]
    return Result(requests, float(rate.group(1)), _latency(text, 50), _latency(text, 99), read / requests)


def _latency(text, percent):
    found = re.search(rf"^\s+{percent}%\s+([\d.]+)(us|ms|s|m)$", text, re.MULTILINE)
    return float(found.group(1)) * _UNITS[found.group(2)] if found else float("nan")
