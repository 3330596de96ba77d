"""`scripts/rotate-secret vm`: a new secret for a shop on a machine of one's own.

Beside `vm.py`; the work is done on the machine, by `infra/vm/rotate` of the release that serves there.

    main(["root@shop.example.com", "webhook-secret", "--domain", "shop.example.com"])       # the exit status
"""

import argparse
import getpass
import os

from .. import say
from . import vm

SECRETS = ("bot-token", "webhook-secret", "database-password")
_HELP = """\
Replaces a secret of the shop on HOST while it serves: no update is lost, no request refused. What fails on the way is
taken back. The new bot's token comes from TELEGRAM_BOT_TOKEN or is asked for; the others are made up."""


def main(arguments):
    """The exit status."""
    parser = argparse.ArgumentParser(prog="scripts/rotate-secret vm", description=_HELP)
    option = parser.add_argument
    option("host", metavar="USER@HOST", help="as ssh takes it; USER may become root by sudo")
    option("secret", choices=SECRETS)
    option("--domain", required=True, help="the shop's name, which leads to HOST")
    option("--ssh", default="ssh", metavar="COMMAND", help="instead of ssh; called with HOST and a command line")
    option("--grace", type=float, default=10, metavar="SECONDS", help="for updates that are on their way (default: 10)")
    given = parser.parse_args(arguments)
    try:
        token = _token() if given.secret == "bot-token" else ""
        with say.long_step(f"Replacing the {given.secret.replace('-', ' ')}"):
            vm.Machine(given.ssh, given.host).rotate(given.secret, given.domain, given.grace, token)
        return 0
    except say.Failure as failure:
        say.fail(failure)
        return 1


def _token():
    """Never from the command line, which everybody on this machine can read."""
    try:
        return os.environ.get("TELEGRAM_BOT_TOKEN") or getpass.getpass("The new token, as @BotFather gives it: ")
    except EOFError:
        raise say.Failure("TELEGRAM_BOT_TOKEN is not set, and there is nobody to ask for it") from None
