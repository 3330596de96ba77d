"""Proof: the images, as a registry gives them back, are small, start fast and sell.

    containers.prove(stage)
"""

import os
import statistics
import subprocess
import time
import tomllib
import zlib
from pathlib import Path

from .. import ports, say
from ..deploy import PROGRAMS, SERVER
from ..say import Failure
from . import elf
from .client import Client
from .stage import SECRET

MOST_MEGABYTES = 25
MOST_MILLISECONDS = 60
_STARTS = 9
_NOBODY = 65532
_KEY = "for-the-first-answers-of-the-images"


def prove(stage):
    """Every image's contents and cold start; a purchase through those that have the chat in them."""
    for program in PROGRAMS:
        container = stage.pull(program)
        _contents(stage, program, container)
        _cold_start(stage, program)
        if program in ("webhook", SERVER):
            _purchase(stage, program, container)


def _contents(stage, program, container):
    image = container.inspect()
    folder = container.folder()
    found = [os.path.relpath(os.path.join(at, name), folder) for at, _, names in os.walk(folder) for name in names]
    if found != ["shop"]:
        raise Failure(f"the image {program} holds more than its program: {found}")
    if image["config"]["User"] != f"{_NOBODY}:{_NOBODY}":
        raise Failure(f"the image {program} runs as {image['config'].get('User') or 'root'}")
    labels = image["config"]["Labels"]
    expected = {"version": stage.release.version, "revision": stage.release.commit}
    for name, value in expected.items():
        if labels[f"org.opencontainers.image.{name}"] != value:
            raise Failure(f"the image {program} calls its {name} {labels[f'org.opencontainers.image.{name}']}")
    path = Path(folder) / "shop"
    crates = require_crates(stage.root, elf.read(path))
    say.line(f"  {program}: {require_small(program, path)}, {crates} crates  {container.reference.split('/')[-1]}")


def require_small(what, path):
    """A program's size, and what a registry keeps of it, as text: layers are stored and pulled gzipped."""
    content = path.read_bytes()
    pulled = len(zlib.compress(content, 6)) / 1e6
    if pulled > MOST_MEGABYTES:
        raise Failure(f"the image {what} takes {pulled:.1f} MB to pull, which is over {MOST_MEGABYTES}")
    return f"{pulled:.1f} MB to pull (at most {MOST_MEGABYTES}), {len(content) / 1e6:.1f} MB unpacked"


def require_crates(root, program):
    """How many crates a program names; `Failure` unless they are Cargo.lock's, with the database's among them."""
    lock = tomllib.loads((root / "Cargo.lock").read_text(encoding="utf-8"))
    locked = {(package["name"], package["version"]) for package in lock["package"]}
    found = {(crate["name"], crate["version"]) for crate in program.crates()}
    if strangers := found - locked:
        raise Failure(f"a program names crates that Cargo.lock does not: {sorted(strangers)}")
    if "mongodb" not in dict(found):
        raise Failure(f"a program does not name mongodb among its crates: {sorted(found)}")
    return len(found)


def _cold_start(stage, program):
    """From the process's start to the first answer that took a read of MongoDB; the median of some."""
    times = sorted(_first_answer(stage, program, turn) for turn in range(_STARTS))
    median = statistics.median(times)
    spread = f"{times[0]:.0f} to {times[-1]:.0f}"
    say.line(f"  {program}: first answer after {median:.0f} ms (at most {MOST_MILLISECONDS}; {spread})")
    if median > MOST_MILLISECONDS:
        raise Failure(f"{program} takes {median:.0f} ms to its first answer")


def _first_answer(stage, program, turn):
    """Milliseconds of the image's own program, started without buildah, which takes half a second for itself."""
    port = ports.free()
    client = Client(f"http://127.0.0.1:{port}")
    environment = {**stage.environment, "PORT": str(port), "ADMIN_API_KEY": _KEY}
    path = stage.program(program)
    started = time.perf_counter()
    process = subprocess.Popen([path], env=environment, stderr=subprocess.DEVNULL)
    try:
        while True:
            try:
                answer = _ask(client, program, turn)
                took = (time.perf_counter() - started) * 1000
                if answer.status != 200:
                    raise Failure(f"the first answer of {program} is {answer.status}: {answer.body[:300]!r}")
                return took
            except OSError:
                if process.poll() is not None or time.perf_counter() - started > 10:
                    raise Failure(f"{program} does not answer") from None
            time.sleep(0.0005)
    finally:
        process.kill()
        process.wait()


def _ask(client, program, turn):
    """What takes a look into the database: a customer asks for the cart; of a REST function, its list or its file."""
    if program == "office":
        return client.get("/office/login", {"Cookie": f"kiosk={'0' * 64}"})
    if program not in ("webhook", SERVER):
        path = {"broadcast": "broadcasts?limit=1", "catalogue": "catalogue/export?format=csv"}.get(program)
        return client.get(f"/v1/{path or f'{program}?limit=1'}", {"Authorization": f"Bearer {_KEY}"})
    number = 5_000 + turn
    somebody = {"id": number, "first_name": "Emma", "language_code": "en"}
    message = {"message_id": 1, "date": 1_795_435_000, "from": somebody, "chat": {**somebody, "type": "private"}}
    update = {"update_id": number, "message": {**message, "text": "🛒 Cart"}}
    return client.post("/telegram/webhook", update, {"X-Telegram-Bot-Api-Secret-Token": SECRET})


def _purchase(stage, program, container):
    port = ports.free()
    # By a name, so that a static program must find it without the C library's plug-ins
    environment = {**stage.environment, "PORT": port, "MONGODB_URI": stage.uri.replace("127.0.0.1", "localhost")}
    log = stage.logs / f"container-{program}.log"
    child = stage.group.start(f"container {program}", container.command(environment), log=log)
    number = stage.purchase(stage.wait(f"http://127.0.0.1:{port}", f"the container {program}"))
    say.line(f"  {program}: order {number} placed through the container")
    stage.group.end(child)
