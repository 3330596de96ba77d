"""`scripts/run`: brings the shop up, watches it, takes it down.

    Shop(settings, environment, group).up()     # prints where everything is
"""

import shutil
import subprocess
import time

from . import cargo, http, mongo, requirements, say
from .settings import kept_secret

_SANDBOX_BOT = "100200300"
_SANDBOX_STAFF = "-1001000000001"
_LINK_MINUTES = 12 * 60


class Shop:
    """One run; the children belong to `group`, which stops them in reverse order: server, sandbox, MongoDB."""

    def __init__(self, settings, environment, group):
        self._settings = settings
        self._environment = environment
        self._group = group
        self._server = f"http://127.0.0.1:{settings.port}"
        self._sandbox = f"http://127.0.0.1:{settings.sandbox_port}"

    def up(self):
        """Everything, in the order in which each needs the one before."""
        settings = self._settings
        requirements.require(
            [] if settings.programs else requirements.to_build(settings.root),
            requirements.for_mongodb(settings.mongo),
        )
        settings.require_ports()
        chat = f"https://t.me/{http.bot_username(settings.api, settings.token)}" if settings.token else self._sandbox
        if settings.reset:
            shutil.rmtree(settings.data, ignore_errors=True)
        settings.logs.mkdir(parents=True, exist_ok=True)

        programs = self._programs()
        uri = self._mongo(programs / "server")
        environment = self._child_environment(uri)
        self._prepare(programs / "server", environment)
        if not settings.token:
            self._start_sandbox(programs / "sandbox", environment)
        self._start_server(programs / "server", environment)
        self._connect(programs / "shopctl", environment)
        self._say_where(chat, self._office_link(programs / "server", environment))

    def watch(self):
        """Returns only by an exception: a child's end, or the request to stop."""
        while True:
            self._group.require_alive()
            time.sleep(0.2)

    def _mongo(self, server):
        settings = self._settings
        if not settings.mongo.ours():
            say.line("Using the MongoDB of MONGODB_URI")
            return settings.mongo.at
        # A download speaks for itself, on lines of its own
        with say.long_step(f"Starting MongoDB ({settings.mongo})"):
            return mongo.start(
                settings.mongo,
                self._group,
                server,
                data=settings.data / "mongo",
                port=settings.mongo_port,
                log=settings.logs / "mongod.log",
                database=settings.database,
            )

    def _programs(self):
        if self._settings.programs:
            return self._settings.programs
        with say.long_step("Building (a first build takes some minutes)"):
            return cargo.build(self._group, self._settings.root)

    def _child_environment(self, uri):
        settings = self._settings
        secret = self._environment.get("TELEGRAM_WEBHOOK_SECRET") or kept_secret(settings.state / "webhook-secret")
        # The owner's own, where it is set
        staff = {} if settings.token else {"SHOP_STAFF_CHAT_ID": _SANDBOX_STAFF}
        # A link that works on this machine alone is of no use in a real chat
        address = settings.public_url if settings.token else self._server
        return {
            **staff,
            **({"SHOP_PUBLIC_URL": address} if address else {}),
            # For people: the logs are read in an editor
            "LOG_FORMAT": "pretty",
            "NO_COLOR": "1",
            "ADMIN_API_KEY": self._admin_key(),
            **self._environment,
            "MONGODB_URI": uri,
            "TELEGRAM_BOT_TOKEN": settings.token or self._sandbox_token(),
            "TELEGRAM_API_URL": settings.api if settings.token else self._sandbox,
            "TELEGRAM_WEBHOOK_SECRET": secret,
            "PORT": str(settings.port),
        }

    def _office_link(self, server, environment):
        """A link that signs in to the back office on this machine."""
        environment = {**environment, "SHOP_PUBLIC_URL": self._server}
        link = [server, "office", "link", "--minutes", str(_LINK_MINUTES)]
        said = subprocess.run(link, env=environment, capture_output=True, text=True, check=False)
        if said.returncode != 0:
            raise say.Failure(f"server office link: {said.stderr.strip()}")
        return said.stdout.strip()

    def _admin_key(self):
        return kept_secret(self._settings.state / "admin-key")

    def _sandbox_token(self):
        return kept_secret(self._settings.state / "sandbox-token", prefix=f"{_SANDBOX_BOT}:SANDBOX_")

    def _prepare(self, server, environment):
        for word, text in (("migrate", "Preparing the database"), ("demo", "Loading the demo catalogue if it is empty")):
            with say.step(text):
                log = self._settings.logs / f"{word}.log"
                self._group.run(f"server {word}", [server, word], log=log, env=environment)

    def _start_sandbox(self, sandbox, environment):
        settings = self._settings
        data = settings.data / "sandbox"
        data.mkdir(parents=True, exist_ok=True)
        arguments = ["--port", settings.sandbox_port, "--token", environment["TELEGRAM_BOT_TOKEN"], "--data", data]
        with say.step("Starting the sandbox"):
            self._start("sandbox", [sandbox, *arguments], environment)
            self._wait(f"{self._sandbox}/sandbox/health", "the sandbox")

    def _start_server(self, server, environment):
        with say.step("Starting the server"):
            self._start("server", [server], environment)
            self._wait(f"{self._server}/health/ready", "the server")

    def _connect(self, shopctl, environment):
        """Tells Telegram, or the sandbox, where updates go; with nothing public to send them to, fetches them."""
        settings = self._settings
        own = f"{self._server}/telegram/webhook"
        if settings.token and not settings.public_url:
            with say.step("Fetching updates from Telegram (no PUBLIC_URL)"):
                self._start("relay", [shopctl, "webhook", "relay", "--to", own], environment)
            return
        url = f"{settings.public_url}/telegram/webhook" if settings.token else own
        with say.step("Setting the webhook"):
            log = settings.logs / "webhook.log"
            self._group.run("shopctl", [shopctl, "webhook", "set", "--url", url], log=log, env=environment)

    def _start(self, name, arguments, environment):
        self._group.start(name, arguments, log=self._settings.logs / f"{name}.log", env=environment)

    def _wait(self, url, what):
        http.wait_until_ok(url, what, still=self._group.require_alive)

    def _say_where(self, chat, office):
        settings = self._settings
        key = "ADMIN_API_KEY" if self._environment.get("ADMIN_API_KEY") else settings.state / "admin-key"
        data = f"{settings.data}  (kept; --reset starts afresh)" if settings.mongo.ours() else "in MONGODB_URI"
        say.line(f"""
The shop is open.

  API            {self._server}/docs  (key: {key})
  Health check   {self._server}/health/ready
  Data           {data}
  Logs           {settings.logs}
  Stop           Ctrl-C

  Back office    {office}  (signs in once, within {_LINK_MINUTES // 60} hours)
  Chat page      {chat}{'' if settings.token else '/'}""")
