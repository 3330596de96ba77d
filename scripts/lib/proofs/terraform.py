"""Proof: the real Terraform reads the stacks, and the commands do with it what they say.

The clouds are stand-ins that remember: their providers (`provider.py`), the buckets of the state (`storage.py`), and
`gcloud` and `aws` (`lib/tests/clouds.py`). Whatever else `scripts/deploy-cloud-run`, `scripts/deploy-lambda` and
`scripts/rotate-secret` call is what an owner has.

    terraform.prove(stage)
"""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from .. import say
from ..deploy import FUNCTIONS
from ..say import Failure
from ..tests import clouds
from . import tools
from .storage import Storage

_PACKAGES = ("grpcio==1.85.3", "msgpack==1.2.4", "python-hcl2==8.1.4")
STACKS = ("infra/terraform/cloud-run", "infra/terraform/vm", "infra/lambda")
_PROJECT, _ACCOUNT, _REGION = "my-project", "123456789012", "eu-central-1"
_GOOGLE = f"europe-west1-docker.pkg.dev/{_PROJECT}/kiosk"
_AWS = f"{_ACCOUNT}.dkr.ecr.{_REGION}.amazonaws.com/kiosk"
_SECRETS = {"MONGODB_URI": "mongodb+srv://shop:hunter2@db.example.net/shop", "TELEGRAM_BOT_TOKEN": "1:hunter3"}
# S3 as it is here. The rest of the backend's settings are those of infra/lambda/versions.tf
_BACKEND = """\
terraform {
  backend "s3" {
    key                         = "kiosk/lambda"
    use_lockfile                = true
    skip_credentials_validation = true
    skip_requesting_account_id  = true
    skip_metadata_api_check     = true
    skip_region_validation      = true
    skip_s3_checksum            = true
    use_path_style              = true
    endpoints                   = { s3 = "%s" }
  }
}
"""


class Clouds:
    """A copy of the project, and the clouds that it is deployed to."""

    def __init__(self, stage, storage):
        self.folder = stage.folder / "clouds"
        self.root, self.bin = self.folder / "project", self.folder / "bin"
        self.bin.mkdir(parents=True)
        for name in ("infra", "scripts"):
            kept = shutil.ignore_patterns("shop.auto.tfvars", ".terraform*", "__pycache__")
            shutil.copytree(stage.root / name, self.root / name, ignore=kept)
        (self.root / "infra/lambda/z_override.tf").write_text(_BACKEND % storage.address, encoding="utf-8")
        for name in ("gcloud", "aws"):
            self._program(name, f"#!{sys.executable} -IS\n" + Path(clouds.__file__).read_text(encoding="utf-8"))
        for name in ("server", "shopctl"):
            self._program(name, "#!/bin/sh\nexit 0\n")
        apis = [
            f"{name}.googleapis.com" for name in ("artifactregistry", "cloudscheduler", "iam", "run", "secretmanager", "storage")
        ]
        buckets = {f"{owner}-kiosk-state": {} for owner in (_PROJECT, _ACCOUNT)}
        self.world = {**clouds.WORLD, "apis": apis, "buckets": buckets}
        self.release(_GOOGLE, (*FUNCTIONS, "server", "shopctl"))
        self._environment = self._with_terraform(stage, storage)

    def _program(self, name, text):
        path = self.bin / name
        path.write_text(text, encoding="utf-8")
        path.chmod(0o755)

    def _with_terraform(self, stage, storage):
        python = tools.venv(stage.group, stage.logs, *_PACKAGES) / "python"
        address = self.folder / "provider"
        program = [python, Path(__file__).with_name("provider.py"), address, self.bin / "resources.jsonl"]
        folders = [stage.root / folder for folder in STACKS]
        child = stage.group.start("the provider", [*program, *folders], log=stage.logs / "provider.log")
        deadline = time.monotonic() + 30
        while not address.exists():
            stage.group.require_alive()
            if time.monotonic() > deadline:
                raise Failure("the stand-in provider does not start")
            time.sleep(0.02)
        attached = {"Protocol": "grpc", "ProtocolVersion": 6, "Pid": child.process.pid, "Test": True}
        attached["Addr"] = {"Network": "unix", "String": str(address)}
        empty = self.folder / "terraformrc"
        empty.touch()
        return {
            "PATH": f"{self.bin}:{os.environ['PATH']}",
            "HOME": str(self.folder),
            "TF_CLI_CONFIG_FILE": str(empty),
            "CHECKPOINT_DISABLE": "1",
            **{f"TF_CLI_ARGS_{word}": "-no-color" for word in ("init", "plan", "apply")},
            "TF_REATTACH_PROVIDERS": json.dumps(
                {f"registry.terraform.io/hashicorp/{name}": attached for name in ("google", "aws")}
            ),
            "GOOGLE_BACKEND_STORAGE_CUSTOM_ENDPOINT": f"{storage.address}/storage/v1/",
            "GOOGLE_OAUTH_ACCESS_TOKEN": "token",
            **{"AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "key"},
        }

    def release(self, registry, programs):
        """A release.json, whose images are in the registry; its path."""
        path = self.bin / "world.json"
        world = json.loads(path.read_text(encoding="utf-8")) if path.exists() else self.world
        images = {
            name: f"{registry}/{name}@sha256:{len(world['images']) + at:064x}" for at, name in enumerate(programs, 1)
        }
        world["images"] += images.values()
        path.write_text(json.dumps(world), encoding="utf-8")
        release = self.folder / "release.json"
        release.write_text(json.dumps(images), encoding="utf-8")
        return release

    def run(self, *words, cwd=None, may_fail=False, **environment):
        """What is said; `Failure` if it does not end as expected."""
        command = [str(word) for word in words]
        known = {**self._environment, **environment}
        result = subprocess.run(
            command,
            cwd=cwd or self.root,
            env=known,
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
        )
        if (result.returncode != 0) != may_fail:
            end = (result.stdout + result.stderr).strip()[-4000:]
            raise Failure(f"{' '.join(command)} ended with status {result.returncode}:\n{end}")
        return result.stdout + result.stderr

    def terraform(self, stack, *words, **more):
        """In the copy's folder of this stack."""
        return self.run("terraform", *words, "-no-color", cwd=self.root / stack, **more)

    def changed(self, action):
        """What the providers were asked to change meanwhile: [{what, kind, name, now}]."""
        log = self.bin / "resources.jsonl"
        before = len(log.read_text(encoding="utf-8").splitlines()) if log.exists() else 0
        action()
        lines = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
        return [json.loads(line) for line in lines[before:]]


def prove(stage):
    """Each stack read, deployed, deployed again, and taken back in part."""
    if not shutil.which("terraform"):
        say.line("  terraform is not installed: its files are parsed and scanned, but not carried out")
        return
    with Storage() as storage:
        cloud = Clouds(stage, storage)
        for stack in STACKS:
            cloud.terraform(stack, "init", "-input=false", "-backend=false")
            cloud.terraform(stack, "validate")
            cloud.terraform(stack, "fmt", "-check", "-diff")
        _cloud_run(cloud)
        _machine(cloud, storage)
        _lambda(cloud, storage)


def _cloud_run(cloud):
    deploy = ["scripts/deploy-cloud-run", cloud.folder / "release.json", "--yes"]
    first = cloud.changed(lambda: cloud.run(*deploy, "--project", _PROJECT, "--set", "SHOP_CURRENCY=EUR", **_SECRETS))
    _require_only(first, {"create"}, "the first deployment")
    services = {each["name"]: each["now"] for each in first if each["kind"] == "google_cloud_run_v2_service"}
    if set(services) != {f"kiosk-{name}" for name in FUNCTIONS}:
        raise Failure(f"services on Cloud Run: {', '.join(services)}")
    given = {env["name"]: env for env in services["kiosk-webhook"]["template"][0]["containers"][0]["env"]}
    if (given["SHOP_CURRENCY"]["value"], _version(given["MONGODB_URI"])) != ("EUR", "1"):
        raise Failure(f"the webhook on Cloud Run is given {given}")
    (task,) = [each["now"]["template"][0]["template"][0] for each in first if each["name"] == "kiosk-migrate"]
    mounted = [task["volumes"][0]["gcs"][0]["bucket"], *task["containers"][0]["volume_mounts"][0].values()]
    if (task["containers"][0]["args"][-1], mounted) != ("/backups", [f"{_PROJECT}-kiosk-backups", "/backups", "backups"]):
        raise Failure(f"the migration on Cloud Run leaves its backup nowhere: {task}")
    _require_nightly(first)
    _require_nothing(cloud.changed(lambda: cloud.run(*deploy)), "a second deployment to Cloud Run")
    rotated = cloud.changed(lambda: cloud.run("scripts/rotate-secret", "cloud-run", "webhook-secret", "--yes"))
    _require_only(rotated, {"update"}, "a new webhook secret")
    names = {each["name"] for each in rotated}
    if names != {"kiosk-webhook", "kiosk-set-webhook"}:
        raise Failure(f"a new webhook secret changes {', '.join(sorted(names))}")
    _refusals(
        cloud,
        "infra/terraform/cloud-run",
        {
            'settings={CURRENCY="EUR"}': "No settings of the shop: CURRENCY",
            "max_instances=5": "more than mongodb_connections",
            "backup_days=0": "backup_days is a whole number of days",
            "min_instances={nobody=1}": "names functions of infra/functions.json",
            "drain_key=": "broadcast needs drain_key",
            'secret_versions={MONGODB_URI="latest"}': "Versions of secrets are numbers",
        },
        {
            "project": _PROJECT,
            "images": json.loads((cloud.folder / "release.json").read_text()),
            "drain_key": "key",
            "secret_versions": {name: "1" for name in (*_SECRETS, "TELEGRAM_WEBHOOK_SECRET", "DRAIN_KEY")},
        },
    )
    _without(cloud, deploy, "users")
    say.line(
        f"  Cloud Run: {len(first)} resources by one command, none changed by a second; a secret replaced in place"
    )


def _require_nightly(made):
    """A backup every night, started by somebody who may do only that, into a bucket that forgets."""
    found = {(each["kind"], each["name"]): each["now"] for each in made}
    backup = found["google_cloud_run_v2_job", "kiosk-backup"]["template"][0]["template"][0]["containers"][0]["args"]
    target = found["google_cloud_scheduler_job", "kiosk-backup"]["http_target"][0]["uri"]
    (bucket,) = [now for (kind, _), now in found.items() if kind == "google_storage_bucket"]
    days = bucket["lifecycle_rule"][0]["condition"][0]["age"]
    expected = (["backup", f"gs://{_PROJECT}-kiosk-backups/nightly/"], "/jobs/kiosk-backup:run", 30)
    if (backup, target[target.rfind("/jobs/") :], days) != expected:
        raise Failure(f"the nightly backup on Cloud Run: {backup}, {target}, kept for {days} days")


def _machine(cloud, storage):
    """Beside the shop on Cloud Run, in the same bucket."""
    stack, variables = "infra/terraform/vm", ("-var", f"project={_PROJECT}")
    cloud.terraform(stack, "init", "-input=false", "-reconfigure", f"-backend-config=bucket={_PROJECT}-kiosk-state")
    made = cloud.changed(lambda: cloud.terraform(stack, "apply", "-input=false", "-auto-approve", *variables))
    _require_only(made, {"create"}, "the machine")
    cloud.terraform(stack, "plan", "-input=false", "-detailed-exitcode", *variables)
    deploy = ["scripts/deploy-cloud-run", cloud.folder / "release.json", "--yes"]
    _require_nothing(cloud.changed(lambda: cloud.run(*deploy)), "a deployment to Cloud Run beside a machine")
    states = sorted(path for path in storage.objects if path.startswith(_PROJECT))
    expected = [f"{_PROJECT}-kiosk-state/kiosk/{name}/default.tfstate" for name in ("cloud-run", "vm")]
    if states != expected:
        raise Failure(f"the states of Cloud Run and of the machine are {states}")
    say.line(f"  a machine: {len(made)} resources; its state and that of Cloud Run lie side by side in one bucket")


def _lambda(cloud, storage):
    images = cloud.release(_AWS, (*FUNCTIONS, "server"))
    deploy = ["scripts/deploy-lambda", images, "--yes", "--programs", cloud.bin]
    first = cloud.changed(lambda: cloud.run(*deploy, "--set", "SHOP_STAFF_CHAT_ID=-1001", **_SECRETS))
    _require_only(first, {"create"}, "the first deployment to Lambda")
    functions = {each["name"]: each["now"] for each in first if each["kind"] == "aws_lambda_function"}
    given = functions["kiosk-webhook"]["environment"][0]["variables"]
    if (given["SHOP_STAFF_CHAT_ID"], given["LOG_FORMAT"]) != (
        "-1001",
        "json",
    ) or "TELEGRAM_WEBHOOK_SECRET" not in given:
        raise Failure(f"the webhook on Lambda is given {sorted(given)}")
    if "TELEGRAM_BOT_TOKEN" in functions["kiosk-users"]["environment"][0]["variables"]:
        raise Failure("a function on Lambda knows a token that it does not need")
    (drain,) = [each["now"] for each in first if each["kind"] == "aws_cloudwatch_event_target"]
    if json.loads(drain["input"]) != {"kiosk": "drain"} or drain["retry_policy"][0]["maximum_retry_attempts"] != 0:
        raise Failure(f"the drain on Lambda: {drain}")
    routes = {each["now"]["route_key"] for each in first if each["kind"] == "aws_apigatewayv2_route"}
    if not {"GET /docs", "GET /openapi.json", "POST /telegram/webhook", "ANY /office"} <= routes or any(
        "drain" in r for r in routes
    ):
        raise Failure(f"the routes on Lambda: {sorted(routes)}")
    _require_nothing(cloud.changed(lambda: cloud.run(*deploy)), "a second deployment to Lambda")
    token = {"TELEGRAM_BOT_TOKEN": "1:hunter4"}
    words = ("scripts/rotate-secret", "lambda", "bot-token", "--yes", "--programs", cloud.bin)
    rotated = cloud.changed(lambda: cloud.run(*words, **token))
    _require_only(rotated, {"update"}, "a new token on Lambda")
    numbers = dict.fromkeys((*_SECRETS, "TELEGRAM_WEBHOOK_SECRET"), "1")
    known = {"images": json.loads(images.read_text()), "secret_versions": numbers, "account_concurrency": 10}
    _refusals(
        cloud,
        "infra/lambda",
        {
            "account_concurrency=1000": "more than mongodb_connections",
            "concurrent_executions=0": "concurrent_executions is -1 or at least 1",
            'settings={LOG_FORMAT="pretty"}': "No settings of the shop: LOG_FORMAT",
        },
        known,
    )
    if list(path for path in storage.objects if path.startswith(_ACCOUNT)) != [f"{_ACCOUNT}-kiosk-state/kiosk/lambda"]:
        raise Failure(f"the state of Lambda lies elsewhere: {', '.join(storage.objects)}")
    _without(cloud, deploy, "users")
    say.line(f"  Lambda: {len(first)} resources by one command, none changed by a second; a token replaced in place")


def _without(cloud, deploy, name):
    """A release without one of the images, then the one before."""
    path = cloud.folder / "release.json"
    images = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({key: image for key, image in images.items() if key != name}), encoding="utf-8")
    gone = cloud.changed(lambda: cloud.run(*deploy, "--remove", name))
    _require_only(gone, {"delete"}, f"a release without {name}")
    others = [other for other in FUNCTIONS if other != name]
    if wrong := [each for each in gone if any(other in json.dumps(each) for other in others)]:
        raise Failure(f"a release without {name} takes away {wrong}")
    path.write_text(json.dumps(images), encoding="utf-8")
    _require_only(cloud.changed(lambda: cloud.run(*deploy)), {"create"}, "the release before")


def _refusals(cloud, stack, expected, known):
    """Each variable, as it must not be, makes Terraform say why."""
    path = cloud.folder / "known.tfvars.json"
    path.write_text(json.dumps(known), encoding="utf-8")
    for variable, reason in expected.items():
        words = ("plan", "-input=false", "-lock=false", f"-var-file={path}", "-var", variable)
        said = " ".join(cloud.terraform(stack, *words, may_fail=True).replace("│", " ").split())
        if reason not in said:
            raise Failure(f"{stack}: {variable} should be refused with “{reason}”:\n{said[-2000:]}")


def _require_only(changes, allowed, what):
    wrong = [f"{each['what']} {each['kind']} {each['name']}" for each in changes if each["what"] not in allowed]
    if wrong or not changes:
        raise Failure(f"{what} should {' or '.join(allowed)}, but does: {', '.join(wrong[:5]) or 'nothing'}")


def _require_nothing(changes, what):
    if changes:
        raise Failure(f"{what} changes {[(each['what'], each['kind'], each['name']) for each in changes]}")


def _version(env):
    return env["value_source"][0]["secret_key_ref"][0]["version"]
