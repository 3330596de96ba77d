"""What a bench stands on: a MongoDB, the ceiling program, which also plays the Bot API, and a shop or two.

    stage = Stage(root, environment, group, folder)
    stage.open(programs)
    shop = stage.shop("shop", programs, products=10_000)
"""

import asyncio
import json
import re
import subprocess
from dataclasses import dataclass

from .. import cargo, http, mongo, ports, say
from ..say import Failure
from . import customers
from .scenarios import Data

CARTS = 500
_PROGRAMS = ("server", "ceiling", "generate")
_CEILING_FIELDS = (
    "title", "description", "category_id", "price", "discount_percent", "stock", "attributes", "created_at",
    "modified_at",
)  # fmt: skip


@dataclass(frozen=True)
class Shop:
    """A server that runs over a database of its own, and how to start it again."""

    name: str
    port: int
    pid: int
    child: object
    command: list
    environment: dict
    data: Data


def build(group, root, environment, target, programs=_PROGRAMS, flags=""):
    """Builds the programs as their images are built, with further flags for rustc: the folder they are in."""
    given = re.search(r'^ENV RUSTFLAGS="(.*)"$', (root / "infra/container/Containerfile").read_text("utf-8"), re.M)
    host = subprocess.run(["rustc", "-vV"], capture_output=True, text=True, check=True).stdout
    host = re.search(r"^host: (.*)$", host, re.M).group(1)
    packages = [word for name in programs for word in ("-p", name)]
    command = ["cargo", "build", "--release", "--target", host, "--target-dir", target, *packages]
    group.run("the build", command, cwd=root, env={**environment, "RUSTFLAGS": f"{given.group(1)} {flags}".strip()})
    return target / host / "release"


def build_revision(group, root, environment, folder, revision):
    """Builds another revision's programs in a worktree that goes again; what was built once is kept by its commit."""
    found = subprocess.run(["git", "rev-parse", "--short=12", f"{revision}^{{commit}}"], cwd=root,
                           capture_output=True, text=True, check=False)  # fmt: skip
    if found.returncode != 0:
        raise Failure(f"there is no revision {revision}")
    target = cargo.target(root) / "bench" / found.stdout.strip()
    tree = folder / "revision"
    git = ["git", "-C", root, "worktree"]
    group.run("git worktree", [*git, "add", "--detach", tree, found.stdout.strip()], log=folder / "git.log")
    try:
        # Before the benches there was no generator: then this tree's fills the other's database
        programs = [name for name in ("server", "generate") if name == "server" or (tree / "benches/generate").exists()]
        return build(group, tree, environment, target, programs)
    finally:
        subprocess.run([*git, "remove", "--force", tree], capture_output=True, check=False)


class Stage:
    """Everything runs in `group`; logs and data lie in `folder`."""

    def __init__(self, root, environment, group, folder):
        self._root = root
        self._environment = environment
        self._group = group
        self.folder = folder
        self.mongo_port = ports.free()
        self.ceiling_port = ports.free()
        self.ceiling_pid = None
        self._programs = None

    def open(self, programs):
        """MongoDB and the ceiling."""
        self._programs = programs
        # Never one that is given, nor one in a container: its processor time is counted, and its commands
        source = mongo.choose({name: value for name, value in self._environment.items() if name != "MONGODB_URI"})
        source = mongo.Source("wheel") if source.kind == "docker" else source
        with say.long_step(f"Starting MongoDB ({source})"):
            mongo.start(
                source, self._group, programs / "server", data=self.folder / "mongo", port=self.mongo_port,
                log=self.folder / "mongod.log", database="", cache=1.0,
            )  # fmt: skip
        environment = {**self._environment, "MONGODB_URI": self._uri("ceiling"), "PORT": str(self.ceiling_port)}
        self.ceiling_pid = self._start("ceiling", [programs / "ceiling"], environment).process.pid
        self.wait(self.ceiling_port, "ceiling", "/health")

    def shop(self, name, programs, products, people=0):
        """A shop with so many products, and customers with carts; the ceiling gets the same products."""
        database = f"shop_{name}".replace("-", "_")
        environment = {"RUST_LOG": "warn", **self._environment, **self._settings(database)}
        generate = programs / "generate"
        generate = generate if generate.exists() else self._programs / "generate"
        with say.step(f"Filling {database} with {products:,} products and {people:,} customers"):
            log = self.folder / f"{name}-generate.log"
            arguments = ["--products", products, "--customers", people]
            self._group.run("generate", [generate, *arguments], log=log, env=environment)
        made = _printed(log)
        with say.step("Building its indexes"):
            log = self.folder / f"{name}-migrate.log"
            self._group.run("server migrate", [programs / "server", "migrate"], log=log, env=environment)
        command = [programs / "server"]
        child = self._start(name, command, environment)
        port = int(environment["PORT"])
        self.wait(port, name, "/health/ready")
        ids = list(range(customers.FIRST, customers.FIRST + CARTS))
        with say.step(f"Filling {CARTS} carts"):
            first = asyncio.run(customers.prepare(_Address(port), ids, self._in_stock(database)))
        data = Data(ids, first, made["product_prefix"], made["products"], made["shelves"])
        shop = Shop(name, port, child.process.pid, child, command, environment, data)
        self._copy_to_ceiling(database, ids)
        return shop

    def again(self, shop):
        """Ends a shop's process and gives back what it takes to start it by hand."""
        self._group.end(shop.child)
        return shop.command, shop.environment

    def wait(self, port, what, path):
        """Until it answers."""
        http.wait_until_ok(f"http://127.0.0.1:{port}{path}", what, still=self._group.require_alive)

    def command(self, database, command):
        """A command of MongoDB and its answer, with types that JSON lacks in MongoDB's Extended JSON; `Failure` when it
        is refused."""
        words = [self._programs / "generate", "command", database]
        environment = {**self._environment, "MONGODB_URI": self._uri("admin")}
        given = json.dumps(command)
        result = subprocess.run(words, input=given, capture_output=True, text=True, check=False, env=environment)
        if result.returncode != 0:
            raise Failure(f"MongoDB, {next(iter(command))}: {result.stderr.strip()}")
        return json.loads(result.stdout)

    def _start(self, name, command, environment):
        return self._group.start(name, command, log=self.folder / f"{name}.log", env=environment)

    def _uri(self, database):
        return f"mongodb://127.0.0.1:{self.mongo_port}/{database}?replicaSet=rs0"

    def _settings(self, database):
        return {
            "MONGODB_URI": self._uri(database),
            "TELEGRAM_BOT_TOKEN": "1:bench",
            "TELEGRAM_API_URL": f"http://127.0.0.1:{self.ceiling_port}",
            "TELEGRAM_WEBHOOK_SECRET": customers.SECRET,
            "REQUESTS_PER_SECOND": "1000000",
            "PORT": str(ports.free()),
        }

    def _in_stock(self, database):
        """Ids of products that can be bought."""
        found = self.command(
            database,
            {"find": "products", "filter": {"stock": {"$gt": 0}}, "projection": {"_id": 1}, "limit": CARTS,
             "batchSize": CARTS},
        )  # fmt: skip
        return [product["_id"]["$oid"] for product in found["cursor"]["firstBatch"]]

    def _copy_to_ceiling(self, database, ids):
        """Once: products without what only the shop needs, and a cart of three lines for each customer."""
        if self.command("ceiling", {"count": "products"})["n"]:
            return
        with say.step("Copying the products for the ceiling"):
            fields = {"$project": {name: 1 for name in _CEILING_FIELDS}}
            out = {"$merge": {"into": {"db": "ceiling", "coll": "products"}}}
            pipeline = {"aggregate": "products", "pipeline": [fields, out], "cursor": {}}
            self.command(database, pipeline)
            lines = [{"title": f"Product {n}", "quantity": 1} for n in range(customers.LINES)]
            carts = [{"_id": number, "update_id": 0, "lines": lines} for number in ids]
            self.command("ceiling", {"insert": "carts", "documents": carts})


@dataclass(frozen=True)
class _Address:
    port: int


def _printed(log):
    """The JSON that a program ends its output with."""
    text = log.read_text(encoding="utf-8")
    try:
        return json.loads(text.splitlines()[-1])
    except (ValueError, IndexError):
        raise Failure(f"this should end in JSON: {text[-300:]!r}") from None
