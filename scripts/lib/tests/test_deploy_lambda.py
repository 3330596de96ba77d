"""`scripts/deploy-lambda` and `scripts/rotate-secret lambda`, whole, in a cloud that stands in for AWS."""

import json
import unittest

from lib.tests.cloud_case import SECRETS, CloudCase, command

REGISTRY = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/kiosk"
FILE = "infra/lambda/shop.auto.tfvars"
SOME = ("webhook", "users", "office", "broadcast")


class Case(CloudCase):
    def setUp(self):
        super().setUp()
        self.change(buckets={"123456789012-kiosk-state": {}})
        self.release = self.digests(REGISTRY, *SOME)

    def deploy(self, *words, first=False, **more):
        more = {**SECRETS, "answers": ["yes"], **more} if first else more
        return self.command(command.aws_lambda, self.release, "--programs", self.bin, *words, **more)

    def first(self, *words):
        status, said = self.deploy(*words, first=True)
        self.assertEqual(status, 0, said)

    def values(self, name):
        """All versions, oldest first."""
        return self.world()["secrets"].get(f"/kiosk/{name.lower().replace('_', '-')}", [])

    def deployed(self):
        """{function: [image, settings, secrets]}."""
        known = self.world()["state"].get("resources", {})
        return {key.split('"')[1]: value[2] for key, value in known.items()}

    def told(self, program):
        """What server or shopctl was told and given, at each call."""
        lines = (self.bin / "calls.jsonl").read_text().splitlines()
        return [call[1:] for call in map(json.loads, lines) if call[0] == program]


class First(Case):
    def test_one_command_makes_a_shop_out_of_nothing(self):
        self.first("--set", "SHOP_CURRENCY=EUR")
        self.assertEqual(set(self.deployed()), set(SOME))
        backend = "-backend-config=bucket=123456789012-kiosk-state -backend-config=region=eu-central-1"
        self.in_order(
            f"terraform init -input=false -reconfigure {backend}",
            "aws ssm put-parameter --cli-input-json file:///",
            "terraform plan",
            "server migrate --backup .",
            "terraform apply",
            "shopctl webhook set --url https://shop.example.com/telegram/webhook",
        )
        given = self.told("server")[0][-1]
        self.assertEqual((given["MONGODB_URI"], given["SHOP_CURRENCY"]), (SECRETS["MONGODB_URI"], "EUR"))
        self.assertEqual(
            self.told("shopctl")[0][-1]["TELEGRAM_WEBHOOK_SECRET"], *self.values("TELEGRAM_WEBHOOK_SECRET")
        )

    def test_secrets_are_on_no_command_line(self):
        self.first()
        self.assertEqual(self.values("TELEGRAM_BOT_TOKEN"), ["1:hunter3"])
        for value in ("hunter", *self.values("TELEGRAM_WEBHOOK_SECRET")):
            lines = [call for call in self.calls(value) if not call.startswith(("server", "shopctl"))]
            self.assertEqual(lines, [])

    def test_all_that_is_missing_is_said_at_once_and_nothing_is_changed(self):
        self.change(buckets={}, images=[])
        said = self.deploy()[1]
        for part in (
            "aws s3 mb s3://123456789012-kiosk-state --region eu-central-1",
            "the image of webhook is not in the registry",
            "the image of office is not in the registry",
            "MONGODB_URI is not set",
            "TELEGRAM_BOT_TOKEN is not set",
        ):
            self.assertIn(part, said)
        self.assertEqual(self.calls("terraform plan") + self.calls("put-parameter") + self.calls("server"), [])

    def test_images_of_another_region_are_refused(self):
        self.assertIn("is in no registry of us-east-1", self.deploy("--region", "us-east-1", first=True, answers=())[1])

    def test_without_a_login_it_says_how(self):
        self.change(logins=[])
        self.assertIn("aws configure", self.deploy()[1])

    def test_without_a_terminal_and_yes_nothing_is_done(self):
        self.assertEqual((self.deploy(first=True, terminal=False, answers=())[0], self.calls()), (1, []))
        self.assertEqual(self.deploy("--yes", first=True, terminal=False, answers=())[0], 0)

    def test_a_no_leaves_the_shop_as_it_is(self):
        self.assertEqual(self.deploy(first=True, answers=["no"])[0], 1)
        self.assertEqual((self.deployed(), self.calls("server")), ({}, []))
        # What was kept is used, and not made again
        self.first()
        self.assertEqual({name: len(self.values(name)) for name in SECRETS}, {name: 1 for name in SECRETS})

    def test_data_that_cannot_be_migrated_change_nothing(self):
        (self.bin / "server-fails").touch()
        self.assertEqual((self.deploy(first=True)[0], self.deployed()), (1, {}))

    def test_the_state_of_an_earlier_release_is_noticed(self):
        self.change(buckets={"123456789012-kiosk-state": {"kiosk": "{}"}})
        said = self.deploy(first=True, answers=())[1]
        bucket = "s3://123456789012-kiosk-state"
        self.assertIn(f"aws s3 mv {bucket}/kiosk {bucket}/kiosk/lambda --region eu-central-1", said)
        self.assertEqual(self.calls("terraform init"), [])


class Later(Case):
    def setUp(self):
        super().setUp()
        self.once("lambda", lambda: self.first("--set", "SHOP_CURRENCY=EUR"))
        self.before = self.world()

    def rotate(self, secret, answers=("yes",), **environment):
        words = ("lambda", secret, "--programs", self.bin)
        return self.command(command.rotate, *words, answers=answers, **environment)

    def test_a_second_deployment_without_flags_changes_nothing(self):
        for environment in ({}, SECRETS):
            status, said = self.deploy(**environment)
            self.assertEqual((status, self.world()), (0, self.before), said)

    def test_an_earlier_release_is_rolled_back_to(self):
        old = self.release.read_text()
        self.release = self.digests(REGISTRY, *SOME)
        self.assertEqual(self.deploy(answers=["yes"])[0], 0)
        self.assertNotEqual(self.deployed(), {})
        self.release.write_text(old)
        self.assertEqual(self.deploy(answers=["yes"])[0], 0)
        self.assertEqual(self.world()["state"], self.before["state"])

    def test_a_function_without_an_image_is_removed_only_if_it_is_named(self):
        images = json.loads(self.release.read_text())
        self.release.write_text(json.dumps({name: image for name, image in images.items() if name != "users"}))
        status, said = self.deploy("--yes")
        self.assertEqual((status, self.world()), (1, self.before))
        self.assertIn("users is deployed, and the release has no image of it", said)
        self.assertEqual(self.deploy("--yes", "--remove", "users")[0], 0)
        self.assertNotIn("users", self.world()["state"]["outputs"]["images"])

    def test_a_deployment_does_not_replace_a_secret_by_the_way(self):
        said = self.deploy(MONGODB_URI="mongodb://other/shop")[1]
        self.assertIn("scripts/rotate-secret lambda database-password", said)
        self.assertEqual(self.world(), self.before)

    def test_both_webhook_secrets_are_accepted_until_telegram_sends_the_new_one(self):
        (old,) = self.values("TELEGRAM_WEBHOOK_SECRET")
        (self.bin / "calls.jsonl").unlink()
        status, said = self.rotate("webhook-secret")
        self.assertEqual(status, 0, said)
        _, both, new = self.values("TELEGRAM_WEBHOOK_SECRET")
        self.assertEqual(both, f"{new},{old}")
        self.in_order("put-parameter", "terraform apply", "shopctl webhook set", "put-parameter", "terraform apply")
        self.assertEqual(self.told("shopctl")[0][-1]["TELEGRAM_WEBHOOK_SECRET"], both)
        self.assertEqual(self.deployed()["webhook"][2]["TELEGRAM_WEBHOOK_SECRET"], new)

    def test_a_new_token_reaches_all_that_speak_to_telegram(self):
        status, said = self.rotate("bot-token", TELEGRAM_BOT_TOKEN="1:new")
        self.assertEqual(status, 0, said)
        self.assertEqual(self.told("shopctl")[-1][-1]["TELEGRAM_BOT_TOKEN"], "1:new")
        self.assertEqual(
            {self.deployed()[name][2]["TELEGRAM_BOT_TOKEN"] for name in ("webhook", "office", "broadcast")}, {"1:new"}
        )

    def test_a_second_database_user_takes_over_once_he_got_in(self):
        uri = SECRETS["MONGODB_URI"].replace("shop:hunter2", "shop2:hunter4")
        (self.bin / "server-fails").touch()
        self.assertIn("nothing else was changed", self.rotate("database-password", answers=(), MONGODB_URI=uri)[1])
        self.assertEqual(self.deployed(), {key: value[2] for key, value in self.resources_before().items()})
        (self.bin / "server-fails").unlink()
        status, said = self.rotate("database-password", MONGODB_URI=uri)
        self.assertEqual(status, 0, said)
        self.assertEqual({function[2]["MONGODB_URI"] for function in self.deployed().values()}, {uri})
        self.assertEqual(len(self.values("MONGODB_URI")), 2)

    def resources_before(self):
        known = self.before["state"]["resources"]
        return {key.split('"')[1]: value for key, value in known.items()}


if __name__ == "__main__":
    unittest.main()
