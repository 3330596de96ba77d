"""Cloud Run, by way of terraform and gcloud: the order in which things have to happen.

Beside `infra/terraform/cloud-run`, which says what there is to be, and `gcloud.py`, which asks Google.

    with CloudRun(group, root, "my-project", "europe-west1", "my-state") as cloud:
        cloud.deploy(images, os.environ, confirm)
"""

import json
import shutil

from .. import say
from ..say import Failure
from . import terraform
from .gcloud import Jobs, Secrets
from .missing import Missing, asked
from .rolling import Rolling
from .shopfile import ShopFile, known_settings
from .vault import Chosen, digest, require_given

FOLDER = "infra/terraform/cloud-run"
REGION = "europe-west1"
_ROTATE = {
    "MONGODB_URI": "scripts/rotate-secret cloud-run database-password",
    "TELEGRAM_BOT_TOKEN": "scripts/rotate-secret cloud-run bot-token",
    "TELEGRAM_WEBHOOK_SECRET": "scripts/rotate-secret cloud-run webhook-secret",
    "DRAIN_KEY": None,
}
_APIS = ("artifactregistry", "cloudscheduler", "iam", "run", "secretmanager", "storage")
_OLDEST = (1, 9, 0)
# Services do not start on data that are not migrated, and jobs not without the secrets
_SECRETS, _JOBS = "google_secret_manager_secret.secret", "google_cloud_run_v2_job.chore"
# Where both stacks had their state in releases without a prefix
_OLD_STATE = "default.tfstate"


def read_digests(path, needed=("webhook", "server", "shopctl")):
    """{program: image by digest}; `Failure` when an image is named in any other way."""
    try:
        images = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Failure(f"{path} cannot be read: {error}") from None
    for program in needed:
        if program not in images:
            raise Failure(f"{path} names no image for {program}: scripts/push --only … {program}")
    if loose := [image for image in images.values() if "@sha256:" not in image]:
        raise Failure(f"{path}: not by digest: {', '.join(loose)}")
    return images


class CloudRun(Rolling):
    """One project, one region."""

    name = "cloud-run"

    def __init__(self, group, root, project, region, state):
        self._project = project
        self._region = region
        self._state = state
        self._file = ShopFile(root / FOLDER, known_settings(root))
        self._terraform = terraform.Terraform(group, root / FOLDER)
        self._jobs = Jobs(group, project, region)
        self.vault = Secrets(project)
        self._before = {}
        self._images = {}
        self.numbers = {}
        self.values = {}

    def __enter__(self):
        self._terraform.__enter__()
        return self

    def __exit__(self, *how):
        self._terraform.__exit__(*how)

    def deploy(self, images, environment, confirm, removed=()):
        """Secrets, migration, services, webhook; the first that fails ends it, and what serves goes on serving. Functions
        without an image must be among those to be removed."""
        missing = Missing()
        self.check(images, missing, environment)
        self._file.require_kept(self._before.get("settings"))
        self.use(images, removed, missing)
        chosen = Chosen(self.vault, self._before.get("secret_versions", {}), environment)
        for name, rotate in _ROTATE.items():
            chosen.choose(name, missing, rotate)
        missing.require()
        self.numbers, self.values = chosen.numbers, chosen.values
        with say.long_step("Terraform: what is to be done"):
            shown = self._terraform.plan(self._inputs())
        if not shown.is_empty or chosen.new:
            terraform.agreed(confirm, shown)
        self._before_services(shown, chosen)
        self._apply_within(shown)
        self.set_webhook()
        say.line(f"The shop is open: {self._address()}/health/ready")

    def check(self, images, missing, environment=None):
        """What is there, without changing anything; then what was deployed before. Ends if there is no way to go on."""
        missing.need_terraform(_OLDEST)
        if missing.need(shutil.which("gcloud"), "gcloud is missing", "https://cloud.google.com/sdk/docs/install"):
            self._check_project(images, missing, environment)
        missing.require()
        self._require_own_state()
        with say.long_step("Terraform: the state"):
            self._terraform.init(f"-backend-config=bucket={self._state}")
        self._before = self._terraform.outputs()
        self._images = self._before.get("images", {})
        self.numbers = dict(self._before.get("secret_versions", {}))

    def _check_project(self, images, missing, environment):
        project = f"--project={self._project}"
        token = ("print-access-token", "--quiet")
        login = (("gcloud", "auth", *token), "gcloud is not logged in", "gcloud auth login")
        default = ("gcloud", "auth", "application-default", *token)
        of_terraform = (default, "Terraform has no login of its own", "gcloud auth application-default login")
        missing.need_all([login, of_terraform])
        missing.require()
        billing = asked("gcloud", "billing", "projects", "describe", self._project, "--format=value(billingEnabled)")
        # Not everybody who may deploy may see that
        link = f"gcloud billing projects link {self._project} --billing-account …"
        missing.need(billing.stdout.strip() != "False", f"the project {self._project} has no billing", link)
        listed = asked("gcloud", "services", "list", "--enabled", "--format=value(config.name)", project)
        there = missing.need(listed.returncode == 0, f"no project {self._project}", listed.stderr.strip()[-300:])
        off = [f"{api}.googleapis.com" for api in _APIS if f"{api}.googleapis.com" not in listed.stdout.split()]
        enable = f"gcloud services enable {' '.join(off)} {project}"
        if missing.need(not there or not off, f"APIs that are off: {', '.join(off)}", enable):
            require_given(self.vault, environment, missing)
        bucket = ("gcloud", "storage", "buckets", "describe", f"gs://{self._state}", project)
        where = f"--location {self._region} --uniform-bucket-level-access {project}"
        create = f"gcloud storage buckets create gs://{self._state} {where}"
        checks = [(bucket, f"there is no bucket {self._state} for Terraform's state", create)]
        for program, image in images.items():
            if ".pkg.dev/" in image:
                describe = ("gcloud", "artifacts", "docker", "images", "describe", image, project)
                push = f"{image}: scripts/push … --only {program} --digests …"
                checks.append((describe, f"the image of {program} is not in the registry", push))
        missing.need_all(checks)

    def _require_own_state(self):
        """A state of releases that had no prefix is moved first: next to it, everything would be made a second time."""
        bucket, folder = f"gs://{self._state}", "kiosk/cloud-run"
        old = asked("gcloud", "storage", "cat", f"{bucket}/{_OLD_STATE}", f"--project={self._project}")
        if old.returncode != 0 or '"google_cloud_run_v2_service"' not in old.stdout:
            return
        new = asked("gcloud", "storage", "cat", f"{bucket}/{folder}/{_OLD_STATE}", f"--project={self._project}")
        if new.returncode != 0:
            move = f"gcloud storage mv {bucket}/{_OLD_STATE} {bucket}/{folder}/{_OLD_STATE}"
            raise Failure(f"the state of an earlier release lies where this one does not look. Move it once:\n  {move}")

    def _inputs(self):
        known = {"project": self._project, "region": self._region, "images": self._images}
        return {**known, "secret_versions": self.numbers, "drain_key": self.values["DRAIN_KEY"]}

    def _before_services(self, shown, chosen):
        """Secrets get their values before jobs that read them, and data are migrated before services that need them."""
        if any(address.startswith(f"{_SECRETS}[") for address in shown.changes):
            with say.long_step("Terraform: secrets"):
                self._apply_within(shown, _SECRETS)
        key_is_new = self._before.get("secret_versions", {}).get("DRAIN_KEY") != self.numbers["DRAIN_KEY"]
        chosen.store()
        if any(address.startswith(f"{_JOBS}[") for address in shown.changes):
            with say.long_step("Terraform: jobs"):
                self._apply_within(shown, _JOBS)
        self.migrate()
        if key_is_new:
            put = ("keys", "put", "--name", "scheduler", "--scope", "outbox:drain", "--digest")
            with say.long_step("The scheduler's key"):
                self._jobs.run("kiosk-migrate", *put, digest(self.values["DRAIN_KEY"]))

    def _apply_within(self, shown, *targets):
        """Planned anew, as the state has changed since; nothing but what was agreed to may go away."""
        plan = self._terraform.plan(self._inputs(), targets)
        terraform.require_within(plan, shown)
        self._terraform.apply(plan)

    def roll_jobs(self, numbers):
        """The jobs alone: what they can do shows before any service depends on it."""
        self.numbers = {**self.numbers, **numbers}
        self._terraform.apply(self._terraform.plan(self._inputs(), [_JOBS]))

    def migrate(self):
        """As a job: the database need not be reached from here."""
        with say.long_step("Migrating"):
            self._jobs.run("kiosk-migrate")

    def set_webhook(self):
        """Tells Telegram, and looks whether it agrees."""
        with say.long_step("Setting the webhook"):
            self._jobs.run("kiosk-set-webhook", "webhook", "set", "--url", f"{self._address()}/telegram/webhook")

    def _address(self):
        return self._terraform.outputs()["addresses"]["webhook"]
