"""What `scripts/run` was asked for: the command line and the environment, checked before anything is started.

    settings = Settings.read(sys.argv[1:], os.environ, root)
"""

import argparse
import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

from . import mongo, ports
from .say import Failure

# What is listened on where nothing else is asked for
SERVER_PORT = 8080
SANDBOX_PORT = 8081
MONGO_PORT = 27018

_HELP = """\
Runs the whole shop on this machine: MongoDB, the server and, unless TELEGRAM_BOT_TOKEN is set, a sandbox that plays
Telegram, with a chat page for the browser. The first run builds everything and loads the demo catalogue; later ones
keep the data. Ctrl-C stops all of it."""

_ENVIRONMENT = """\
environment:
  MONGODB_URI             use this MongoDB (a replica set) instead of starting one
  TELEGRAM_BOT_TOKEN      a real bot instead of the sandbox
  PUBLIC_URL              with a real bot: the server's https address, for the webhook; without it updates are fetched
  TELEGRAM_WEBHOOK_SECRET made up and kept when not set
  PORT                    as --port
Whatever else the server understands (ADMIN_API_KEY, SHOP_…) is handed on to it."""


@dataclass(frozen=True)
class Settings:
    """Checked and complete."""

    root: Path
    state: Path
    programs: Optional[Path]
    port: int
    sandbox_port: int
    mongo_port: int
    reset: bool
    mongo: mongo.Source
    token: Optional[str]
    api: str
    public_url: Optional[str]

    @classmethod
    def read(cls, arguments, environment, root):
        """From the command line and the environment; `Failure` when they contradict each other."""
        given = _parser(environment, root).parse_args(arguments)
        settings = cls(
            root=root,
            state=given.state.absolute(),
            programs=given.programs and given.programs.absolute(),
            port=given.port,
            sandbox_port=given.sandbox_port,
            mongo_port=given.mongo_port,
            reset=given.reset,
            mongo=mongo.choose(environment),
            token=environment.get("TELEGRAM_BOT_TOKEN") or None,
            api=(environment.get("TELEGRAM_API_URL") or "https://api.telegram.org").rstrip("/"),
            public_url=(environment.get("PUBLIC_URL") or "").rstrip("/") or None,
        )
        settings._check()
        return settings

    def _check(self):
        if self.reset and not self.mongo.ours():
            raise Failure("--reset is refused with MONGODB_URI: that database may hold more than this shop's demo")
        if self.public_url and not self.token:
            raise Failure("PUBLIC_URL is for a real bot: set TELEGRAM_BOT_TOKEN too, or leave it out for the sandbox")
        if self.token and not re.fullmatch(r"\d+:[\w-]+", self.token):
            raise Failure("TELEGRAM_BOT_TOKEN does not look like a token: 123456789:AA… as @BotFather gives it")

    def require_ports(self):
        """`Failure` for the first port that is not to be had."""
        wanted = [(self.port, "the server", "--port")]
        if not self.token:
            wanted.append((self.sandbox_port, "the sandbox", "--sandbox-port"))
        if self.mongo.ours():
            wanted.append((self.mongo_port, "MongoDB", "--mongo-port"))
        ports.require_distinct(wanted)
        for each in wanted:
            ports.require_free(*each)

    @property
    def data(self):
        """What `--reset` removes."""
        return self.state / "data"

    @property
    def logs(self):
        """One file per child."""
        return self.state / "logs"

    @property
    def database(self):
        """A real bot's photos have other file ids than the sandbox's: each bot has a database of its own."""
        return f"shop_{self.token.split(':')[0]}" if self.token else "shop"


def kept_secret(path, prefix=""):
    """Random, made up once and kept: the webhook goes on working after a restart."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, "w", encoding="ascii") as file:
            file.write(prefix + secrets.token_hex(16))
    return path.read_text(encoding="ascii").strip()


def _parser(environment, root):
    parser = argparse.ArgumentParser(
        prog="scripts/run",
        description=_HELP,
        epilog=_ENVIRONMENT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    option = parser.add_argument
    # A default that is a string goes through `type` too, so a malformed PORT is reported like a malformed --port
    default = environment.get("PORT") or str(SERVER_PORT)
    for name, number, what in (
        ("--port", default, f"the server's port (default: PORT or {SERVER_PORT})"),
        ("--sandbox-port", str(SANDBOX_PORT), f"the chat page's port (default: {SANDBOX_PORT})"),
        ("--mongo-port", str(MONGO_PORT), f"MongoDB's port (default: {MONGO_PORT})"),
    ):
        option(name, type=ports.port, default=number, metavar="N", help=what)
    option("--reset", action="store_true", help="start afresh: removes the data of earlier runs")
    option("--state", type=Path, default=root / ".kiosk", metavar="DIR", help="data, logs and secrets (default: .kiosk)")
    option("--programs", type=Path, metavar="DIR", help="take server, sandbox and shopctl from DIR, build nothing")
    return parser
