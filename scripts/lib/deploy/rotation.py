"""A secret replaced on Cloud Run or Lambda without a lost update: `scripts/rotate-secret cloud-run|lambda NAME`.

Beside `cloud_run.py` and `aws_lambda.py`, which keep secrets and deploy versions of them.

    Rotation(cloud, confirm).webhook_secret()
"""

import re

from .. import say
from ..say import Failure
from .missing import Missing
from .vault import require_shape, webhook_secret

KINDS = {
    "bot-token": "TELEGRAM_BOT_TOKEN",
    "webhook-secret": "TELEGRAM_WEBHOOK_SECRET",
    "database-password": "MONGODB_URI",
}
_SAME = "an earlier rotation was not finished; going on with it"


class Rotation:
    """Of a deployment that is there. Each step leaves something that serves; the command, given again, goes on."""

    def __init__(self, cloud, confirm):
        self._cloud = cloud
        self._confirm = confirm
        missing = Missing()
        cloud.open(missing)
        missing.require()

    def rotate(self, kind, given):
        """`given` asks for the new value where it cannot be made up."""
        if kind == "webhook-secret":
            self.webhook_secret()
        elif kind == "bot-token":
            self.bot_token(given)
        else:
            self.database(given)

    def webhook_secret(self):
        """Both are accepted while Telegram changes over: what it sends with the old one is not refused."""
        name = KINDS["webhook-secret"]
        new, _, old = self._cloud.values[name].partition(",")
        if not old:
            new, old = webhook_secret(), new
        else:
            say.line(f"{name}: {_SAME}")
        self._deploy(name, f"{new},{old}")
        self._cloud.set_webhook()
        self._deploy(name, new)
        self._retire(name)
        say.line("Telegram sends the new secret, and the old one is refused.")

    def bot_token(self, given):
        """@BotFather has ended the old one by now. What could not be sent meanwhile lies in the outbox."""
        name = KINDS["bot-token"]
        new, old = given(name), self._cloud.values[name]
        require_shape(name, new)
        if new.split(":")[0] != old.split(":")[0]:
            raise Failure("this is another bot's token: its customers and photos are not this one's")
        self._deploy(name, new)
        self._cloud.set_webhook()
        self._retire(name)
        say.line("The shop speaks with the new token.")

    def database(self, given):
        """Two users for a while; the new one has to be there."""
        name = KINDS["database-password"]
        new, old = given(name), self._cloud.values[name]
        require_shape(name, new)
        if _address(new) != _address(old):
            raise Failure("this is another database: the new MONGODB_URI differs in more than user and password")
        user, old_user = _user(new), _user(old)
        if new != old:
            if user == old_user:
                raise Failure(
                    f"both name the user {user}, whom a new password would lock out of what runs. Make a second one"
                )
            self._try_database(name, new)
        self._deploy(name, new)
        self._retire(name)
        say.line(f"The shop is {user or 'a new user'} by now; whom it was before can be removed from the database.")

    def _try_database(self, name, new):
        """The migration finds what is migrated, and so shows whether the new user may do all that the shop does."""
        before = self._cloud.numbers[name]
        old = self._cloud.values[name]
        number = self._keep(name, new)
        try:
            self._cloud.roll_jobs({name: number})
            self._cloud.migrate()
        except Failure:
            self._cloud.values[name] = old
            self._cloud.roll_jobs({name: before})
            say.line(f"Back to version {before} of {name}: nothing else was changed")
            raise
        finally:
            self._cloud.numbers[name] = before

    def _keep(self, name, value):
        """A version with this value: the latest, if an unfinished rotation has made it already."""
        known = self._cloud.vault.versions(name)
        if known and self._cloud.vault.read(name, known[-1]) == value:
            number = known[-1]
        else:
            number = self._cloud.vault.add(name, value)
        self._cloud.values[name] = value
        return number

    def _deploy(self, name, value):
        if self._cloud.roll({name: self._keep(name, value)}, self._confirm):
            # One answer is for all its steps
            self._confirm = None

    def _retire(self, name):
        for command in self._cloud.vault.retire(name, self._cloud.numbers[name]):
            say.line(f"An old version is disabled. To be rid of it for good: {command}")


def _user(uri):
    found = re.match(r"[\w+]+://([^:@/]+)(?::[^@/]*)?@", uri)
    return found and found.group(1)


def _address(uri):
    """Hosts, database and options: all but who asks."""
    return re.sub(r"^([\w+]+://)(?:[^@/]*@)?", r"\1", uri)
