"""Proof: `scripts/rotate-secret vm` replaces the webhook's secret, the database's password and the bot's token while
customers buy, and none of the old ones is of use afterwards.

Beside `machine.py`, whose `Shop` it plays on.

    rotations.prove(shop)
"""

import os
import shlex

from .. import say
from ..say import Failure
from .door import DOMAIN
from .network import Load
from .stage import TOKEN

# The grace that real updates are given is longer than the way through a machine
_GRACE = "1"
_NEW_TOKEN = TOKEN.split(":", maxsplit=1)[0] + ":the-next-one"


def prove(shop):
    """One after another."""
    _webhook_secret(shop)
    _database(shop)
    _bot_token(shop)


def _rotate(shop, secret):
    """As docs/deploy-vm.md has it."""
    command = [shop.stage.root / "scripts/rotate-secret", "vm", "root@machine", secret, "--domain", DOMAIN]
    command += ["--grace", _GRACE, "--ssh", shlex.quote(shop.machine.ssh)]
    environment = {**os.environ, "TELEGRAM_BOT_TOKEN": _NEW_TOKEN}
    shop.stage.group.run("rotate-secret", command, log=shop.stage.logs / f"rotate-{secret}.log", env=environment)


def _webhook_secret(shop):
    old = shop.telegram.headers()
    with shop.nobody_refused("another webhook secret"):
        _rotate(shop, "webhook-secret")
    if shop.telegram.headers() == old:
        raise Failure("Telegram was not told another secret")
    if (status := shop.clients[0].post("/telegram/webhook", {"update_id": 1}, old).status) != 401:
        raise Failure(f"the old webhook secret is answered with {status}")


def _database(shop):
    old = shop.setting("MONGODB_URI")
    with shop.nobody_refused("another database password"):
        _rotate(shop, "database-password")
    said = shop.machine.run(f"MONGODB_URI={shlex.quote(old)} /opt/kiosk/current/bin/server outbox list 2>&1 || true")
    if "uthentication failed" not in said:
        raise Failure(f"with the old password, MongoDB says: {said}")
    # A deployment looks after the user that the settings name
    shop.server("database", "init", "--admin-password-file", "/etc/kiosk/mongodb-admin")


def _bot_token(shop):
    """As @BotFather does it: the old token is refused from the moment that there is a new one."""
    shop.telegram.token, shop.telegram.webhook = _NEW_TOKEN, ""
    with Load(shop.clients, shop.telegram.headers) as load:
        _rotate(shop, "bot-token")
    say.line(f"  another bot token: {load.count} requests, 0 refused")
    if not shop.telegram.webhook:
        raise Failure("Telegram was not told of the webhook with the new token")
    shop.buy()
