"""`scripts/run` from end to end, with a real MongoDB and stand-ins for what is built."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

from lib import http, mongo, ports, wheel
from lib.say import Failure
from lib.systems import View
from lib.tests.test_parts import running

SCRIPTS = Path(__file__).resolve().parent.parent.parent


# Own processes are the subject here, so no MongoDB but one that the script starts
UNWANTED = ("MONGODB_URI", "TELEGRAM_BOT_TOKEN", "TELEGRAM_API_URL", "PUBLIC_URL", "PORT")
ENVIRONMENT = {name: value for name, value in os.environ.items() if name not in UNWANTED}


CANNOT = mongo.choose(ENVIRONMENT).kind == "wheel" and not wheel.choose(View())


@unittest.skipIf(CANNOT, "no MongoDB can be started here")
class Run(unittest.TestCase):
    """A folder of stand-ins, a folder of state, three free ports."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="kiosk-run-")
        self.addCleanup(folder.cleanup)
        self.state = Path(folder.name) / "state"
        self.programs = Path(folder.name) / "programs"
        self.programs.mkdir()
        for name in ("server", "sandbox", "shopctl"):
            shutil.copy(Path(__file__).with_name("standin.py"), self.programs / name)
            (self.programs / name).chmod(0o755)
        self.port, self.sandbox_port, self.mongo_port = ports.free(), ports.free(), ports.free()

    def run_script(self, *more, **environment):
        """Starts it; the caller waits. Killed at the test's end if it is still there."""
        arguments = ["--state", self.state, "--programs", self.programs, "--port", self.port]
        arguments += ["--sandbox-port", self.sandbox_port, "--mongo-port", self.mongo_port, *more]
        process = subprocess.Popen(
            [SCRIPTS / "run", *map(str, arguments)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**ENVIRONMENT, **environment},
        )
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process

    def wait_until_open(self, process):
        """The output up to the line with the chat page's address."""
        said = ""
        for line in process.stdout:
            said += line
            if line.startswith("  Chat page"):
                return said
        self.fail(f"ended before it was open:\n{said}")

    def stop(self, process, number=signal.SIGINT):
        """What it said, once it has ended well."""
        process.send_signal(number)
        said, _ = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 0, said)
        return said

    def calls(self):
        """What the stand-ins were called with."""
        path = self.programs / "calls.jsonl"
        return [json.loads(line) for line in path.read_text().splitlines()]

    def assert_nothing_left(self):
        """No stand-in, no MongoDB, and every port free."""
        for call in self.calls():
            self.assertFalse(running(call["pid"]), call)
        for port in (self.port, self.sandbox_port, self.mongo_port):
            ports.require_free(port, "the test", "nothing")

    def test_opens_and_ctrl_c_stops_everything_in_order(self):
        process = self.run_script()
        said = self.wait_until_open(process)
        self.assertTrue(said.rstrip().splitlines()[-1].endswith(f"http://127.0.0.1:{self.sandbox_port}/"))
        self.assertIn(f"http://127.0.0.1:{self.port}/health/ready", said)
        self.assertIn(str(self.state / "data"), said)
        self.assertIn(f"http://127.0.0.1:{self.port}/office/login/0123", said)

        self.stop(process)
        self.assert_nothing_left()
        calls = self.calls()
        started = [[call["name"], *call["arguments"][:2]] for call in calls if not call.get("stopped")]
        words = [["server", "database", "init"], ["server", "migrate"], ["server", "demo"]]
        words.append(["sandbox", "--port", str(self.sandbox_port)])
        self.assertEqual(started, [*words, ["server"], ["shopctl", "webhook", "set"], ["server", "office", "link"]])
        self.assertEqual([call["name"] for call in calls if call.get("stopped")], ["server", "sandbox"])
        for number in (0, 4):
            uri = f"mongodb://127.0.0.1:{self.mongo_port}/shop?replicaSet=rs0"
            self.assertEqual(calls[number]["environment"]["MONGODB_URI"], uri)
        environment = calls[4]["environment"]
        self.assertEqual(environment["TELEGRAM_API_URL"], f"http://127.0.0.1:{self.sandbox_port}")
        self.assertRegex(environment["TELEGRAM_BOT_TOKEN"], r"^100200300:SANDBOX_\w+$")
        self.assertEqual(environment["PORT"], str(self.port))
        self.assertEqual(calls[5]["arguments"][-1], f"http://127.0.0.1:{self.port}/telegram/webhook")

    def test_a_second_run_keeps_data_and_secrets_and_reset_does_not(self):
        kept = self.state / "data" / "sandbox" / "kept"
        process = self.run_script()
        self.wait_until_open(process)
        process.kill()  # nothing is cleared up: a lock of MongoDB's and a dirty folder stay behind
        process.wait()
        self.kill_orphans()
        self.wait_for_free_ports()

        self.mongo_port = ports.free()
        process = self.run_script()
        self.wait_until_open(process)
        self.stop(process, signal.SIGTERM)
        self.assertEqual(kept.read_text(), "xx")
        calls = [call for call in self.calls() if call["arguments"] != ["database", "init"]]
        self.assertEqual(len({call["environment"]["TELEGRAM_WEBHOOK_SECRET"] for call in calls}), 1)

        process = self.run_script("--reset")
        self.wait_until_open(process)
        self.stop(process)
        self.assertEqual(kept.read_text(), "x")
        self.assert_nothing_left()

    def kill_orphans(self):
        """The children of a killed script, where nobody tells them of its death."""
        if sys.platform != "linux":
            subprocess.run(["pkill", "-KILL", "-f", str(self.state.parent)], check=False)

    def wait_for_free_ports(self):
        """The children of a killed script end by themselves, on Linux."""
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            try:
                return self.assert_nothing_left()
            except (AssertionError, Failure):
                time.sleep(0.1)
        return self.assert_nothing_left()

    def test_a_child_s_death_is_told_and_stops_the_rest(self):
        process = self.run_script()
        self.wait_until_open(process)
        (pid,) = [call["pid"] for call in self.calls() if call["name"] == "sandbox"]
        os.kill(pid, signal.SIGKILL)
        said, _ = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 1)
        self.assertIn("sandbox was killed by SIGKILL", said)
        self.assert_nothing_left()

    def test_a_server_that_does_not_start_is_told_with_its_words(self):
        (self.programs / "server-fails").write_text("MONGODB_URI is not set")
        process = self.run_script()
        said, _ = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 1)
        self.assertIn("server database init ended with status 1", said)
        self.assertIn("MONGODB_URI is not set", said)
        self.assert_nothing_left()

    def test_a_taken_port_and_a_second_run_are_one_line_each(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", self.sandbox_port))
            taken.listen()
            said, _ = self.run_script().communicate(timeout=60)
            self.assertEqual(
                said,
                f"error: port {self.sandbox_port} for the sandbox is taken; choose another with --sandbox-port NUMBER\n",
            )
        process = self.run_script()
        self.wait_until_open(process)
        second = self.run_script()
        said, _ = second.communicate(timeout=60)
        self.assertEqual((second.returncode, said.count("\n")), (1, 1))
        self.assertIn("already running here", said)
        self.stop(process)

    def test_a_real_bot_has_no_sandbox_and_fetches_its_updates(self):
        # The stand-in server answers getMe too, so it can be the Bot API
        telegram_port = ports.free()
        telegram = subprocess.Popen(
            [self.programs / "server"], env={**ENVIRONMENT, "PORT": str(telegram_port)}, stderr=subprocess.DEVNULL
        )
        self.addCleanup(telegram.wait)
        self.addCleanup(telegram.kill)
        http.wait_until_ok(f"http://127.0.0.1:{telegram_port}/", "the Bot API", still=lambda: None)
        bot = {"TELEGRAM_BOT_TOKEN": "12:AA", "TELEGRAM_API_URL": f"http://127.0.0.1:{telegram_port}"}
        process = self.run_script(**bot)
        self.assertIn("https://t.me/kiosk_bot", self.wait_until_open(process).splitlines()[-1])
        deadline = time.monotonic() + 10
        while "shopctl" not in [call["name"] for call in self.calls()] and time.monotonic() < deadline:
            time.sleep(0.05)
        self.stop(process)
        names = [[call["name"], *call["arguments"]] for call in self.calls()]
        self.assertNotIn("sandbox", [name for name, *_ in names])
        self.assertIn(["shopctl", "webhook", "relay", "--to", f"http://127.0.0.1:{self.port}/telegram/webhook"], names)

        process = self.run_script(**bot, PUBLIC_URL="https://shop.example/")
        self.wait_until_open(process)
        self.stop(process)
        last = [call["arguments"] for call in self.calls() if call["name"] == "shopctl" and not call.get("stopped")][-1]
        self.assertEqual(last, ["webhook", "set", "--url", "https://shop.example/telegram/webhook"])


if __name__ == "__main__":
    unittest.main()
