"""`scripts/deploy-cloud-run` and `scripts/rotate-secret cloud-run`, whole, in a cloud that stands in for Google's."""

import json
import unittest

from lib.deploy import FUNCTIONS, vault
from lib.tests.cloud_case import SECRETS, CloudCase, command

REGISTRY = "europe-west1-docker.pkg.dev/my-project/kiosk"
FILE = "infra/terraform/cloud-run/shop.auto.tfvars"
# Enough of them, but where it is about all
SOME = ("webhook", "users", "office", "broadcast")
APIS = ("artifactregistry", "cloudscheduler", "iam", "run", "secretmanager", "storage")


class Case(CloudCase):
    def setUp(self):
        super().setUp()
        apis = [f"{name}.googleapis.com" for name in APIS]
        self.change(apis=apis, buckets={"my-project-kiosk-state": {}})
        self.release = self.digests(REGISTRY, *SOME, "server", "shopctl")

    def deploy(self, *words, first=False, **more):
        more = {**SECRETS, "answers": ["yes"], **more} if first else more
        words = ("--project", "my-project", *words) if first else words
        return self.command(command.cloud_run, self.release, *words, **more)

    def first(self, *words):
        status, said = self.deploy(*words, first=True)
        self.assertEqual(status, 0, said)

    def values(self, name):
        """{number: value} of the versions that can be read."""
        versions = self.world()["secrets"].get(vault_name(name), [])
        return {n: each["value"] for n, each in enumerate(versions, 1) if each["state"] == "ENABLED"}

    def deployed(self):
        """{function: its container}."""
        known = self.world()["state"].get("resources", {})
        services = {key: value for key, value in known.items() if key.startswith("google_cloud_run_v2_service")}
        return {key.split('"')[1]: value[2]["template"][0]["containers"][0] for key, value in services.items()}

    def version_of(self, function, name):
        references = [
            env["value_source"][0]["secret_key_ref"][0]
            for env in self.deployed()[function]["env"]
            if env["name"] == name
        ]
        return int(references[0]["version"])


def vault_name(name):
    return f"kiosk-{name.lower().replace('_', '-')}"


class First(Case):
    def test_one_command_makes_a_shop_out_of_nothing(self):
        self.release = self.digests(REGISTRY, *FUNCTIONS, "server", "shopctl")
        self.first("--set", "SHOP_CURRENCY=EUR")
        self.assertEqual(set(self.deployed()), set(FUNCTIONS))
        self.in_order(
            "terraform init -input=false -reconfigure -backend-config=bucket=my-project-kiosk-state",
            "terraform plan",
            "-target=google_secret_manager_secret.secret",
            "versions add kiosk-mongodb-uri",
            "-target=google_cloud_run_v2_job.chore",
            "jobs execute kiosk-migrate --wait --project=my-project --region=europe-west1",
            "kiosk-migrate --wait --project=my-project --region=europe-west1 --args=keys,put,--name,scheduler",
            "terraform apply",
            "--args=webhook,set,--url,https://webhook.example.com/telegram/webhook",
        )
        self.assertIn('project = "my-project"', (self.root / FILE).read_text())
        self.assertIn('SHOP_CURRENCY = "EUR"', (self.root / FILE).read_text())

    def test_the_scheduler_has_the_key_whose_digest_the_database_gets(self):
        self.first()
        key = self.values("DRAIN_KEY")[1]
        self.assertRegex(key, r"^kiosk_[0-9a-f]{16}_[0-9a-f]{64}$")
        self.assertEqual(self.world()["state"]["resources"]['google_cloud_scheduler_job.drain["0"]'][2]["key"], key)
        self.assertEqual(
            len(self.calls(f"--args=keys,put,--name,scheduler,--scope,outbox:drain,--digest,{vault.digest(key)}")), 1
        )

    def test_secrets_are_on_no_command_line_and_their_versions_are_numbers(self):
        self.first()
        self.assertEqual(self.values("MONGODB_URI"), {1: SECRETS["MONGODB_URI"]})
        secrets = [value for name in vault.MADE for value in self.values(name).values()]
        for value in ("hunter", *secrets):
            self.assertEqual(self.calls(value), [])
        self.assertEqual(self.version_of("office", "TELEGRAM_BOT_TOKEN"), 1)

    def test_all_that_is_missing_is_said_at_once_and_nothing_is_changed(self):
        self.change(apis=["run.googleapis.com"], buckets={}, images=[], billing="False")
        status, said = self.deploy("--project", "my-project")
        self.assertEqual(status, 1)
        for part in (
            "has no billing",
            "gcloud services enable artifactregistry.googleapis.com cloudscheduler.googleapis.com iam.googleapis.com "
            "secretmanager.googleapis.com storage.googleapis.com --project=my-project",
            "gcloud storage buckets create gs://my-project-kiosk-state",
            "the image of webhook is not in the registry",
            "the image of office is not in the registry",
        ):
            self.assertIn(part, said)
        self.assertEqual(self.calls("terraform plan") + self.calls("apply") + self.calls("versions add"), [])

    def test_secrets_that_are_missing_are_said_with_the_rest(self):
        self.change(buckets={})
        said = self.deploy("--project", "my-project")[1]
        for part in ("no bucket", "MONGODB_URI is not set", "TELEGRAM_BOT_TOKEN is not set"):
            self.assertIn(part, said)

    def test_both_logins_are_asked_for(self):
        self.change(logins=[])
        said = self.deploy("--project", "my-project")[1]
        for part in ("gcloud auth login", "gcloud auth application-default login"):
            self.assertIn(part, said)

    def test_an_old_terraform_is_refused(self):
        self.change(terraform="1.8.5")
        self.assertIn("terraform 1.8.5 is too old", self.deploy("--project", "my-project")[1])

    def test_without_a_terminal_and_yes_nothing_is_done(self):
        status, said = self.deploy(first=True, terminal=False, answers=())
        self.assertEqual((status, self.calls()), (1, []))
        self.assertIn("--yes", said)
        self.assertFalse((self.root / FILE).exists())

    def test_with_yes_nobody_is_asked(self):
        self.assertEqual(self.deploy("--yes", first=True, terminal=False, answers=())[0], 0)

    def test_a_no_changes_nothing(self):
        status, said = self.deploy(first=True, answers=["no"])
        self.assertEqual((status, self.world()["secrets"], self.world()["state"]), (1, {}, {}))
        self.assertIn("nothing was changed", said)

    def test_a_database_that_is_not_reached_is_explained_and_the_next_attempt_goes_on(self):
        self.change(broken_jobs={"kiosk-migrate": "database: Server selection timeout: No available servers"})
        status, said = self.deploy(first=True)
        self.assertEqual((status, self.deployed()), (1, {}))
        self.assertIn("Network Access must allow 0.0.0.0/0", said)
        self.change(broken_jobs={})
        uri = SECRETS["MONGODB_URI"].replace("hunter2", "other")
        status, said = self.deploy(answers=["yes"], MONGODB_URI=uri)
        self.assertEqual((status, self.values("MONGODB_URI")[2]), (0, uri), said)
        self.assertEqual(self.version_of("webhook", "MONGODB_URI"), 2)
        self.assertEqual(list(self.values("DRAIN_KEY")), [1], "a key that was made is used")
        self.assertEqual(len(self.calls("keys,put")), 1)

    def test_the_state_of_an_earlier_release_is_noticed(self):
        old = json.dumps({"resources": [{"type": "google_cloud_run_v2_service"}]})
        self.change(buckets={"my-project-kiosk-state": {"default.tfstate": old}})
        said = self.deploy(first=True, answers=())[1]
        bucket = "gs://my-project-kiosk-state"
        self.assertIn(f"gcloud storage mv {bucket}/default.tfstate {bucket}/kiosk/cloud-run/default.tfstate", said)
        self.assertEqual(self.calls("terraform init"), [])
        # That of a machine is none of its business
        self.change(buckets={"my-project-kiosk-state": {"default.tfstate": '{"type": "google_compute_instance"}'}})
        self.first()


class Later(Case):
    def setUp(self):
        super().setUp()
        self.once("cloud-run-eur", lambda: self.first("--set", "SHOP_CURRENCY=EUR"))
        self.before = self.world()

    def test_a_second_deployment_without_flags_changes_nothing(self):
        for environment in ({}, SECRETS):
            status, said = self.deploy(**environment)
            self.assertEqual((status, self.world()), (0, self.before), said)

    def test_a_release_keeps_the_settings_and_the_versions(self):
        self.release = self.digests(REGISTRY, *SOME, "server", "shopctl")
        self.assertEqual(self.deploy(answers=["yes"])[0], 0)
        container = self.deployed()["users"]
        self.assertIn('SHOP_CURRENCY = "EUR"', container["shop"])
        self.assertNotEqual(container["image"], self.before["state"]["outputs"]["images"]["users"])
        self.assertEqual(self.world()["secrets"], self.before["secrets"])

    def test_settings_are_written_into_the_file_one_by_one(self):
        path = self.root / FILE
        path.write_text(path.read_text() + "# kept\nmin_instances = { webhook = 1 }\n")
        said = self.deploy("--set", 'SHOP_NAME=Ivan\'s "${shop}"', "--set", "SHOP_CURRENCY=PLN", answers=["yes"])[1]
        self.assertIn("commit it", said)
        text = path.read_text()
        for part in (
            '  SHOP_NAME = "Ivan\'s \\"$${shop}\\""\n',
            '  SHOP_CURRENCY = "PLN"\n',
            "# kept\nmin_instances = { webhook = 1 }\n",
        ):
            self.assertIn(part, text)
        self.assertNotIn("EUR", text)

    def test_a_setting_that_does_not_exist_is_refused_with_the_one_that_was_meant(self):
        self.assertIn("did you mean SHOP_CURRENCY?", self.deploy("--set", "currency=EUR")[1])
        self.assertIn("there is no such setting", self.deploy("--set", "MONGODB_URI=x")[1])

    def test_a_checkout_without_the_file_does_not_take_the_settings_away(self):
        (self.root / FILE).unlink()
        said = self.deploy("--project", "my-project")[1]
        self.assertIn("--set SHOP_CURRENCY=EUR", said)
        self.assertEqual(self.world(), self.before)

    def test_another_region_is_refused(self):
        self.assertIn("a new deployment", self.deploy("--region", "us-east1")[1])

    def test_an_image_that_is_left_out_takes_its_function_away_if_that_is_meant(self):
        self.release.write_text(
            json.dumps({k: v for k, v in json.loads(self.release.read_text()).items() if k not in ("users", "office")})
        )
        for words in (["--yes"], ["--yes", "--remove", "office"]):
            status, said = self.deploy(*words)
            self.assertEqual((status, self.world()), (1, self.before))
            self.assertIn("users is deployed, and the release has no image of it", said)
            self.assertEqual("office is deployed" in said, len(words) == 1)
        self.assertIn("has an image", self.deploy("--remove", "webhook")[1])
        self.release = self.digests(REGISTRY, *SOME, "server", "shopctl")
        self.release.write_text(
            json.dumps({k: v for k, v in json.loads(self.release.read_text()).items() if k != "users"})
        )
        status, said = self.deploy("--remove", "users", answers=["yes"])
        self.assertEqual((status, set(self.deployed())), (0, set(SOME) - {"users"}))
        self.assertIn('This takes away: google_cloud_run_v2_service.function["users"]\n', said)

    def test_a_deployment_does_not_replace_a_secret_by_the_way(self):
        said = self.deploy(TELEGRAM_BOT_TOKEN="1:other")[1]
        self.assertIn("scripts/rotate-secret cloud-run bot-token", said)
        self.assertEqual(self.world(), self.before)


class Rotation(Case):
    def setUp(self):
        super().setUp()
        self.once("cloud-run", self.first)

    def rotate(self, secret, *words, answers=("yes",), **environment):
        return self.command(command.rotate, "cloud-run", secret, *words, answers=answers, **environment)

    def test_both_webhook_secrets_are_accepted_until_telegram_sends_the_new_one(self):
        old = self.values("TELEGRAM_WEBHOOK_SECRET")[1]
        (self.bin / "calls.jsonl").unlink()
        status, said = self.rotate("webhook-secret")
        self.assertEqual(status, 0, said)
        versions = [each["value"] for each in self.world()["secrets"]["kiosk-telegram-webhook-secret"]]
        new = versions[2]
        self.assertEqual(versions, [old, f"{new},{old}", new])
        self.in_order(
            "versions add",
            "terraform apply",
            "--args=webhook,set",
            "versions add",
            "terraform apply",
            "versions disable",
        )
        self.assertEqual(
            (self.version_of("webhook", "TELEGRAM_WEBHOOK_SECRET"), list(self.values("TELEGRAM_WEBHOOK_SECRET"))),
            (3, [3]),
        )
        self.assertIn(
            "gcloud secrets versions destroy 1 --secret=kiosk-telegram-webhook-secret --project=my-project", said
        )
        self.assertEqual(self.calls(new), [])

    def test_a_rotation_that_broke_off_is_finished_by_the_same_command(self):
        self.change(broken_jobs={"kiosk-set-webhook": "Bad Gateway"})
        self.assertEqual(self.rotate("webhook-secret")[0], 1)
        both = self.values("TELEGRAM_WEBHOOK_SECRET")[2]
        self.change(broken_jobs={})
        status, said = self.rotate("webhook-secret")
        self.assertEqual((status, self.values("TELEGRAM_WEBHOOK_SECRET")), (0, {3: both.split(",")[0]}), said)

    def test_a_new_token_of_the_same_bot_is_deployed_then_telegram_is_told(self):
        (self.bin / "calls.jsonl").unlink()
        status, said = self.rotate("bot-token", TELEGRAM_BOT_TOKEN="1:new")
        self.assertEqual((status, self.values("TELEGRAM_BOT_TOKEN")), (0, {2: "1:new"}), said)
        self.in_order("versions add", "terraform apply", "--args=webhook,set", "versions disable 1")
        self.assertEqual(
            {self.version_of(name, "TELEGRAM_BOT_TOKEN") for name in ("webhook", "office", "broadcast")}, {2}
        )

    def test_another_bots_token_is_refused(self):
        self.assertIn("another bot", self.rotate("bot-token", answers=(), TELEGRAM_BOT_TOKEN="2:new")[1])

    def test_a_second_database_user_takes_over(self):
        uri = SECRETS["MONGODB_URI"].replace("shop:hunter2", "shop2:hunter4")
        (self.bin / "calls.jsonl").unlink()
        status, said = self.rotate("database-password", MONGODB_URI=uri)
        self.assertEqual((status, self.values("MONGODB_URI")), (0, {2: uri}), said)
        self.in_order(
            "versions add",
            "-target=google_cloud_run_v2_job.chore",
            "jobs execute kiosk-migrate",
            "terraform apply",
            "disable 1",
        )
        self.assertEqual({self.version_of(name, "MONGODB_URI") for name in self.deployed()}, {2})

    def test_a_user_who_does_not_get_in_changes_nothing(self):
        self.change(broken_jobs={"kiosk-migrate": "Authentication failed"})
        uri = SECRETS["MONGODB_URI"].replace("shop:hunter2", "shop2:wrong")
        said = self.rotate("database-password", answers=(), MONGODB_URI=uri)[1]
        self.assertIn("refuses the user or the password", said)
        self.assertIn("Back to version 1", said)
        self.assertEqual({self.version_of(name, "MONGODB_URI") for name in self.deployed()}, {1})

    def test_the_same_user_and_another_database_are_refused(self):
        same = SECRETS["MONGODB_URI"].replace("hunter2", "hunter4")
        self.assertIn("lock out", self.rotate("database-password", answers=(), MONGODB_URI=same)[1])
        other = "mongodb+srv://shop2:x@db.example.net/other"
        self.assertIn("another database", self.rotate("database-password", answers=(), MONGODB_URI=other)[1])

    def test_settings_that_are_not_deployed_yet_do_not_go_along(self):
        world = self.world()
        del world["state"]["resources"]['google_cloud_run_v2_service.function["users"]']
        self.write_world(world)
        said = self.rotate("bot-token", answers=(), TELEGRAM_BOT_TOKEN="1:new")[1]
        self.assertIn("deploy first", said)


if __name__ == "__main__":
    unittest.main()
