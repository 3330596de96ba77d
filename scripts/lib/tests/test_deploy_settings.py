"""One list of settings for all targets: infra/settings.json, the README, `server --help`, and what each is given."""

import json
import re
import subprocess
import unittest
from pathlib import Path

from lib.deploy import FUNCTIONS

ROOT = Path(__file__).resolve().parents[3]
SERVER = ROOT / "target/debug/server"


def read(path):
    return (ROOT / path).read_text(encoding="utf-8")


def listed():
    """infra/settings.json."""
    return json.loads(read("infra/settings.json"))


def names():
    """Every variable that `server` reads."""
    return sorted(name for kind in ("settings", "secrets", "platform") for name in listed()[kind])


class Settings(unittest.TestCase):
    maxDiff = None

    def test_each_is_listed_once(self):
        self.assertEqual(names(), sorted(set(names())))

    def test_the_readme_has_all_of_them(self):
        table = read("README.md").split("| variable | meaning | default |\n", 1)[1].split("\n\n", 1)[0]
        self.assertEqual(sorted(re.findall(r"^\| `(\w+)`", table, re.MULTILINE)), names())

    @unittest.skipUnless(SERVER.exists(), "target/debug/server is not built")
    def test_so_has_the_programs_help(self):
        said = subprocess.run([SERVER, "--help"], capture_output=True, text=True, check=True).stdout
        told = said.split("\nEnvironment:\n", 1)[1]
        self.assertEqual(sorted(re.findall(r"^  ([A-Z_]+) {2,}", told, re.MULTILINE)), names())

    def test_a_platform_sets_what_no_owner_does(self):
        for platform, given in listed()["platforms"].items():
            self.assertLessEqual(set(given), set(listed()["platform"]), platform)

    def test_both_stacks_read_the_lists_and_have_none_of_their_own(self):
        for folder in ("infra/terraform/cloud-run", "infra/lambda"):
            text = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / folder).glob("*.tf")))
            for name in ("settings.json", "functions.json"):
                self.assertIn(f"/{name}", text, folder)
            # A description may give one as an example
            code = re.sub(r"(?m)^\s*(#|description).*$", "", text)
            for name in listed()["settings"] + ["LOG_FORMAT", "TRUSTED_PROXIES"]:
                self.assertNotIn(name, code, folder)

    def test_what_compose_and_the_machine_name_exists(self):
        """All of these are passed through; each file says itself which it sets."""
        prefixes = "|".join(sorted({name.split("_")[0] for name in listed()["settings"]}))
        for path in ("infra/compose.yaml", "infra/systemd/kiosk.service", "infra/vm/setup"):
            text = read(path)
            named = set(re.findall(rf"(?<![\w$}}{{])((?:{prefixes})_[A-Z_]+)(?=['\"]?[:=])", text))
            # nginx's own
            self.assertLessEqual(
                {name for name in named if not re.match(r"SHOP_(DOMAIN|EMAIL|UPSTREAM|TLS|TLS_DIR|WEBHOOK)$", name)},
                set(names()),
                path,
            )

    def test_compose_passes_everything_on(self):
        block = read("infra/compose.yaml").split("x-settings: &settings\n", 1)[1].split("\n\n", 1)[0]
        passed = set(re.findall(r"^  (\w+):", block, re.MULTILINE))
        self.assertEqual(set(listed()["settings"]) - passed, set())


class Functions(unittest.TestCase):
    def setUp(self):
        self.functions = json.loads(read("infra/functions.json"))

    def test_they_are_those_that_images_are_made_of(self):
        self.assertEqual(set(self.functions), set(FUNCTIONS))

    def test_they_know_only_what_they_need(self):
        for name, function in self.functions.items():
            self.assertLessEqual(set(function["secrets"]), set(listed()["secrets"]), name)
            bot = "TELEGRAM_BOT_TOKEN" in function["secrets"]
            self.assertEqual(bot, name in ("webhook", "broadcast", "office"), name)
            self.assertEqual("TELEGRAM_WEBHOOK_SECRET" in function["secrets"], name == "webhook")

    def test_no_route_belongs_to_two(self):
        routes = [route for function in self.functions.values() for route in function["routes"]]
        self.assertEqual(len(routes), len(set(routes)))

    def test_what_api_gateway_waits_for_ends_before_it_gives_up(self):
        for name, function in self.functions.items():
            self.assertTrue(function["timeout"] < 30 or name == "broadcast", name)
        # It is invoked by EventBridge, and a drain works for up to 50 seconds
        self.assertGreaterEqual(self.functions["broadcast"]["timeout"], 60)


if __name__ == "__main__":
    unittest.main()
