"""What the tests of deployments share: a cloud on disk, a copy of the project's infra/, and the commands."""

import contextlib
import io
import json
import os
import shutil
import sys
import unittest.mock
from pathlib import Path

from lib.deploy import command
from lib.tests import clouds
from lib.tests.test_parts import Folder

PROJECT = Path(__file__).resolve().parents[3]
SECRETS = {"MONGODB_URI": "mongodb+srv://shop:hunter2@db.example.net/shop", "TELEGRAM_BOT_TOKEN": "1:hunter3"}
# What server and shopctl are told, beside the calls of the others
_PROGRAM = """\
[ ! -e "$0-fails" ] || { echo 'database: Server selection timeout: no available servers' >&2; exit 1; }
python3 -IS - "$0" "$@" << 'E'
import json, os, sys
names = ("MONGODB_URI", "TELEGRAM_BOT_TOKEN", "TELEGRAM_WEBHOOK_SECRET", "SHOP_CURRENCY")
given = {name: os.environ.get(name) for name in names}
with open(os.path.dirname(sys.argv[1]) + "/calls.jsonl", "a") as file:
    file.write(json.dumps([os.path.basename(sys.argv[1]), *sys.argv[2:], given]) + "\\n")
E"""

# Of `once`
_MADE = {}


class CloudCase(Folder):
    """`self.command` runs one of the commands of the module `command` in a cloud that is `self.world`."""

    programs = ("gcloud", "aws", "terraform", "buildah")

    def setUp(self):
        super().setUp()
        self.root, self.bin = self.folder / "project", self.folder / "bin"
        self.bin.mkdir()
        kept = shutil.ignore_patterns("shop.auto.tfvars", ".terraform*")
        shutil.copytree(PROJECT / "infra", self.root / "infra", ignore=kept)
        for name in self.programs:
            path = self.bin / name
            path.write_text(f"#!{sys.executable} -IS\n" + Path(clouds.__file__).read_text(encoding="utf-8"))
            path.chmod(0o755)
        for name in ("server", "shopctl"):
            self.program(f"bin/{name}", _PROGRAM)
        self.write_world({**clouds.WORLD})

    def world(self):
        """What there is by now."""
        return json.loads((self.bin / "world.json").read_text(encoding="utf-8"))

    def write_world(self, world):
        """Something else."""
        (self.bin / "world.json").write_text(json.dumps(world), encoding="utf-8")

    def change(self, **more):
        """Some of it is otherwise."""
        self.write_world({**self.world(), **more})

    def calls(self, *words):
        """What was asked, a line each, of those that contain all the words."""
        path = self.bin / "calls.jsonl"
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        said = [" ".join(map(str, json.loads(line))) for line in lines]
        return [line for line in said if all(word in line for word in words)]

    def digests(self, registry, *programs):
        """A release.json whose images are in the registry."""
        known = self.world()["images"]
        images = {name: f"{registry}/{name}@sha256:{len(known) + at:064x}" for at, name in enumerate(programs, 1)}
        self.change(images=[*known, *images.values()])
        path = self.folder / "release.json"
        path.write_text(json.dumps(images))
        return path

    def command(self, what, *words, answers=(), terminal=True, **environment):
        """(exit status, what was said). Each answer is for one question; one too many fails."""
        left = list(answers)
        said, wrong = io.StringIO(), io.StringIO()
        path = {"PATH": f"{self.bin}:{os.environ['PATH']}", "TMPDIR": str(self.folder)}
        with contextlib.ExitStack() as stack:
            stack.enter_context(unittest.mock.patch.dict(os.environ, path))
            stack.enter_context(unittest.mock.patch("sys.stdin.isatty", return_value=terminal, create=True))
            stack.enter_context(unittest.mock.patch("lib.deploy.command.Stop.install", lambda self: self))
            stack.enter_context(contextlib.redirect_stdout(said))
            stack.enter_context(contextlib.redirect_stderr(wrong))
            status = what([str(word) for word in words], environment, lambda _: left.pop(0), self.root)
        self.assertEqual(left, [], "asked less often")
        return status, said.getvalue() + wrong.getvalue()

    def succeeds(self, *words, **more):
        """What was said."""
        status, said = self.command(*words, **more)
        self.assertEqual(status, 0, said)
        return said

    def fails(self, *words, **more):
        """What was said."""
        status, said = self.command(*words, **more)
        self.assertEqual(status, 1, said)
        return said

    def once(self, key, make):
        """What `make` leaves in the folder; only the first test that asks waits for it."""
        if key not in _MADE:
            make()
            _MADE[key] = {
                path.relative_to(self.folder): path.read_bytes() for path in self.folder.rglob("*") if path.is_file()
            }
        for path, content in _MADE[key].items():
            (self.folder / path).write_bytes(content)

    def in_order(self, *parts):
        """Each is in a call behind the one before."""
        left = iter(self.calls())
        for part in parts:
            self.assertTrue(
                any(part in call for call in left), f"{part} is not in its place:\n" + "\n".join(self.calls())
            )


__all__ = ["PROJECT", "SECRETS", "CloudCase", "command"]
