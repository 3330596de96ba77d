"""What all proofs play on: MongoDB, a sandbox as the Bot API, the images in a registry of one's own.

    stage = Stage(root, group, folder)
    stage.open()
    stage.pull("webhook")           # a Container, pulled by its digest
"""

import json
import shutil
import subprocess

from .. import http, mongo, ports, say
from ..deploy import PROGRAMS, SERVER, TOOLS, builder, images, platforms
from ..deploy.release import Release
from ..say import Failure
from . import limits
from .client import Client
from .customer import Customer

TOKEN = "100200300:for-the-proofs"
SECRET = "for-the-proofs"
KEY = "for-the-proofs-with-thirty-two-characters"
DATABASE = "shop"

_REGISTRY = """\
version: 0.1
log: {{level: warn}}
storage: {{filesystem: {{rootdirectory: {folder}}}}}
http: {{addr: "127.0.0.1:{port}"}}
"""


class Container:
    """A container of a pulled image, in a store that nothing was built in."""

    def __init__(self, store, reference, platform):
        self._store = store
        self.reference = reference
        pull = ["from", "--platform", platform, *images.tls(reference)]
        self.name = _ask("buildah", *store, *pull, f"docker://{reference}")

    def command(self, environment, *words):
        """What starts the image's program."""
        variables = [word for name, value in environment.items() for word in ("--env", f"{name}={value}")]
        run = ["buildah", *self._store, "run", *images.ISOLATION, *variables, self.name, "--"]
        return [*run, *self.inspect()["config"]["Entrypoint"], *words]

    def inspect(self):
        """The image's configuration and layers, as OCI names them."""
        return json.loads(_ask("buildah", *self._store, "inspect", self.name))["OCIv1"]

    def folder(self):
        """Where its files are seen from outside."""
        return _ask("buildah", *self._store, "mount", self.name)


class Stage:
    """The children belong to `group`; files lie in `folder`, which goes away afterwards."""

    def __init__(self, root, group, folder, builder_image=None):
        self.root = root
        self.group = group
        self.folder = folder
        self.logs = folder / "logs"
        self.logs.mkdir()
        self.release = Release.of(root)
        self.uri = ""
        self.sandbox = ""
        # host:port, and what it was started with
        self.registry = ""
        self.registry_config = folder / "registry.yml"
        self.references = {}
        self._builder = builder_image
        self._images = images.Images(root, group, self.logs)
        self._orders = None
        self._store = _store(folder)

    def open(self):
        """Builds, pushes, and starts what proofs use; once."""
        if self.references:
            return
        self._registry()
        programs, platform = (*PROGRAMS, *TOOLS), platforms.host()
        self.build(programs, platform)
        with say.long_step(f"Pushing to {self.registry}"):
            self.references = {program: self.push(program, [platform]) for program in programs}
        # A static program runs as well outside its image
        self._mongo(self.program(SERVER))
        self._sandbox(self.program("sandbox"))
        for word in ("migrate", "demo"):
            self.run(f"server-{word}", [self.program(SERVER), word])
        self._orders = self._function("orders")

    @property
    def environment(self):
        """What every program is given."""
        return {
            "MONGODB_URI": self.uri,
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_API_URL": self.sandbox,
            "TELEGRAM_WEBHOOK_SECRET": SECRET,
            "LOG_FORMAT": "json",
        }

    def run(self, name, arguments):
        """Runs to the end, with that environment."""
        self.group.run(name, arguments, log=self.logs / f"{name}.log", env=self.environment)

    def build(self, programs, platform, **arguments):
        """Their images for a platform, with arguments of the Containerfile."""
        builders = builder.given(self._builder) or builder.ensure(self.group, self.logs, platform)
        with say.long_step(f"Building {self.release.tag} for {platform}: {', '.join(programs)}"):
            self._images.build(self.release, programs, platform, {**builders, **arguments})

    def push(self, program, chosen):
        """To the registry, for these platforms; the reference by digest."""
        return self._images.push(self.release, program, f"{self.registry}/kiosk", chosen)

    def pull(self, program):
        """A `Container`; the image comes from the registry, by its digest."""
        return self.pull_by(self.references[program], platforms.host())

    def pull_by(self, reference, platform):
        """The same for what was pushed besides."""
        return Container(self._store, reference, platform)

    def program(self, name):
        """A program, taken out of its image."""
        path = self.folder / name
        if not path.exists():
            shutil.copy(f"{self.pull(name).folder()}/shop", path)
        return path

    def purchase(self, shop, path="/telegram/webhook"):
        """A customer buys through `shop`, a `Client`; `Failure` unless the REST API knows the order."""
        headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
        return self.purchase_by(lambda update: shop.post(path, update, headers))

    def purchase_by(self, deliver):
        """As `purchase`, with a way of one's own to deliver an update."""
        customer = Customer(Client(self.sandbox), TOKEN, deliver)
        number = customer.buy()
        answer = self._orders.get(f"/v1/orders?user={customer.id}", {"Authorization": f"Bearer {KEY}"})
        if answer.status != 200 or [order["number"] for order in answer.json()["items"]] != [number]:
            raise Failure(f"customer {customer.id} should have order {number} alone, but has: {answer.body[:500]!r}")
        return number

    def wait(self, base, what):
        """Until it is ready; a `Client` for it."""
        http.wait_until_ok(f"{base}/health/ready", what, still=self.group.require_alive)
        return Client(base)

    def _mongo(self, server):
        source = mongo.choose({})
        with say.long_step(f"MongoDB ({source})"):
            self.uri = mongo.start(
                source,
                self.group,
                server,
                data=self.folder / "mongo",
                port=ports.free(),
                log=self.logs / "mongod.log",
                database=DATABASE,
            )

    def _function(self, name):
        """A `Client` for a function of the REST API, started beside what is proven."""
        port = ports.free()
        environment = {**self.environment, "ADMIN_API_KEY": KEY, "PORT": str(port)}
        self.group.start(name, [self.program(name)], log=self.logs / f"{name}.log", env=environment)
        return self.wait(f"http://127.0.0.1:{port}", name)

    def _registry(self):
        port = ports.free()
        self.registry = f"127.0.0.1:{port}"
        self.registry_config.write_text(_REGISTRY.format(folder=self.folder / "registry", port=port), encoding="ascii")
        serve = ["docker-registry", "serve", self.registry_config]
        self.group.start("the registry", serve, log=self.logs / "registry.log")
        http.wait_until_ok(f"http://{self.registry}/v2/", "the registry", still=self.group.require_alive)

    def _sandbox(self, program):
        port = ports.free()
        arguments = ["--port", port, "--token", TOKEN, "--data", self.folder / "sandbox-data"]
        self.group.start("sandbox", [program, *arguments], log=self.logs / "sandbox.log")
        self.sandbox = f"http://127.0.0.1:{port}"
        http.wait_until_ok(f"{self.sandbox}/sandbox/health", "the sandbox", still=self.group.require_alive)


def unmount(folder):
    """Lets go of the pulled images and of a small machine's limits: the folder cannot be removed before."""
    limits.remove(folder.name)
    if (folder / "store").exists():
        for word in ("umount", "rm"):
            subprocess.run(["buildah", *_store(folder), word, "--all"], capture_output=True, check=False)


def _store(folder):
    return ("--root", str(folder / "store"), "--runroot", str(folder / "run"))


def _ask(*words):
    result = subprocess.run([str(word) for word in words], capture_output=True, text=True, check=False)
    if result.returncode != 0:
        raise Failure(f"{' '.join(map(str, words[:6]))}: {result.stderr.strip()[-500:]}")
    return result.stdout.strip()
