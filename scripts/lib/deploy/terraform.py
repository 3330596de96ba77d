"""Terraform, asked one thing at a time: what it would do, and then to do just that.

with Terraform(group, folder) as terraform:
    terraform.init("-backend-config=bucket=my-state")
    plan = terraform.plan({"images": images})
    terraform.apply(plan)
"""

import json
import re
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from .. import say
from ..say import Failure


@dataclass(frozen=True)
class Plan:
    """What Terraform would do: `changes` says of each resource how it is changed."""

    path: Path
    changes: dict
    # Some show in outputs alone
    is_empty: bool

    def destroyed(self):
        """What goes away, or is made anew."""
        return {address for address, actions in self.changes.items() if "delete" in actions}


class Terraform:
    """One folder of Terraform's files. What it is given lies in a folder of its own, which others cannot read."""

    def __init__(self, group, folder):
        self._group = group
        self.folder = folder
        self._given = None
        self._count = 0

    def __enter__(self):
        self._given = tempfile.TemporaryDirectory(prefix="kiosk-terraform-")
        return self

    def __exit__(self, *_):
        self._given.cleanup()

    @staticmethod
    def version():
        """(1, 11, 4); none if it does not say."""
        said = subprocess.run(["terraform", "version", "-json"], capture_output=True, text=True, check=False)
        found = re.search(r'"terraform_version"\s*:\s*"(\d+)\.(\d+)\.(\d+)', said.stdout)
        return found and tuple(int(part) for part in found.groups())

    def init(self, *words):
        """The providers, and where the state is. -reconfigure: the state is never moved as a side effect."""
        self._run("init", "-input=false", "-reconfigure", *words)

    def plan(self, inputs, targets=()):
        """Shows what would be done, and returns it."""
        self._count += 1
        folder = Path(self._given.name)
        given, path = folder / f"{self._count}.tfvars.json", folder / f"{self._count}.plan"
        given.write_text(json.dumps(inputs), encoding="utf-8")
        only = [f"-target={target}" for target in targets]
        self._run("plan", "-input=false", f"-var-file={given}", f"-out={path}", *only)
        shown = json.loads(self._ask("show", "-json", str(path)))
        changes = {
            change["address"]: change["change"]["actions"]
            for change in shown.get("resource_changes", [])
            if change["change"]["actions"] not in (["no-op"], ["read"])
        }
        outputs = [each for each in shown.get("output_changes", {}).values() if each["actions"] != ["no-op"]]
        return Plan(path, changes, not changes and not outputs)

    def apply(self, plan):
        """Just what the plan says; Terraform refuses one that is out of date."""
        if not plan.is_empty:
            self._run("apply", "-input=false", str(plan.path))

    def outputs(self):
        """{name: value}; empty before the first deployment."""
        return {name: output["value"] for name, output in json.loads(self._ask("output", "-json")).items()}

    def _run(self, *words):
        self._group.run(f"terraform {words[0]}", ["terraform", *words], cwd=self.folder)

    def _ask(self, *words):
        result = subprocess.run(["terraform", *words], cwd=self.folder, capture_output=True, text=True, check=False)
        if result.returncode != 0:
            raise Failure(f"terraform {words[0]}: {result.stderr.strip()}")
        return result.stdout


def agreed(ask, plan):
    """`Failure` unless somebody at the terminal says yes."""
    if gone := sorted(plan.destroyed()):
        say.line(f"This takes away: {', '.join(gone)}")
    if not ask("Do it? Only yes is a yes: ").strip().lower() == "yes":
        raise Failure("nothing was changed")


def require_terminal(given_yes, terminal):
    """`Failure` where nobody could be asked, before anything is changed."""
    if not given_yes and not terminal:
        raise Failure("there is no terminal to ask at: --yes does what the plan says without asking")


def require_within(plan, shown):
    """`Failure` if this plan destroys something that the one shown before did not."""
    if more := plan.destroyed() - shown.destroyed():
        say.line("The state has changed since the plan was shown.")
        raise Failure(f"this was not in the plan that was agreed to: destroying {', '.join(sorted(more))}")
