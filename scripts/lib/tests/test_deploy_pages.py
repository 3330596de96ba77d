"""The pages docs/deploy-cloud-run.md and docs/deploy-lambda.md, command by command, as somebody new types them."""

import os
import pty
import re
import shutil
import subprocess
import unittest

from lib.deploy import FUNCTIONS
from lib.tests.cloud_case import PROJECT, CloudCase

# What is built is left to other tests
_CARGO = """\
folder=$(dirname "$0")
case "$1" in
    metadata) echo '{"target_directory": "'$folder'"}' ;;
    build) mkdir -p "$folder/release" && cp "$folder/server" "$folder/shopctl" "$folder/release" ;;
    run) while [ "$1" != -p ]; do shift; done; program=$2; shift 3; exec "$folder/$program" "$@" ;;
esac"""

# The page has but one example of a token: a change to the one that is deployed
SAME_TOKEN = {"TELEGRAM_BOT_TOKEN": "1"}


class Page(CloudCase):
    def setUp(self):
        super().setUp()
        kept = shutil.ignore_patterns("__pycache__", "target")
        shutil.copytree(PROJECT / "scripts", self.root / "scripts", ignore=kept)
        shutil.copy(PROJECT / "Cargo.toml", self.root)
        self.program("bin/cargo", _CARGO)
        self.change(logins=[])
        self.shell("git init --quiet && git add . && git commit --quiet -m first")

    def shell(self, text):
        """A shell at a terminal, with nothing but stand-ins on the path before the system's own programs."""
        ours, theirs = pty.openpty()
        os.write(ours, b"yes\n" * 20)
        names = {
            f"GIT_{who}_{what}": "owner@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
        }
        environment = {
            "PATH": f"{self.bin}:{os.environ['PATH']}",
            "HOME": str(self.folder),
            "TMPDIR": str(self.folder),
            **names,
        }
        try:
            shell = ["bash", "-euo", "pipefail", "-c", text]
            result = subprocess.run(
                shell, cwd=self.root, env=environment, stdin=theirs, capture_output=True, text=True, check=False
            )
        finally:
            os.close(ours)
            os.close(theirs)
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        return result.stdout

    def blocks(self, name):
        """The page's commands, block by block, with values where it says that yours go."""
        text = (PROJECT / "docs" / name).read_text(encoding="utf-8")
        found = re.findall(r"^```sh\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
        values = {
            "123456789:AA…": "123456789:AA",
            "//…/shop": "//shop:word@db.example.net/shop",
            "shop2:…@…/": "shop2:word@db.example.net/",
        }
        for mark, value in values.items():
            found = [block.replace(mark, value) for block in found]
        self.assertEqual([block for block in found if "…" in block], [])
        return found

    def walk(self, name):
        """Each block in a shell that knows the variables of the blocks before."""
        variables, said = "", []
        for block in self.blocks(name):
            said.append(self.shell(variables + block))
            variables += "".join(f"{line}\n" for line in re.findall(r"(?m)^(?:project|region|registry)=.*$", block))
        return said


class CloudRun(Page):
    def test_every_command_works_in_a_new_project(self):
        buckets = {"my-project-kiosk-backups": {"kiosk-shop-v8-20261126T170000Z.tar.gz": "all of it"}}
        self.change(buckets=buckets)
        said = self.walk("deploy-cloud-run.md")
        self.assertEqual((self.root / "backup.tar.gz").read_text(), "all of it")
        self.assertEqual(len(self.calls("remove-iam-policy-binding")), len(FUNCTIONS))
        self.assertIn("The shop is open: https://webhook.example.com/health/ready", said[1])
        state = self.world()["state"]
        self.assertLessEqual(set(FUNCTIONS), set(state["outputs"]["images"]))
        versions = {"MONGODB_URI": "2", **SAME_TOKEN, "TELEGRAM_WEBHOOK_SECRET": "3", "DRAIN_KEY": "1"}
        self.assertEqual(state["outputs"]["secret_versions"], versions)
        log = self.shell("git log --format=%s --name-only -1")
        self.assertIn("infra/terraform/cloud-run/shop.auto.tfvars", log)

    def test_what_it_says_of_connections_and_versions_is_so(self):
        text = (PROJECT / "docs/deploy-cloud-run.md").read_text(encoding="utf-8")
        # Of each function two instances, and the jobs that connect: the migration and the backup
        self.assertIn(f"({len(FUNCTIONS)} × 2 + 2) × 22 = {(len(FUNCTIONS) * 2 + 2) * 22}", text)
        variables = (PROJECT / "infra/terraform/cloud-run/variables.tf").read_text(encoding="utf-8")
        self.assertRegex(variables, r'variable "max_instances" \{\n  type        = number\n  default     = 2\n')
        self.assertIn("(length(local.deployed) * var.max_instances + 2) * local.connections", variables)
        access = (PROJECT / "infra/terraform/cloud-run/access.tf").read_text(encoding="utf-8")
        (made,) = re.findall(r'"google_secret_manager_secret" "secret" \{\n  for_each  = toset\(\[([^]]+)\]\)', access)
        self.assertIn(f"6 versions free, {len(made.split(','))} used", text)


class Lambda(Page):
    def test_every_command_works_in_a_new_account(self):
        said = self.walk("deploy-lambda.md")
        self.assertIn("The shop is open: https://shop.example.com/health/ready", said[1])
        outputs = self.world()["state"]["outputs"]
        self.assertEqual(set(outputs["images"]), {*FUNCTIONS, "server"})
        self.assertEqual(outputs["secret_versions"], {"MONGODB_URI": "2", **SAME_TOKEN, "TELEGRAM_WEBHOOK_SECRET": "3"})
        self.assertIn("infra/lambda/shop.auto.tfvars", self.shell("git log --format=%s --name-only -1"))

    def test_what_it_says_of_connections_is_so(self):
        text = (PROJECT / "docs/deploy-lambda.md").read_text(encoding="utf-8")
        functions = len(FUNCTIONS) + 1
        self.assertIn(f"({functions} × 2 + 1) × 22 = {(functions * 2 + 1) * 22}", text)
        self.assertIn(f"(10 + 1) × 22 = {11 * 22}", text)


if __name__ == "__main__":
    unittest.main()
