"""Proof: what is written for clouds and engines that are not here, read by what reads it.

Terraform's files by an HCL parser and checkov, with a reason for every check that is skipped, and by Terraform itself
where it is installed (`terraform.py`); compose by the specification's own rules; systemd's units by systemd.

    descriptions.prove(stage)
"""

import json
import re
import subprocess

from .. import say
from ..say import Failure
from . import terraform, tools

# The backup is root, as it alone may read what it writes
_MOST_EXPOSED = {"kiosk.service": 2.0, "kiosk-backup.service": 3.0}
_PROGRAM = "/opt/kiosk/current/bin/server"

_PARSE = """
import pathlib, sys, hcl2
for name in sys.argv[1:]:
    for path in sorted(pathlib.Path(name).glob("*.tf")):
        with open(path, encoding="utf-8") as file:
            hcl2.load(file)
"""
# Variables are compose's own to fill in: here, from the sandbox's file, or by their defaults
_COMPOSE = r"""
import re, sys, compose_spec
text, variables = (open(path, encoding="utf-8").read() for path in sys.argv[1:])
given = dict(re.findall(r"(?m)^(\w+)=(.*)$", variables))
text = re.sub(r"\$\{(\w+)(?::[-?]([^}]*))?\}", lambda found: given.get(found[1], found[2] or ""), text)
options = compose_spec.PyOptions()
options.apply_merge = True
compose = options.from_yaml(text)
compose.validate()
compose.validate_volumes()
print(" ".join(sorted(compose.service_names())))
"""


def prove(stage):
    """Each with what is made to read it."""
    _terraform(stage)
    terraform.prove(stage)
    _compose(stage)
    _units(stage)
    _shell(stage)


def _terraform(stage):
    programs = tools.venv(stage.group, stage.logs, "checkov==3.3.30")
    parser = tools.venv(stage.group, stage.logs, "python-hcl2==8.1.4") / "python"
    _ask(parser, "-c", _PARSE, *(stage.root / folder for folder in terraform.STACKS))
    for folder in terraform.STACKS:
        checkov = [programs / "checkov", "--directory", stage.root / folder, "--framework", "terraform"]
        said = _ask(*checkov, "--compact", "--skip-download", "--output", "json", may_fail=True)
        # Without "results" it has found nothing to apply a rule to: it knows none for Cloud Run's second generation
        results = {"failed_checks": [], "passed_checks": [], "skipped_checks": [], "parsing_errors": []}
        results.update(json.loads(said).get("results", {}))
        named = ("check_id", "resource", "check_name")
        failed = [" ".join(check[name] for name in named) for check in results["failed_checks"]]
        if failed or results["parsing_errors"]:
            raise Failure(f"checkov on {folder}:\n" + "\n".join(failed or results["parsing_errors"]))
        skipped = {check["check_id"] for check in results["skipped_checks"]}
        _require_reasons(stage.root / folder, skipped)
        _require_declared(stage.root / folder)
        say.line(f"  {folder}: {len(results['passed_checks'])} checks passed, {len(skipped)} skipped with a reason")


def _require_declared(folder):
    """Every name that is used is declared, and every variable is used: what Terraform itself would look at first."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.tf")))
    # What was moved or removed is from earlier releases
    code = re.sub(r"(?m)^\s*(#|from +=).*$", "", text)
    declared = {f"var.{name}" for name in re.findall(r'(?m)^variable "(\w+)"', code)}
    declared |= {".".join(pair) for pair in re.findall(r'(?m)^resource "(\w+)" "(\w+)"', code)}
    declared |= {"data." + ".".join(pair) for pair in re.findall(r'(?m)^data "(\w+)" "(\w+)"', code)}
    for block in re.findall(r"(?ms)^locals \{\n(.*?)^\}", code):
        declared |= {f"local.{name}" for name in re.findall(r"(?m)^  (\w+) +=", block)}
    used = set(re.findall(r"(?<![\w.])((?:var|local)\.\w+|data\.\w+\.\w+|(?:google|aws)_\w+\.\w+)", code))
    if unknown := used - declared:
        raise Failure(f"{folder}: used but not declared: {', '.join(sorted(unknown))}")
    if idle := {name for name in declared if name.startswith("var.")} - used:
        raise Failure(f"{folder}: declared but not used: {', '.join(sorted(idle))}")


def _require_reasons(folder, skipped):
    """A skip without a reason is no decision, and one that skips nothing is a leftover."""
    written = [
        match.groups()
        for path in sorted(folder.glob("*.tf"))
        for match in re.finditer(r"#checkov:skip=(\w+):?(.*)", path.read_text(encoding="utf-8"))
    ]
    if bare := [check for check, reason in written if len(reason.split()) < 3]:
        raise Failure(f"{folder}: skipped without a reason: {', '.join(bare)}")
    if idle := {check for check, _ in written} - skipped:
        raise Failure(f"{folder}: skipped but never asked: {', '.join(sorted(idle))}")


def _compose(stage):
    python = tools.venv(stage.group, stage.logs, "compose-spec==0.2.1") / "python"
    files = (stage.root / "infra/compose.yaml", stage.root / "infra/sandbox.env")
    services = _ask(python, "-c", _COMPOSE, *files).strip()
    say.line(f"  infra/compose.yaml: {services}")


def _units(stage):
    """systemd looks for the program too, so a copy names one that is there."""
    folder = stage.folder / "units"
    folder.mkdir()
    for unit in sorted((stage.root / "infra/systemd").glob("kiosk*")):
        text = unit.read_text(encoding="utf-8")
        (folder / unit.name).write_text(text.replace(_PROGRAM, "/bin/true"), encoding="utf-8")
    said = _ask("systemd-analyze", "verify", *sorted(folder.iterdir()))
    if said.strip():
        raise Failure(f"systemd-analyze verify:\n{said}")
    # The threshold is in tenths
    for service, most in _MOST_EXPOSED.items():
        asked = ("systemd-analyze", "security", "--offline=true", f"--threshold={int(most * 10)}")
        verdict = _ask(*asked, stage.root / "infra/systemd" / service).splitlines()[-1]
        say.line(f"  {service}: {verdict.split(f'for {service}: ')[-1]}")


def _shell(stage):
    _ask("shellcheck", stage.root / "infra/vm/activate")


def _ask(*words, may_fail=False):
    result = subprocess.run([str(word) for word in words], capture_output=True, text=True, check=False)
    if result.returncode != 0 and not may_fail:
        raise Failure(f"{' '.join(map(str, words[:2]))}:\n{(result.stdout + result.stderr).strip()[-3000:]}")
    return result.stdout + ("" if may_fail else result.stderr)
