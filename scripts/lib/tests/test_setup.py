"""`infra/vm`: what is changed on a machine that is prepared again, and what is taken back when a rotation fails.

The programs of the machine are stand-ins that write down how they were called.
"""

import contextlib
import importlib.machinery
import importlib.util
import io
import os
import sys
import unittest
import unittest.mock
from pathlib import Path

from lib.say import Failure
from lib.tests.test_parts import Folder

VM = Path(__file__).resolve().parents[3] / "infra/vm"
SWAPS = "Filename Type Size Used Priority\n"


def load(name):
    """A program of infra/vm as a module, which it is not named like."""
    loader = importlib.machinery.SourceFileLoader(f"vm_{name}", str(VM / name))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
    with unittest.mock.patch.object(sys, "path", [str(VM), *sys.path]):
        loader.exec_module(module)
    return module


class Machine(Folder):
    """A folder in the place of /etc, and programs that note their calls."""

    def setUp(self):
        super().setUp()
        self.etc = self.folder / "etc"
        (self.etc / "needrestart").mkdir(parents=True)
        self.calls_file = self.folder / "calls"
        (self.folder / "bin").mkdir()
        for name in ("systemctl", "dd", "mkswap", "swapon", "curl"):
            self.stand_in(name)
        # No container
        self.stand_in("systemd-detect-virt", "exit 1")
        path = f"{self.folder}/bin:{os.environ['PATH']}"
        self.enterContext(unittest.mock.patch.dict(os.environ, {"PATH": path}))
        self.said = io.StringIO()
        self.enterContext(contextlib.redirect_stdout(self.said))

    def stand_in(self, name, more=""):
        """A program that notes its words and then does `more`."""
        return self.program(f"bin/{name}", f'echo "{name} $*" >> {self.calls_file}\n{more}')

    def calls(self):
        """What was called since the last time."""
        text = self.calls_file.read_text() if self.calls_file.exists() else ""
        self.calls_file.unlink(missing_ok=True)
        return text.splitlines()


class Setup(Machine):
    def setUp(self):
        super().setUp()
        self.setup = load("setup")
        self.swaps = self.folder / "swaps"
        self.swaps.write_text(SWAPS)
        changes = {
            "ETC": self.etc,
            "ADMIN": self.etc / "kiosk/mongodb-admin",
            "_SWAPS": self.swaps,
            "_SWAP": self.folder / "swapfile",
        }
        for name, value in changes.items():
            self.enterContext(unittest.mock.patch.object(self.setup, name, value))
        self.enterContext(unittest.mock.patch("shutil.chown"))

    def test_mongodb_is_restarted_for_a_new_configuration_only(self):
        self.setup._mongod()
        self.assertIn("systemctl restart mongod", self.calls())
        password = self.setup.ADMIN.read_text()
        self.setup._mongod()
        self.assertEqual(self.calls(), ["systemctl enable --quiet mongod", "systemctl start mongod"])
        (self.etc / "mongod.conf").write_text("# of an earlier release\n")
        self.setup._mongod()
        self.assertIn("systemctl restart mongod", self.calls())
        self.assertEqual(self.setup.ADMIN.read_text(), password)

    def test_logs_are_rotated_and_upgrades_leave_mongodb_alone(self):
        self.setup._upkeep()
        self.assertIn("--signal=SIGUSR1 mongod.service", (self.etc / "logrotate.d/mongod").read_text())
        self.assertIn("logRotate: reopen", (VM / "mongod.conf").read_text())
        upgrades = (self.etc / "apt/apt.conf.d/52kiosk").read_text()
        self.assertIn('Unattended-Upgrade "1"', upgrades)
        self.assertIn('Package-Blacklist { "mongodb-"; }', upgrades)
        self.assertIn("mongod", (self.etc / "needrestart/conf.d/kiosk.conf").read_text())

    def test_swap_is_made_once_where_there_is_none(self):
        self.stand_in("dd", f"touch {self.folder}/swapfile")
        (self.etc / "fstab").write_text("/dev/sda1 / ext4 defaults 0 1")
        self.setup._swap()
        self.assertEqual([call.split()[0] for call in self.calls()], ["systemd-detect-virt", "dd", "mkswap", "swapon"])
        fstab = f"/dev/sda1 / ext4 defaults 0 1\n{self.folder}/swapfile none swap sw 0 0\n"
        self.assertEqual((self.etc / "fstab").read_text(), fstab)
        self.setup._swap()
        self.assertEqual(self.calls(), [])
        self.assertEqual((self.etc / "fstab").read_text(), fstab)

    def test_no_swap_where_there_is_some_or_none_can_be(self):
        self.swaps.write_text(f"{SWAPS}/dev/sda2 partition 1048572 0 -2\n")
        self.setup._swap()
        self.assertEqual(self.calls(), [])
        self.swaps.write_text(SWAPS)
        self.stand_in("systemd-detect-virt")
        self.setup._swap()
        self.assertEqual(self.calls(), ["systemd-detect-virt --quiet --container"])
        self.stand_in("systemd-detect-virt", "exit 1")
        self.stand_in("dd", f"touch {self.folder}/swapfile")
        self.stand_in("swapon", "echo 'not on this file system' >&2; exit 1")
        self.setup._swap()
        self.assertIn("There is no swap: swapon", self.said.getvalue())
        self.assertFalse((self.folder / "swapfile").exists() or (self.etc / "fstab").exists())


class SettingsFile(Machine):
    def test_comments_and_other_variables_stay(self):
        path = self.etc / "kiosk.env"
        settings = load("on_machine.py").Settings(path)
        settings.write("# mine\nSHOP_NAME='Tea & Co'\nTELEGRAM_BOT_TOKEN='1:A'\n")
        settings.put(TELEGRAM_BOT_TOKEN="1:B")
        self.assertEqual(settings.text(), "# mine\nSHOP_NAME='Tea & Co'\nTELEGRAM_BOT_TOKEN='1:B'\n")
        self.assertEqual((settings.get("SHOP_NAME"), settings.get("SHOP")), ("Tea & Co", None))
        self.assertEqual(settings.environment(MORE="x")["SHOP_NAME"], "Tea & Co")
        self.assertEqual(path.stat().st_mode & 0o077, 0)


class Rotate(Machine):
    """`kiosk.env` as it was at each call of a program is in the calls."""

    OLD = "mongodb://shop:hunter2@127.0.0.1:27017/shop?replicaSet=rs0&authSource=admin"

    def setUp(self):
        super().setUp()
        self.rotate = load("rotate")
        for name in ("server", "shopctl"):
            self.stand_in(name)
        self.enterContext(unittest.mock.patch.object(self.rotate, "RELEASE", self.folder))
        self.rotation = self.rotate.Rotation("shop.example.com", 0)
        self.rotation.settings = settings = load("on_machine.py").Settings(self.etc / "kiosk.env")
        settings.write(f"MONGODB_URI='{self.OLD}'\nTELEGRAM_WEBHOOK_SECRET='old'\nTELEGRAM_BOT_TOKEN='1:A'\n")
        self.before = settings.text()
        self.stand_in("systemctl", self.note("TELEGRAM_WEBHOOK_SECRET"))

    def note(self, name):
        """Shell: notes a variable as the service would get it."""
        return f"grep '^{name}=' {self.etc}/kiosk.env | tr -d \"'\" >> {self.calls_file}"

    def secrets(self):
        """The values of the webhook's secret, restart by restart."""
        return [call.split("=", 1)[1] for call in self.calls() if call.startswith("TELEGRAM_WEBHOOK_SECRET=")]

    def test_both_secrets_are_taken_until_telegram_knows_the_new_one(self):
        self.rotation.run("webhook-secret")
        both, new = self.secrets()
        self.assertEqual(both, f"{new},old")
        self.assertRegex(new, "^[0-9a-f]{64}$")

    def test_the_old_secret_is_back_when_telegram_is_not_to_be_had(self):
        self.stand_in("shopctl", "echo 'the Bot API cannot be reached' >&2; exit 1")
        with self.assertRaisesRegex(Failure, "cannot be reached"):
            self.rotation.run("webhook-secret")
        # Telegram may have taken the new one all the same, so both stay until it is told
        both, back = self.secrets()
        self.assertEqual(sorted(both.split(",")), sorted(back.split(",")))
        self.stand_in("shopctl")
        self.rotation.run("webhook-secret")
        self.assertEqual(len(self.secrets()), 2)

    def test_a_new_secret_that_the_server_does_not_take_is_taken_back(self):
        refuses = f"grep -q , {self.etc}/kiosk.env && exit 22 || exit 0"
        self.stand_in("curl", refuses)
        with self.assertRaises(Failure):
            self.rotation.run("webhook-secret")
        self.assertEqual(self.secrets()[1:], ["old"])

    def test_a_token_of_the_same_bot_alone_is_taken(self):
        for token, complaint in [("hello", "does not look like a token"), ("2:B", "another bot's token")]:
            with unittest.mock.patch("sys.stdin", io.StringIO(f"{token}\n")):
                with self.assertRaisesRegex(Failure, complaint):
                    self.rotation.run("bot-token")
        self.assertEqual((self.calls(), self.rotation.settings.text()), ([], self.before))
        with unittest.mock.patch("sys.stdin", io.StringIO("1:B\n")):
            self.rotation.run("bot-token")
        self.assertEqual(self.rotation.settings.get("TELEGRAM_BOT_TOKEN"), "1:B")
        self.assertFalse([call for call in self.calls() if "1:B" in call], "a token is on a command line")

    def test_a_second_user_comes_before_the_first_goes(self):
        self.stand_in("systemctl", self.note("MONGODB_URI"))
        self.rotation.run("database-password")
        calls = [call for call in self.calls() if not call.startswith("curl")]
        self.assertRegex(calls[0], "^server database init --admin-password-file /")
        self.assertRegex(calls[2], r"^MONGODB_URI=mongodb://shop2:[0-9a-f]{48}@127\.0\.0\.1:27017/shop\?")
        self.assertRegex(calls[3], "^server database drop-user shop --admin-password-file /")
        self.assertFalse([call for call in calls if "hunter2" in call])
        self.rotation.run("database-password")
        self.assertIn("://shop3:", self.rotation.settings.get("MONGODB_URI"))

    def test_the_first_user_stays_when_the_second_is_of_no_use(self):
        self.stand_in("curl", f"grep -q shop2 {self.etc}/kiosk.env && exit 22 || exit 0")
        with self.assertRaises(Failure):
            self.rotation.run("database-password")
        calls = [call for call in self.calls() if call.startswith("server")]
        self.assertRegex(calls[-1], "^server database drop-user shop2 ")
        self.assertEqual(self.rotation.settings.get("MONGODB_URI"), self.OLD)

    def test_a_mongodb_elsewhere_is_not_touched(self):
        self.rotation.settings.put(MONGODB_URI="mongodb+srv://shop:x@cluster.example.net/shop")
        with self.assertRaisesRegex(Failure, "elsewhere"):
            self.rotation.run("database-password")
        self.assertEqual(self.calls(), [])


if __name__ == "__main__":
    unittest.main()
