"""Cloud Run, by way of terraform and gcloud: the order in which things have to happen.

Beside `infra/terraform/cloud-run`, which says what there is to be.

    CloudRun(group, root, "my-project", "europe-west1", images).deploy("my-state", [], os.environ)
"""

import json
import secrets
import shutil
import subprocess
import tempfile
from pathlib import Path

from .. import say
from ..say import Failure

# As infra/terraform/cloud-run/access.tf names them
_SECRETS = {
    "MONGODB_URI": "kiosk-mongodb-uri",
    "TELEGRAM_BOT_TOKEN": "kiosk-telegram-bot-token",
    "TELEGRAM_WEBHOOK_SECRET": "kiosk-telegram-webhook-secret",
}
# Before the services: they do not start on data that are not migrated
_FIRST = ("google_secret_manager_secret.secret", "google_cloud_run_v2_job.chore")


def read_digests(path):
    """{program: image by digest}; `Failure` when an image is named in any other way."""
    try:
        images = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Failure(f"{path} cannot be read: {error}") from None
    for program in ("webhook", "server", "shopctl"):
        if program not in images:
            raise Failure(f"{path} names no image for {program}: scripts/push --only … {program}")
    if loose := [image for image in images.values() if "@sha256:" not in image]:
        raise Failure(f"{path}: not by digest: {', '.join(loose)}")
    return images


class CloudRun:
    """One project, one region, one set of images."""

    def __init__(self, group, root, project, region, images):
        self._group = group
        self._folder = root / "infra/terraform/cloud-run"
        self._project = project
        self._region = region
        self._images = images
        for program in ("terraform", "gcloud"):
            if not shutil.which(program):
                raise Failure(f"{program} is missing")

    def deploy(self, state, variables, environment):
        """Secrets, migration, services, webhook; the first that fails ends it, and what serves goes on serving."""
        with tempfile.TemporaryDirectory(prefix="kiosk-cloud-run-") as folder:
            given = Path(folder) / "images.tfvars.json"
            known = {"project": self._project, "region": self._region, "images": self._images}
            given.write_text(json.dumps(known), encoding="utf-8")
            options = [f"-var-file={given}", *(f"-var={each}" for each in variables)]
            with say.long_step("Terraform: what comes first"):
                self._terraform("init", "-input=false", "-reconfigure", f"-backend-config=bucket={state}")
                self._terraform("apply", "-input=false", "-auto-approve", *options, f"-target={_FIRST[0]}")
                self._put_secrets(environment)
                # The jobs read secrets, so these have values by now
                self._terraform("apply", "-input=false", "-auto-approve", *options, f"-target={_FIRST[1]}")
            with say.long_step("Migrating"):
                self._job("kiosk-migrate")
            with say.long_step("Terraform: the services"):
                self._terraform("apply", "-input=false", "-auto-approve", *options)
        address = self._addresses()["webhook"]
        with say.long_step("Setting the webhook"):
            self._job("kiosk-set-webhook", f"--args=webhook,set,--url,{address}/telegram/webhook")
        say.line(f"The shop is open: {address}/health/ready")

    def _put_secrets(self, environment):
        """New versions of those that are given; the webhook's is made up when there is none."""
        for name, secret in _SECRETS.items():
            value = environment.get(name)
            if not value and self._has_value(secret):
                continue
            if not value and name == "TELEGRAM_WEBHOOK_SECRET":
                value = secrets.token_hex(32)
            if not value:
                raise Failure(f"{name} is not set, and {secret} has no value yet")
            add = ["gcloud", "secrets", "versions", "add", secret, "--data-file=-", f"--project={self._project}"]
            result = subprocess.run(add, input=value.encode(), capture_output=True, check=False)
            if result.returncode != 0:
                raise Failure(f"{secret}: {result.stderr.decode(errors='replace').strip()}")

    def _has_value(self, secret):
        ask = ["gcloud", "secrets", "versions", "describe", "latest", f"--secret={secret}"]
        found = subprocess.run([*ask, f"--project={self._project}"], capture_output=True, check=False)
        return found.returncode == 0

    def _job(self, name, *more):
        where = [f"--project={self._project}", f"--region={self._region}"]
        self._group.run(name, ["gcloud", "run", "jobs", "execute", name, "--wait", *where, *more])

    def _terraform(self, *words):
        self._group.run(f"terraform {words[0]}", ["terraform", *words], cwd=self._folder)

    def _addresses(self):
        ask = ["terraform", "output", "-json", "addresses"]
        result = subprocess.run(ask, cwd=self._folder, capture_output=True, text=True, check=False)
        if result.returncode != 0:
            raise Failure(f"terraform output: {result.stderr.strip()}")
        return json.loads(result.stdout)
