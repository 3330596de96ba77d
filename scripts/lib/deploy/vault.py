"""Secrets with numbered versions, wherever they are kept: which are deployed, and which have to be made.

Beside `gcloud.py` and `aws.py`, whose vaults keep them: `versions(name)`, the numbers that can be read, oldest first;
`read(name, number)`; `add(name, value)`, which returns the new number.

    chosen = Chosen(vault, deployed, environment)       # deployed: {name: number} of the deployment before
    chosen.choose("TELEGRAM_BOT_TOKEN", missing, "scripts/rotate-secret lambda bot-token")
    chosen.store()                                      # makes what is new
    chosen.numbers                                      # {name: number}
"""

import hashlib
import re
import secrets

from .. import say
from ..say import Failure

_SHAPES = {
    "MONGODB_URI": (r"mongodb(\+srv)?://\S+", "mongodb+srv://…/shop"),
    "TELEGRAM_BOT_TOKEN": (r"\d+:[\w-]+", "123456789:AA… as @BotFather gives it"),
    "TELEGRAM_WEBHOOK_SECRET": (r"[\w-]{1,256}", "1 to 256 of A-Z a-z 0-9 _ -"),
}


def require_shape(name, value):
    """`Failure` for what a program would refuse at its start; the value is not repeated."""
    shape, example = _SHAPES[name]
    if not re.fullmatch(shape, value):
        raise Failure(f"{name} does not look like one: {example}")


def webhook_secret():
    """A new one."""
    return secrets.token_hex(32)


def drain_key():
    """A new API key, in the shape of those that `server keys create` makes."""
    return f"kiosk_{secrets.token_hex(8)}_{secrets.token_hex(32)}"


def digest(key):
    """What the database keeps of an API key, and `server keys put` takes."""
    prefix, identity, secret = key.split("_")
    return f"{prefix}_{identity}_{hashlib.sha256(secret.encode('ascii')).hexdigest()}"


MADE = {"TELEGRAM_WEBHOOK_SECRET": webhook_secret, "DRAIN_KEY": drain_key}


def require_given(vault, environment, missing):
    """Notes what a first deployment needs from the environment; none: nothing is to be deployed."""
    if environment is None:
        return
    for name in ("MONGODB_URI", "TELEGRAM_BOT_TOKEN"):
        there = environment.get(name) or vault.versions(name)
        missing.need(there, f"{name} is not set", f"needed the first time: {name}=… in the environment")


class Chosen:
    """For each secret the version that is to run: the deployed one, or the one that this deployment brings."""

    def __init__(self, vault, deployed, environment):
        self._vault = vault
        self._deployed = deployed
        self._environment = environment
        self.numbers = {}
        self.values = {}
        self.new = {}

    def choose(self, name, missing, rotate=None):
        """Notes in `missing` what has no value; `Failure` for a value that is not the deployed one."""
        given = self._environment.get(name) if name in _SHAPES else None
        if given:
            require_shape(name, given)
        known = self._vault.versions(name)
        number = self._deployed.get(name) or (known[-1] if known else None)
        value = self._vault.read(name, number) if number in known else None
        if name in self._deployed:
            if not missing.need(
                value, f"version {number} of {name} is deployed, but cannot be read", "enable it again"
            ):
                return
            if given and given not in value.split(","):
                raise Failure(f"{name} is another than the deployed one. Change it so that no update is lost: {rotate}")
        elif given and given != value or not value:
            # Nothing runs with it yet
            self._make(name, given, known, missing)
            return
        self.numbers[name], self.values[name] = number, value

    def _make(self, name, given, known, missing):
        value = given or (MADE[name]() if name in MADE else None)
        if missing.need(value, f"{name} is not set", f"needed the first time: {name}=… in the environment"):
            self.new[name] = self.values[name] = value
            # What it will be, for the plan that is shown
            self.numbers[name] = str(int(known[-1]) + 1 if known else 1)

    def store(self):
        """Makes the new versions. Nothing reads them before they are deployed."""
        for name, value in self.new.items():
            self.numbers[name] = self._vault.add(name, value)
            say.line(f"{name}: version {self.numbers[name]} is kept")
        self.new = {}
