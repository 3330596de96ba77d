"""What a deployment needs and does not find: said all at once, before anything changes, with the commands that help.

missing = Missing()
missing.need(shutil.which("gcloud"), "gcloud is missing", "https://cloud.google.com/sdk/docs/install")
missing.require()
"""

import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor

from ..say import Failure
from .terraform import Terraform

_TERRAFORM = "https://developer.hashicorp.com/terraform/install"


class Missing:
    """Collects; `require` complains."""

    def __init__(self):
        self._found = []

    def need(self, there, what, fix):
        """Notes `what` unless it is there; returns whether it is."""
        if not there:
            self._found.append(f"{what}\n      {fix}")
        return bool(there)

    def require(self):
        """`Failure` with everything that was noted."""
        if self._found:
            raise Failure(
                "nothing was changed, as this is missing:\n" + "\n".join(f"  - {each}" for each in self._found)
            )

    def need_terraform(self, oldest):
        """The program, in a version that reads these files."""
        wanted = ".".join(str(part) for part in oldest)
        if self.need(shutil.which("terraform"), "terraform is missing", f"version {wanted} or newer: {_TERRAFORM}"):
            version = Terraform.version()
            told = ".".join(str(part) for part in version or ())
            self.need(version and version >= oldest, f"terraform {told} is too old", f"{wanted} or newer: {_TERRAFORM}")

    def need_all(self, checks):
        """[(command, what, fix)]: commands that must end well. Each takes a second, so all are asked at once."""
        with ThreadPoolExecutor(8) as pool:
            answers = pool.map(lambda check: asked(*check[0]).returncode == 0, checks)
            for (_, what, fix), there in zip(checks, answers):
                self.need(there, what, fix)


def asked(*words, given=None):
    """What a program answers; it never asks back."""
    known = {"input": given} if given is not None else {"stdin": subprocess.DEVNULL}
    return subprocess.run(words, capture_output=True, text=True, check=False, **known)


def answer(*words, given=None):
    """What it says if it ends well; else `Failure`."""
    result = asked(*words, given=given)
    if result.returncode != 0:
        raise Failure(f"{' '.join(words[:4])}: {(result.stderr or result.stdout).strip()[-1500:]}")
    return result.stdout.strip()
