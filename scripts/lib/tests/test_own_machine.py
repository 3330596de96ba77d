"""A machine of one's own and Docker Compose: the pages' commands exist, settings reach the shop, secrets are nobody else's."""

import contextlib
import io
import os
import re
import shlex
import subprocess
import unittest
import unittest.mock
from pathlib import Path

from lib.deploy import images, rotation_vm
from lib.tests.test_parts import Folder

ROOT = Path(__file__).resolve().parents[3]
PAGES = ("docs/deploy-vm.md", "docs/deploy-compose.md")


def read(path):
    return (ROOT / path).read_text(encoding="utf-8")


class Pages(unittest.TestCase):
    def commands(self):
        """The pages' commands of this checkout's scripts, word by word."""
        for page in PAGES:
            for block in re.findall(r"(?ms)^```sh\n(.*?)^```", read(page)):
                for line in block.replace("\\\n", " ").splitlines():
                    words = shlex.split(line, comments=True)
                    while words and re.match(r"[A-Z_]+=", words[0]):
                        words.pop(0)
                    if words and words[0].startswith("scripts/"):
                        yield page, words

    def test_every_option_exists(self):
        found = 0
        for page, (script, *words) in self.commands():
            if script == "scripts/rotate-secret":
                said = io.StringIO()
                with contextlib.redirect_stdout(said), self.assertRaises(SystemExit):
                    rotation_vm.main(["--help"])
                text = said.getvalue()
                self.assertIn(words[2], rotation_vm.SECRETS)
            else:
                text = subprocess.run([ROOT / script, "--help"], capture_output=True, text=True, check=True).stdout
            for option in (word for word in words if word.startswith("--")):
                self.assertIn(f"{option} ", text, page)
                found += 1
        self.assertGreaterEqual(found, 7)


class Compose(unittest.TestCase):
    def test_everything_that_may_be_set_is_passed_on(self):
        block = read("infra/compose.yaml").split("x-settings: &settings\n", 1)[1].split("\n\n", 1)[0]
        passed = set(re.findall(r"(?m)^  (\w+):", block))
        table = read("README.md").split("| variable | meaning | default |\n", 1)[1].split("\n\n", 1)[0]
        # The port is the one that the containers in front know
        # Metrics are for infra/observability/compose.yaml, which alone has somebody who asks for them
        elsewhere = {"PORT", "METRICS_ADDRESS"}
        self.assertEqual(passed, set(re.findall(r"(?m)^\| `(\w+)`", table)) - elsewhere)

    def test_no_default_stands_in_for_a_secret(self):
        text = read("infra/compose.yaml")
        self.assertEqual(re.findall(r"\$\{TELEGRAM_\w+:?-", text), [])
        for name in ("TELEGRAM_BOT_TOKEN", "TELEGRAM_WEBHOOK_SECRET", "SHOP_DOMAIN", "KIOSK_SERVER_IMAGE"):
            self.assertIn(f"${{{name}:?is missing", text)
        self.assertNotIn("build:", text)

    def test_each_service_s_log_has_an_end(self):
        services = read("infra/compose.yaml").split("\nservices:\n", 1)[1].split("\nnetworks:\n", 1)[0]
        for service in re.findall(r"(?m)^  \w+:\n(?:(?:    .*)?\n)+", services):
            self.assertTrue("<<: *program" in service or "logging: *log" in service, service)

    def test_images_are_written_as_variables(self):
        text = images.variables({"server": "registry.example.com/kiosk/server@sha256:0", "shopctl": "r/shopctl@sha256:1"})
        self.assertEqual(
            text,
            "KIOSK_SERVER_IMAGE=registry.example.com/kiosk/server@sha256:0\nKIOSK_SHOPCTL_IMAGE=r/shopctl@sha256:1\n",
        )
        for name in re.findall(r"\w+(?==)", text):
            self.assertIn(f"${{{name}:?", read("infra/compose.yaml"))


class Rotation(Folder):
    def rotate(self, secret, **environment):
        """The exit status, what ssh was called with, and what it was given to read."""
        ssh = self.program("ssh", f'echo "$2" > {self.folder}/line; cat > {self.folder}/given')
        words = ["root@shop.example.com", secret, "--domain", "shop.example.com", "--ssh", str(ssh)]
        with unittest.mock.patch.dict(os.environ, environment), contextlib.redirect_stdout(io.StringIO()):
            status = rotation_vm.main(words)
        return status, (self.folder / "line").read_text(), (self.folder / "given").read_text()

    def test_a_token_is_read_by_the_machine_and_stands_on_no_command_line(self):
        status, line, given = self.rotate("bot-token", TELEGRAM_BOT_TOKEN="1:hunter2")
        self.assertEqual((status, given), (0, "1:hunter2\n"))
        self.assertIn("/opt/kiosk/current/infra/vm/rotate bot-token --domain shop.example.com", line)
        self.assertNotIn("hunter2", line)

    def test_the_others_are_made_up_there(self):
        status, line, given = self.rotate("webhook-secret", TELEGRAM_BOT_TOKEN="1:hunter2")
        self.assertEqual((status, given), (0, "\n"))
        self.assertIn("rotate webhook-secret", line)

    def test_without_anybody_to_ask_a_token_is_missed(self):
        said = io.StringIO()
        with unittest.mock.patch("getpass.getpass", side_effect=EOFError), contextlib.redirect_stderr(said):
            with unittest.mock.patch.dict(os.environ):
                os.environ.pop("TELEGRAM_BOT_TOKEN", None)
                status = rotation_vm.main(["host", "bot-token", "--domain", "d", "--ssh", "false"])
        self.assertEqual(status, 1)
        self.assertIn("TELEGRAM_BOT_TOKEN is not set", said.getvalue())


if __name__ == "__main__":
    unittest.main()
