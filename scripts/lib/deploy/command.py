"""The command lines of `scripts/deploy-cloud-run`, `scripts/deploy-lambda` and `scripts/rotate-secret`.

sys.exit(command.cloud_run(sys.argv[1:], os.environ))
"""

import argparse
import getpass
import sys
from pathlib import Path

from .. import children, say
from ..stop import Stop, Stopped
from . import aws_lambda as on_lambda
from . import cloud_run as on_cloud_run
from . import terraform
from .rotation import KINDS, Rotation
from .shopfile import NAME, ShopFile, known_settings

ROOT = Path(__file__).resolve().parents[3]

_CLOUD_RUN = """\
Shows what would be done and asks; then puts secrets into Secret Manager (MONGODB_URI and TELEGRAM_BOT_TOKEN from the
environment, the first time only; the others are made up), migrates the data, deploys the images that DIGESTS names and
tells Telegram. The same command with the DIGESTS of an earlier release rolls back. Takes gcloud and terraform, both
logged in; what is missing is said before anything is changed."""
_LAMBDA = """\
Shows what would be done and asks; secrets go into Parameter Store before (MONGODB_URI and TELEGRAM_BOT_TOKEN from the
environment, the first time only; the webhook's is made up). Then it migrates the data from this machine, deploys the
images that DIGESTS names and tells Telegram. The same command with the DIGESTS of an earlier release rolls back. Takes
aws and terraform, both logged in; what is missing is said before anything is changed."""
_ROTATE = """\
Replaces a secret of a shop that runs: scripts/rotate-secret vm|cloud-run|lambda …, each with --help. No update is lost,
and a command that broke off goes on when it is given again."""


def cloud_run(arguments, environment, confirm=input, root=ROOT):
    """The exit status."""
    parser = argparse.ArgumentParser(prog="scripts/deploy-cloud-run", description=_CLOUD_RUN)
    option = _deploying(parser, on_cloud_run.FOLDER)
    option("--project", help=f"id of the Google Cloud project; kept in {NAME}")
    option("--region", help=f"where it runs; kept in {NAME} (first {on_cloud_run.REGION})")
    given = parser.parse_args(arguments)

    def deploy(group):
        images = on_cloud_run.read_digests(given.digests)
        file = _shop_file(given, root / on_cloud_run.FOLDER, root)
        with _cloud_run(group, root, given, file) as cloud:
            cloud.deploy(images, environment, _answer(given, confirm), given.remove)

    return _run(deploy)


def aws_lambda(arguments, environment, confirm=input, root=ROOT):
    """The exit status."""
    parser = argparse.ArgumentParser(prog="scripts/deploy-lambda", description=_LAMBDA)
    option = _deploying(parser, on_lambda.FOLDER)
    _of_lambda(option)
    given = parser.parse_args(arguments)

    def deploy(group):
        images = on_cloud_run.read_digests(given.digests, ("webhook",))
        file = _shop_file(given, root / on_lambda.FOLDER, root)
        with _aws_lambda(group, root, given, file) as cloud:
            cloud.deploy(images, environment, _answer(given, confirm), given.remove)

    return _run(deploy)


def rotate(arguments, environment, confirm=input, root=ROOT):
    """The exit status."""
    if arguments[:1] == ["vm"]:
        # A module of its own: it speaks to the machine
        from . import rotation_vm

        return rotation_vm.main(arguments[1:])
    parser = argparse.ArgumentParser(prog="scripts/rotate-secret", description=_ROTATE)
    targets = parser.add_subparsers(dest="target", required=True, metavar="TARGET")
    targets.add_parser("vm", help="a machine of one's own", add_help=False)
    for target in ("cloud-run", "lambda"):
        of_target = targets.add_parser(target)
        option = of_target.add_argument
        option(
            "secret",
            choices=tuple(KINDS),
            help="the new value of a token or MONGODB_URI: from the environment, or asked for",
        )
        option("--state", metavar="BUCKET", help="the bucket of Terraform's state, where it has a name of its own")
        option("--yes", action="store_true", help="do not ask")
        option("--region", help=argparse.SUPPRESS)
        if target == "lambda":
            option("--programs", type=Path, metavar="DIR", help="take server and shopctl from DIR, build nothing")
            of_target.set_defaults(backup=".")
        else:
            option("--project", help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)

    def change(group):
        terraform.require_terminal(given.yes, sys.stdin.isatty())
        folder = root / (on_cloud_run.FOLDER if given.target == "cloud-run" else on_lambda.FOLDER)
        make = _cloud_run if given.target == "cloud-run" else _aws_lambda
        with make(group, root, given, ShopFile(folder, known_settings(root))) as cloud:
            rotation = Rotation(cloud, _answer(given, confirm))
            rotation.rotate(given.secret, lambda name: environment.get(name) or getpass.getpass(f"New {name}: "))

    return _run(change)


def _deploying(parser, folder):
    option = parser.add_argument
    option("digests", type=Path, metavar="DIGESTS", help="what scripts/push --digests wrote")
    option("--state", metavar="BUCKET", help="the bucket of Terraform's state, where it has a name of its own")
    help_of_set = f"one of the shop's settings, written into {folder}/{NAME}, which is to be committed"
    option("--set", action="append", default=[], metavar="NAME=VALUE", help=help_of_set)
    help_of_remove = "remove a function that is deployed and has no image in DIGESTS"
    option("--remove", action="append", default=[], metavar="FUNCTION", help=help_of_remove)
    option("--yes", action="store_true", help="do what the plan says, without asking")
    return option


def _of_lambda(option):
    option("--region", help=f"where it runs; kept in {NAME} (first {on_lambda.REGION})")
    option("--programs", type=Path, metavar="DIR", help="take server and shopctl from DIR, build nothing")
    option(
        "--backup",
        type=Path,
        default=".",
        metavar="DIR",
        help="where data are written before they are migrated (default: .)",
    )


def _shop_file(given, folder, root):
    """With what this command line adds to it."""
    terraform.require_terminal(given.yes, sys.stdin.isatty())
    file = ShopFile(folder, known_settings(root))
    for assignment in given.set:
        file.set(assignment)
    return file


def _cloud_run(group, root, given, file):
    region = file.agree("region", given.region, on_cloud_run.REGION)
    project = file.agree("project", given.project)
    if not project:
        raise say.Failure(f"which project? --project, the first time; then {file.path} says")
    file.save()
    return on_cloud_run.CloudRun(group, root, project, region, given.state or f"{project}-kiosk-state")


def _aws_lambda(group, root, given, file):
    region = file.agree("region", given.region, on_lambda.REGION)
    file.save()
    built = []

    def programs():
        if not built:
            built.append(given.programs or on_lambda.build(group, root))
        return built[0].absolute()

    return on_lambda.AwsLambda(group, root, region, given.state, programs, str(given.backup))


def _answer(given, confirm):
    return (lambda _: "yes") if given.yes else confirm


def _run(action):
    stop = Stop().install()
    try:
        with children.Group(stop) as group:
            action(group)
        return 0
    except Stopped:
        return 130
    except say.Failure as failure:
        say.fail(failure)
        return 1
