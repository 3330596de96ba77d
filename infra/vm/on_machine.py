"""What the programs beside it share, which run on the machine as root: files with secrets, the shop's settings, commands.

    settings = Settings()
    settings.get("MONGODB_URI")
    settings.put(TELEGRAM_WEBHOOK_SECRET="…")
    run("nginx", "-t")                      # `say.Failure` with what it said unless it ends well
"""

import os
import re
import subprocess
import sys
from pathlib import Path

RELEASE = Path(__file__).resolve().parent.parent.parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(RELEASE / "scripts"))

from lib import say  # noqa: E402

ADMIN = Path("/etc/kiosk/mongodb-admin")
MONGODB_ADDRESS = "127.0.0.1:27017"
TOKEN = r"\d+:[\w-]+"


class Settings:
    """`kiosk.env`: a variable a line, quoted as both systemd and a shell read it."""

    def __init__(self, path=Path("/etc/kiosk/kiosk.env")):
        self.path = path

    def exists(self):
        """Whether the machine has been prepared before."""
        return self.path.exists()

    def text(self):
        """The whole file."""
        return self.path.read_text(encoding="utf-8")

    def write(self, text):
        """The whole file anew."""
        secret_file(self.path, text)

    def get(self, name):
        """A variable's value, or None."""
        found = re.findall(rf"(?m)^{name}=(.*)$", self.text())
        return found[-1].strip().strip("'\"") if found else None

    def put(self, **values):
        """Sets these; the rest of the file stays as its owner wrote it."""
        lines = [line for line in self.text().splitlines() if line.split("=", 1)[0] not in values]
        self.write("\n".join([*lines, *(f"{name}='{value}'" for name, value in values.items())]) + "\n")

    def environment(self, **more):
        """What the shop's programs are given, and these instead of its own."""
        script = 'set -a && . "$0" && env -0'
        said = run("env", "-i", f"PATH={os.environ['PATH']}", "sh", "-c", script, self.path)
        return {**dict(line.split("=", 1) for line in said.split("\0") if "=" in line), **more}


def secret_file(path, text, mode=0o600):
    """Written beside and moved into place, so that nobody reads half of it, nor anybody else the whole."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = path.with_name(path.name + ".new")
    with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "w", encoding="utf-8") as file:
        file.write(text)
    os.replace(beside, path)


def run(*words, env=None, **more):
    """What a command says; `more` are variables beside `env` (or beside this process's own)."""
    words = [str(word) for word in words]
    environment = {**(os.environ if env is None else env), **more}
    try:
        result = subprocess.run(words, capture_output=True, text=True, check=False, env=environment)
    except FileNotFoundError:
        raise say.Failure(f"{words[0]} is missing") from None
    if result.returncode != 0:
        raise say.Failure(f"{' '.join(words[:4])}: {(result.stderr or result.stdout).strip()[-800:]}")
    return result.stdout
