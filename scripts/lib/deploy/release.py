"""What a release is called: the workspace's version and the commit it was built from.

    Release.of(root).tag        # 0.2.0-4f2a91c07b3e
"""

import re
import subprocess
from dataclasses import dataclass

from ..say import Failure


@dataclass(frozen=True)
class Release:
    """A version such as `0.2.0` and twelve digits of a commit, with `-dirty` behind when files differ from it."""

    version: str
    commit: str

    @classmethod
    def of(cls, root):
        """That of the checkout; `Failure` when it is none."""
        manifest = (root / "Cargo.toml").read_text(encoding="utf-8")
        section = manifest.split("[workspace.package]", 1)[-1]
        version = re.search(r'^version = "([^"]+)"', section, re.MULTILINE)
        if not version:
            raise Failure("Cargo.toml names no version under [workspace.package]")
        commit = _git(root, "rev-parse", "--short=12", "HEAD")
        changed = _git(root, "status", "--porcelain", "--untracked-files=no")
        return cls(version.group(1), f"{commit}-dirty" if changed else commit)

    @property
    def tag(self):
        """One name for both, fit for an image's tag and a folder."""
        return f"{self.version}-{self.commit}"

    def require_clean(self):
        """`Failure` unless the commit says all: what runs must be found again."""
        if self.commit.endswith("-dirty"):
            raise Failure("files differ from the last commit: commit them first, so that the release has a name")


def _git(root, *words):
    try:
        result = subprocess.run(["git", *words], cwd=root, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise Failure("git is missing: a release is named by its commit") from None
    if result.returncode != 0:
        raise Failure(f"git {words[0]}: {result.stderr.strip()}")
    return result.stdout.strip()
