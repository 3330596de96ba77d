"""Proof: infra/compose.yaml opens the shop for a bot with a certificate that it asks for itself, from images in a registry.

By podman and podman-compose, in a network and mounts of their own; the commands are those of docs/deploy-compose.md.
Stood in for are the images of MongoDB, nginx and certbot, which Debian's packages are in; this certbot asks nobody but
has its challenge fetched as Let's Encrypt would.

    compose.prove(stage)
"""

import json
import os
import re
import shutil
import subprocess
import time
from pathlib import Path

from .. import say, wheel
from ..deploy import images
from ..say import Failure
from . import tools
from .booted import debian
from .customer import Customer
from .door import DOMAIN, certificate
from .network import STRANGERS, TELEGRAM, Network
from .stage import SECRET, TOKEN
from .telegram import Telegram

# This machine's, as containers reach it
_HERE = "203.0.113.77"
_SANDBOX = "http://127.0.0.1:8081"
_TELEGRAM_PORT = 8082
_PATIENCE = 180
_NAME = "Teas & Kettles"
_PROGRAMS = ("usr/bin/mongod", "usr/bin/certbot")
# As Let's Encrypt does: by name and plain HTTP, then a certificate that ends soon enough to be asked for again
_CERTBOT = r"""#!/bin/sh
set -eu
while [ $# -gt 0 ]; do
    case $1 in
        --webroot-path) webroot=$2; shift ;;
        --domain) domain=$2; shift ;;
        --email) email=$2; shift ;;
    esac
    shift
done
mkdir -p "$webroot/.well-known/acme-challenge"
echo "token-for-$email" > "$webroot/.well-known/acme-challenge/0123"
curl --fail --silent --show-error "http://nginx/.well-known/acme-challenge/0123" | grep -q "token-for-$email"
live=/etc/letsencrypt/live/$domain
mkdir -p "$live"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj "/CN=$domain" \
    -addext "subjectAltName=DNS:$domain" -keyout "$live/privkey.pem" -out "$live/fullchain.pem" 2>/dev/null
"""
# Without controllers of the second version beside those of the first, a mixture that crun does not know. The first process
# takes in those that lose their parents, and its end is the end of all
_ENTER = """\
ip link set lo up
for address in $ADDRESSES; do ip address add "$address/32" dev lo; done
if [ -d /sys/fs/cgroup/unified ]; then umount /sys/fs/cgroup/unified || true; fi
mount -t tmpfs tmpfs /run
mount -t tmpfs tmpfs /dev/shm
while sleep 1; do :; done
"""
# Debian 12's podman cannot start a container whose requirement has one itself. podman-compose keeps the order anyway
_PODMAN = """\
#!/bin/bash
words=()
for word in "$@"; do [[ $word == --requires=* ]] || words+=("$word"); done
exec {podman} "${{words[@]}}"
"""
# `docker compose` as the page has it. podman-compose reads one file of variables alone, and copies nothing
_DOCKER = """\
#!/bin/bash
set -e
shift
variables=$HOME/variables-$$
words=()
while (($#)); do
    case $1 in
        --env-file) cat "$2" >>"$variables"; shift ;;
        cp) exec podman cp "kiosk_${2%%:*}_1:${2#*:}" "$3" ;;
        *) words+=("$1") ;;
    esac
    shift
done
exec podman-compose --env-file "$variables" "${words[@]}"
"""
_CONTAINERS = """\
[containers]
default_ulimits = ["nofile=4096:4096", "nproc=4096:4096"]
[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
runtime = "crun"
[network]
network_backend = "netavark"
network_config_dir = "{folder}/networks"
"""
_STORAGE = '[storage]\ndriver = "overlay"\ngraphroot = "{folder}/images"\nrunroot = "{folder}/run"\n'
_REGISTRIES = '[[registry]]\nlocation = "{registry}"\ninsecure = true\n'


class Engine:
    """podman in a network, mounts and processes of its own, with images and volumes that go away afterwards."""

    def __init__(self, stage):
        self.folder = stage.folder / "compose"
        for name in ("bin", "conf", "networks", "tmp"):
            (self.folder / name).mkdir(parents=True)
        self._stage = stage
        programs = tools.venv(stage.group, stage.logs, "podman-compose==1.6.0")
        path = f"{self.folder}/bin:{programs}:{os.environ['PATH']}:/usr/sbin:/sbin"
        for name, text in (("podman", _PODMAN.format(podman=shutil.which("podman"))), ("docker", _DOCKER)):
            (self.folder / "bin" / name).write_text(text, encoding="ascii")
            (self.folder / "bin" / name).chmod(0o755)
        self._environment = {"PATH": path, "HOME": str(self.folder), "LANG": "C.UTF-8", "TMPDIR": str(self.folder / "tmp")}
        texts = {"CONTAINERS": _CONTAINERS, "CONTAINERS_STORAGE": _STORAGE, "CONTAINERS_REGISTRIES": _REGISTRIES}
        for name, text in texts.items():
            file = self.folder / "conf" / f"{name.lower()}.conf"
            file.write_text(text.format(folder=self.folder, registry=stage.registry), encoding="ascii")
            self._environment[f"{name}_CONF"] = str(file)
        self._process = self._enter()
        self.network = Network(self._process)

    def command(self, *words):
        """What runs a program in there."""
        return ["nsenter", "--target", str(self._process), "--net", "--mount", "--pid", *map(str, words)]

    def say(self, *words, may_fail=False):
        """What a program says in there; what it complains of too, when it may fail."""
        log = self.folder / "said.log"
        # Into files: what goes on in the background keeps a pipe open
        with open(log, "wb") as said, open(log.with_suffix(".err"), "wb") as complaints:
            options = {"stdin": subprocess.DEVNULL, "stdout": said, "stderr": complaints, "env": self._environment}
            try:
                result = subprocess.run(self.command(*words), check=False, timeout=_PATIENCE, **options)
            except subprocess.TimeoutExpired:
                raise Failure(f"{' '.join(map(str, words[:8]))} does not end; what it says is in {log}") from None
        said, complaints = (path.read_text(encoding="utf-8", errors="replace") for path in (log, log.with_suffix(".err")))
        if result.returncode != 0 and not may_fail:
            raise Failure(f"{' '.join(map(str, words[:8]))}:\n{(said + complaints).strip()[-2000:]}")
        return said + complaints if may_fail else said.strip()

    def start(self, name, *words):
        """A program in there that goes on."""
        self._stage.group.start(name, self.command(*words), log=self._stage.logs / f"{name.replace(' ', '-')}.log")

    def volume(self, name):
        """Where a volume of the project lies."""
        return self.folder / f"images/volumes/kiosk_{name}/_data"

    def _enter(self):
        addresses = " ".join((*TELEGRAM, *STRANGERS, _HERE))
        unshare = ["unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"]
        command = [*unshare, "--propagation", "private", "sh", "-ec", _ENTER]
        environment = {**os.environ, "ADDRESSES": addresses}
        log = self._stage.logs / "compose-network.log"
        keeper = self._stage.group.start("the network of compose", command, log=log, env=environment)
        children = Path(f"/proc/{keeper.process.pid}/task/{keeper.process.pid}/children")
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            self._stage.group.require_alive()
            if (found := children.read_text(encoding="ascii").split()) and _is_ready(found[0]):
                return int(found[0])
            time.sleep(0.05)
        raise Failure(f"there is no network to be had; its log is {log}")


def _is_ready(process):
    """Its last preparation is a mount."""
    mounts = Path(f"/proc/{process}/mounts").read_text(encoding="utf-8")
    return "tmpfs /dev/shm tmpfs rw" in mounts.splitlines()[-1]


class Page:
    """docs/deploy-compose.md: its commands, carried out where a copy of infra/ is."""

    def __init__(self, stage, engine):
        self._engine = engine
        self.folder = engine.folder / "checkout"
        shutil.copytree(stage.root / "infra", self.folder / "infra", ignore=shutil.ignore_patterns("target", "sandbox"))
        # As scripts/push writes it
        (self.folder / "infra/images.env").write_text(images.variables(stage.references), encoding="ascii")
        text = (stage.root / "docs/deploy-compose.md").read_text(encoding="utf-8")
        self.without_telegram, _, self.open, self.back_up, self.restore = re.findall(r"(?ms)^```sh\n(.*?)^```", text)
        (self.compose,) = re.findall(r"(?m)^compose\(\) .*\n", self.open)
        (self.demo,) = re.findall(r"`(compose run .* demo)`", text)

    def run(self, commands, may_fail=False):
        """What they say."""
        line = f"cd {self.folder}\n{self.compose}{commands}"
        return self._engine.say("bash", "-ec", line, may_fail=may_fail)


def prove(stage):
    """From nothing to an order with a certificate that was asked for; then the next certificate."""
    engine = Engine(stage)
    with say.step("Making images in the place of MongoDB's, nginx' and certbot's"):
        _stand_ins(stage, engine)
    # In there, under the address that the images are named by
    engine.start("registry in there", shutil.which("docker-registry"), "serve", stage.registry_config)
    sandbox = ("--port", _SANDBOX.rsplit(":", 1)[1], "--token", TOKEN, "--data", engine.folder / "sandbox")
    engine.start("sandbox in there", stage.program("sandbox"), *sandbox)
    telegram = Telegram(engine.network, _SANDBOX, _TELEGRAM_PORT, SECRET, host=_HERE)
    try:
        page = Page(stage, engine)
        _missing(page)
        page.run(_filled_in(page.open, telegram))
        _sell(engine, page, telegram)
        _settings(engine)
        _backup(engine, page)
        _renew(engine)
        _own_certificate(stage, engine, page)
    finally:
        telegram.stop()


def _filled_in(commands, telegram):
    """What the page's reader puts in, and the sandbox in Telegram's place."""
    more = f"TELEGRAM_API_URL={telegram.url}\nSHOP_NAME={_NAME}\nEND\n"
    own = {"123456789:AA…": TOKEN, "made-by-openssl-rand-hex-32": SECRET, "\nEND\n": f"\n{more}"}
    for text, value in own.items():
        if text not in commands:
            raise Failure(f"the page has no {text!r} any more")
        commands = commands.replace(text, value)
    return commands


def _stand_ins(stage, engine):
    """One image under three names: Debian with nginx, a mongod, and a certbot that asks nobody."""
    more = engine.folder / "more"
    mongod, certbot = (more / path for path in _PROGRAMS)
    mongod.parent.mkdir(parents=True)
    shutil.copy(wheel.mongod(stage.group), mongod)
    certbot.write_text(_CERTBOT, encoding="ascii")
    certbot.chmod(0o755)
    archive = engine.folder / "stand-in.tar"
    without = ["--exclude=./etc/nginx/sites-enabled/*", "--exclude=./usr/share/locale/*", "--exclude=./var/lib/apt/*"]
    subprocess.run(["tar", "-cf", archive, *without, "-C", debian(stage), ".", "-C", more, *_PROGRAMS], check=True)
    first, *others = re.findall(r"(?m)^    image: (docker\.io/\S+)$", (stage.root / "infra/compose.yaml").read_text("utf-8"))
    engine.say("podman", "import", "--quiet", archive, first)
    engine.say("podman", "tag", first, *others)
    archive.unlink()


def _missing(page):
    """Without a setting that it cannot do without, compose says which; the sandbox's file has them all."""
    variables = page.folder / "infra/.env"
    for name in ("TELEGRAM_BOT_TOKEN", "TELEGRAM_WEBHOOK_SECRET", "SHOP_DOMAIN"):
        given = page.open.split("\n", 1)[1].split("END\n", 1)[0].splitlines()
        variables.write_text("\n".join(line for line in given if not line.startswith(name)) + "\n", encoding="utf-8")
        if "is missing" not in (said := page.run("compose config", may_fail=True)):
            raise Failure(f"without {name}, compose says: {said[-500:]}")
    read = page.run(page.without_telegram.replace(" up --build", " config"))
    for part in ("PACKAGE=sandbox", "100200300:sandbox"):
        if part not in read:
            raise Failure(f"the sandbox's profile lacks {part}")
    if "100200300" in (page.folder / "infra/compose.yaml").read_text(encoding="utf-8"):
        raise Failure("a made-up token stands in the file of real shops")


def _sell(engine, page, telegram):
    asked_for = engine.volume("certificates") / f"live/{DOMAIN}/fullchain.pem"
    shop = _patient(lambda: _client(engine, asked_for, TELEGRAM[0]), lambda shop: shop.get("/health/ready").status == 200)
    page.run(page.demo)
    if telegram.webhook != f"https://{DOMAIN}/telegram/webhook":
        raise Failure(f"Telegram was told {telegram.webhook!r}")
    sandbox = engine.network.client(_SANDBOX)
    deliver = lambda update: shop.post("/telegram/webhook", update, telegram.headers())  # noqa: E731
    number = Customer(sandbox, TOKEN, deliver).buy()
    stranger = _client(engine, asked_for, STRANGERS[0])
    if (status := stranger.post("/telegram/webhook", {"update_id": 1}, telegram.headers()).status) != 403:
        raise Failure(f"a stranger's update is answered with {status}: containers do not see who asks")
    if _NAME.split()[0] not in (feed := stranger.get("/feeds/products.xml").body.decode()):
        raise Failure(f"SHOP_NAME does not reach the shop: {feed[:300]}")
    say.line(f"  a certificate asked for, order {number} placed through the containers")


def _settings(engine):
    """What was not set is not passed on; logs have an end; the health check is the server's own."""
    server = json.loads(engine.say("podman", "inspect", "kiosk_server_1"))[0]
    given = {line.split("=", 1)[0] for line in server["Config"]["Env"]}
    if unset := given & {"BROADCAST_RATE", "ADMIN_API_KEY", "SHOP_CURRENCY"}:
        raise Failure(f"passed on though nobody set it: {', '.join(unset)}")
    for name in ("kiosk_server_1", "kiosk_mongo_1", "kiosk_nginx_1", "kiosk_certbot_1"):
        log = json.loads(engine.say("podman", "inspect", name))[0]["HostConfig"]["LogConfig"]
        if not log.get("Size", "").startswith("10"):
            raise Failure(f"the log of {name} has no end: {log}")
    engine.say("podman", "healthcheck", "run", "kiosk_server_1")
    say.line("  settings by name, logs with an end, `server health`")


def _backup(engine, page):
    """What is backed up comes back."""
    page.run(page.back_up)
    if not (page.folder / "kiosk.tar.gz").stat().st_size:
        raise Failure("the backup is empty")
    page.run(page.restore)
    asked_for = engine.volume("certificates") / f"live/{DOMAIN}/fullchain.pem"
    shop = _patient(lambda: _client(engine, asked_for, STRANGERS[1]), lambda shop: shop.get("/health/ready").status == 200)
    if not shop.get("/v1/products?limit=1").json()["items"]:
        raise Failure("the backup did not bring the products back")
    say.line("  backed up and restored")


def _renew(engine):
    """nginx takes the next certificate by itself."""
    asked_for = engine.volume("certificates") / f"live/{DOMAIN}/fullchain.pem"
    before = asked_for.read_bytes()
    ask = ("certbot", "certonly", "--webroot-path", "/var/www/acme", "--domain", DOMAIN, "--email", "owner@example.com")
    engine.say("podman", "exec", "kiosk_certbot_1", *ask)
    if asked_for.read_bytes() == before:
        raise Failure("there is no next certificate")
    _patient(lambda: _client(engine, asked_for, STRANGERS[0]), lambda shop: shop.get("/health/ready").status == 200)
    say.line("  the next certificate is taken by itself")


def _own_certificate(stage, engine, page):
    """It is taken instead, and nobody is asked for another; the containers are made anew for it, as for an update."""
    own = engine.folder / "own"
    own.mkdir()
    certificate(stage, own)
    variables = page.folder / "infra/.env"
    variables.write_text(f"{variables.read_text(encoding='utf-8')}SHOP_TLS_DIR={own}\n", encoding="utf-8")
    page.run("compose up --detach")
    path = own / "fullchain.pem"
    _patient(lambda: _client(engine, path, STRANGERS[2]), lambda shop: shop.get("/health/ready").status == 200)
    if "one's own" not in (said := page.run("compose logs certbot", may_fail=True)):
        raise Failure(f"certbot is at work beside a certificate of one's own: {said[-500:]}")
    say.line("  a certificate of one's own instead")


def _client(engine, trust, source):
    return engine.network.client(f"https://{DOMAIN}", connect=_HERE, source=source, trust=trust)


def _patient(make, is_good, patience=60.0):
    """What is made, once it is good."""
    deadline = time.monotonic() + patience
    while True:
        try:
            made = make()
            if is_good(made):
                return made
            last = "an answer that is none"
        except OSError as error:
            last = error
        if time.monotonic() > deadline:
            raise Failure(f"the shop does not open: {last}")
        time.sleep(0.5)
