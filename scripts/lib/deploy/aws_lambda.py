"""AWS Lambda, by way of terraform and aws: the order in which things have to happen.

Beside `infra/lambda`, which says what there is to be, and `aws.py`, which asks AWS.

    with AwsLambda(group, root, "eu-central-1", "my-state", programs) as cloud:
        cloud.deploy(images, os.environ, confirm)
"""

import os
import shutil

from .. import cargo, say
from ..say import Failure
from . import terraform
from .aws import Account, Parameters
from .missing import Missing
from .rolling import Rolling
from .shopfile import ShopFile, known_settings
from .vault import Chosen, require_given

FOLDER = "infra/lambda"
REGION = "eu-central-1"
_ROTATE = {
    "MONGODB_URI": "scripts/rotate-secret lambda database-password",
    "TELEGRAM_BOT_TOKEN": "scripts/rotate-secret lambda bot-token",
    "TELEGRAM_WEBHOOK_SECRET": "scripts/rotate-secret lambda webhook-secret",
}
_OLDEST = (1, 10, 0)
_KEY, _OLD_KEY = "kiosk/lambda", "kiosk"


def build(group, root):
    """`server` and `shopctl` of this checkout, for this machine; their folder."""
    cargo.require()
    with say.long_step("Building server and shopctl, which migrate and tell Telegram from here"):
        words = ["cargo", "build", "--release", "--locked", "-p", "server", "-p", "shopctl"]
        group.run("the build", words, cwd=root)
    return cargo.target(root) / "release"


class AwsLambda(Rolling):
    """One account, one region. `programs`: returns the folder of server and shopctl, once they are needed."""

    name = "lambda"

    def __init__(self, group, root, region, state, programs, backup="."):
        self._group = group
        self._region = region
        self._account = Account(region)
        self._state = state
        self._programs = programs
        self._backup = backup
        self._folder = root / FOLDER
        self._known = known_settings(root)
        self._file = ShopFile(self._folder, self._known)
        self._terraform = terraform.Terraform(group, self._folder)
        self.vault = Parameters(region)
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
        """Secrets, migration, functions, webhook; the first that fails ends it, and what serves goes on serving. Functions
        without an image must be among those to be removed."""
        missing = Missing()
        self.check(images, missing, environment)
        self._file.require_kept(self._before.get("settings"))
        self.use(images, removed, missing)
        chosen = Chosen(self.vault, self._before.get("secret_versions", {}), environment)
        for name, rotate in _ROTATE.items():
            chosen.choose(name, missing, rotate)
        missing.require()
        # Terraform reads them for its plan. Until that is agreed to nothing else does
        chosen.store()
        self.numbers, self.values = chosen.numbers, chosen.values
        with say.long_step("Terraform: what is to be done"):
            plan = self._terraform.plan(self._inputs())
        if not plan.is_empty:
            terraform.agreed(confirm, plan)
        self.migrate()
        self._terraform.apply(plan)
        self.set_webhook()
        say.line(f"The shop is open: {self._address()}/health/ready")

    def check(self, images, missing, environment=None):
        """What is there, without changing anything; then what was deployed before. Ends if there is no way to go on."""
        missing.need_terraform(_OLDEST)
        aws = "https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html"
        if missing.need(shutil.which("aws"), "aws is missing", aws):
            account = self._account.identity()
            if missing.need(account, "aws is not logged in", "aws configure sso, or aws configure"):
                self._state = self._state or f"{account}-kiosk-state"
                self._check_account(images, missing)
                require_given(self.vault, environment, missing)
        missing.require()
        self._require_own_state()
        with say.long_step("Terraform: the state"):
            self._terraform.init(f"-backend-config=bucket={self._state}", f"-backend-config=region={self._region}")
        self._before = self._terraform.outputs()
        self._images = self._before.get("images", {})
        self.numbers = dict(self._before.get("secret_versions", {}))

    def _check_account(self, images, missing):
        where = ("--region", self._region)
        bucket = ("aws", "s3api", "head-bucket", "--bucket", self._state, *where)
        create = f"aws s3 mb s3://{self._state} --region {self._region}"
        checks = [(bucket, f"there is no bucket {self._state} for Terraform's state", create)]
        for program, image in images.items():
            named, digest = image.split("@")
            registry, repository = named.split("/", 1)
            there = registry.endswith(f".dkr.ecr.{self._region}.amazonaws.com")
            if missing.need(
                there, f"{image} is in no registry of {self._region}", "Lambda takes images of its own region's ECR"
            ):
                words = ("describe-images", "--repository-name", repository, "--image-ids", f"imageDigest={digest}")
                push = f"{image}: scripts/push … --only {program} --digests …"
                checks.append((("aws", "ecr", *words, *where), f"the image of {program} is not in the registry", push))
        missing.need_all(checks)

    def _require_own_state(self):
        """A state with the key of earlier releases is moved first: beside it, everything would be made a second time."""
        old, new = (self._account.object_exists(self._state, key) for key in (_OLD_KEY, _KEY))
        if old and not new:
            move = f"aws s3 mv s3://{self._state}/{_OLD_KEY} s3://{self._state}/{_KEY} --region {self._region}"
            raise Failure(f"the state of an earlier release lies where this one does not look. Move it once:\n  {move}")

    def _inputs(self):
        known = {"region": self._region, "images": self._images, "secret_versions": self.numbers}
        return {**known, "account_concurrency": self._account.concurrency()}

    def roll_jobs(self, numbers):
        """There are none: this machine migrates."""
        self.numbers = {**self.numbers, **numbers}

    def migrate(self):
        """From this machine: a Lambda never migrates. Data of an older version are written into a file before."""
        with say.long_step("Migrating"):
            self._run("server", "migrate", "--backup", self._backup)

    def set_webhook(self):
        """Tells Telegram, and looks whether it agrees."""
        with say.long_step("Setting the webhook"):
            self._run("shopctl", "webhook", "set", "--url", f"{self._address()}/telegram/webhook")

    def _run(self, program, *words):
        # The shop's settings, not those of whoever sits here
        own = {name: value for name, value in os.environ.items() if name not in self._known}
        environment = {**own, **self._file.settings(), **self.values}
        self._group.run(f"{program} {words[0]}", [self._programs() / program, *words], env=environment)

    def _address(self):
        return self._terraform.outputs()["address"]
