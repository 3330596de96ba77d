"""Cargo: where it puts the programs, and building those that the scripts start.

    cargo.build(group, root)            # target/debug with server, sandbox and shopctl in it
"""

import json
import shutil
import subprocess
from pathlib import Path

from .say import Failure

PROGRAMS = ("server", "sandbox", "shopctl")
BUILD = ["cargo", "build", *(word for name in PROGRAMS for word in ("-p", name))]
# The programs too, but with the tests' own dependencies, which switch on more features of shared ones (serde_json's,
# for one): built in any other way, nearly everything would be compiled a second time for the tests
BUILD_TESTED = ["cargo", "build", "--workspace", "--all-targets"]


def require():
    """`Failure` unless Cargo is on the path."""
    if not shutil.which("cargo"):
        raise Failure("cargo is missing: scripts/doctor says how to install Rust")


def build(group, root):
    """Builds the programs (development profile: minutes sooner than a release on a first run); their folder."""
    group.run("the build", BUILD, cwd=root)
    return target(root) / "debug"


def target(root):
    """Cargo's own folder for what it builds."""
    metadata = subprocess.run(
        ["cargo", "metadata", "--no-deps", "--format-version", "1"], cwd=root, capture_output=True, check=True
    )
    return Path(json.loads(metadata.stdout)["target_directory"])
