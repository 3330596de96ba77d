"""Google Cloud by its own program: secrets in Secret Manager, jobs of Cloud Run.

vault = Secrets("my-project")
Jobs(group, "my-project", "europe-west1").run("kiosk-migrate")
"""

import json
import re

from ..say import Failure
from .missing import answer, asked

# What a program says that does not find its database
_UNREACHABLE = re.compile(r"server selection|timed out|timeout|no available servers|connection (refused|reset)", re.I)
_HINT = """\
MongoDB was not reached from Cloud Run. Its addresses are Google's and change: with Atlas, Network Access must allow \
0.0.0.0/0 (who gets in is decided by the password), and the cluster must not be paused."""
_REFUSED = re.compile(r"authentication failed|bad auth|not authorized", re.I)
_REFUSED_HINT = "MongoDB refuses the user or the password of MONGODB_URI: with Atlas, see Database Access."


def secret_id(name):
    """As infra/terraform/cloud-run/access.tf names it."""
    return f"kiosk-{name.lower().replace('_', '-')}"


class Secrets:
    """The vault."""

    def __init__(self, project):
        self._where = f"--project={project}"

    def versions(self, name):
        """The numbers of those that can be read, oldest first; none where there is no such secret."""
        words = ("list", secret_id(name), "--format=json(name,state)")
        listed = asked("gcloud", "secrets", "versions", *words, self._where)
        if listed.returncode != 0:
            if "NOT_FOUND" in listed.stderr or "not found" in listed.stderr:
                return []
            raise Failure(f"{secret_id(name)}: {listed.stderr.strip()}")
        enabled = [each for each in json.loads(listed.stdout or "[]") if each["state"].upper() == "ENABLED"]
        return sorted((each["name"].rsplit("/", 1)[-1] for each in enabled), key=int)

    def read(self, name, number):
        """Its value."""
        return answer("gcloud", "secrets", "versions", "access", number, f"--secret={secret_id(name)}", self._where)

    def add(self, name, value):
        """Its number. The value goes by standard input: a command line is seen by everybody on the machine."""
        add = ("gcloud", "secrets", "versions", "add", secret_id(name), "--data-file=-", "--format=value(name)")
        return answer(*add, self._where, given=value).rsplit("/", 1)[-1]

    def retire(self, name, number):
        """Disables the versions before this one, and returns the commands that destroy them."""
        commands = []
        for old in self.versions(name):
            if int(old) < int(number):
                words = [old, f"--secret={secret_id(name)}", self._where]
                answer("gcloud", "secrets", "versions", "disable", *words, "--quiet")
                commands.append(" ".join(["gcloud secrets versions destroy", *words]))
        return commands


class Jobs:
    """Chores in the project: secrets need not leave it."""

    def __init__(self, group, project, region):
        self._group = group
        self._project = project
        self._where = [f"--project={project}", f"--region={region}"]

    def run(self, name, *words):
        """To its end; a failure tells what the job said, and what it means."""
        more = [f"--args={','.join(words)}"] if words else []
        try:
            self._group.run(name, ["gcloud", "run", "jobs", "execute", name, "--wait", *self._where, *more])
        except Failure as failure:
            raise Failure("\n".join([str(failure), *self._said(name)])) from None

    def _said(self, name):
        log = f'resource.type="cloud_run_job" AND resource.labels.job_name="{name}"'
        words = ["--freshness=15m", "--limit=20", "--order=desc", "--format=value(textPayload,jsonPayload.message)"]
        read = asked("gcloud", "logging", "read", log, *words, f"--project={self._project}")
        lines = [line.strip() for line in read.stdout.splitlines() if line.strip()][::-1]
        said = "\n".join(lines)
        if _REFUSED.search(said):
            return [*lines, _REFUSED_HINT]
        if _UNREACHABLE.search(said):
            return [*lines, _HINT]
        return lines or [f"Its log cannot be read. If it did not reach its database: {_HINT}"]
