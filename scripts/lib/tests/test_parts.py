"""The small parts: lock, ports, settings, the choice of a MongoDB, children."""

import os
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import unittest.mock
from pathlib import Path

from lib import children, lock, mongo, ports, steps
from lib.say import Failure
from lib.settings import Settings, kept_secret
from lib.stop import Stop


class Folder(unittest.TestCase):
    """Each test has an empty folder."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="kiosk-scripts-")
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def program(self, name, text):
        """An executable shell script in the folder."""
        path = self.folder / name
        path.write_text(f"#!/bin/sh\n{text}\n")
        path.chmod(0o755)
        return path


class Lock(Folder):
    def test_a_second_holder_is_told_who_is_first(self):
        with lock.hold(self.folder / "lock"):
            with self.assertRaisesRegex(Failure, f"already running here .process {os.getpid()}"):
                with lock.hold(self.folder / "lock"):
                    self.fail("held twice")
        with lock.hold(self.folder / "lock"):
            pass  # free again


class Ports(unittest.TestCase):
    def test_a_taken_port_is_named_with_its_option(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            with self.assertRaisesRegex(Failure, f"port {port} for the server is taken.*--port"):
                ports.require_free(port, "the server", "--port")
        ports.require_free(port, "the server", "--port")

    def test_one_port_for_two_is_refused(self):
        with self.assertRaisesRegex(Failure, "port 80 is meant for a and for b.*--b"):
            ports.require_distinct([(80, "a", "--a"), (80, "b", "--b")])


class Choice(Folder):
    def choose(self, **more):
        return mongo.choose({"PATH": str(self.folder), **more}).kind

    def test_the_order(self):
        self.assertEqual(self.choose(), "wheel")
        self.program("docker", "exit 1")
        self.assertEqual(self.choose(), "wheel", "a client without an engine is no Docker")
        self.program("docker", "exit 0")
        self.assertEqual(self.choose(), "wheel", "some clients report success all the same")
        self.program("docker", "echo 27.0")
        self.assertEqual(self.choose(), "docker")
        self.program("mongod", "exit 0")
        self.assertEqual(self.choose(), "path")
        self.assertEqual(self.choose(MONGODB_URI="mongodb://db/shop"), "given")

    def test_the_container_has_the_data_and_the_port(self):
        docker = self.program("docker", "exit 0")
        command = mongo._command(mongo.Source("docker", str(docker)), None, self.folder / "db", 27018)
        text = " ".join(str(word) for word in command)
        self.assertIn("--publish 127.0.0.1:27018:27018", text)
        self.assertIn(f"--volume {self.folder}/db:/data/db", text)
        self.assertIn("mongo:8 mongod --bind_ip_all --replSet rs0 --port 27018", text)


class Asked(Folder):
    def read(self, *arguments, **environment):
        environment = {"MONGODB_URI": "mongodb://127.0.0.1/shop", **environment}
        return Settings.read(arguments, environment, self.folder)

    def test_the_port_comes_from_the_option_then_from_the_environment(self):
        self.assertEqual(self.read().port, 8080)
        self.assertEqual(self.read(PORT="9000").port, 9000)
        self.assertEqual(self.read("--port", "9001", PORT="9000").port, 9001)

    def test_contradictions_are_refused(self):
        with self.assertRaisesRegex(Failure, "--reset is refused with MONGODB_URI"):
            self.read("--reset")
        with self.assertRaisesRegex(Failure, "PUBLIC_URL"):
            self.read(PUBLIC_URL="https://shop.example")
        with self.assertRaisesRegex(Failure, "does not look like a token"):
            self.read(TELEGRAM_BOT_TOKEN="hello")

    def test_each_bot_has_a_database(self):
        self.assertEqual(self.read().database, "shop")
        self.assertEqual(self.read(TELEGRAM_BOT_TOKEN="12:AA").database, "shop_12")

    def test_a_secret_is_made_once_and_is_private(self):
        path = self.folder / "new" / "secret"
        self.assertEqual(kept_secret(path), kept_secret(path))
        self.assertEqual(path.stat().st_mode & 0o077, 0)


class Browser(unittest.TestCase):
    def test_ci_insists_and_a_laptop_without_chromium_does_not(self):
        with unittest.mock.patch("shutil.which", return_value=None):
            self.assertTrue(steps.browser({"CI": "1"}))
            self.assertFalse(steps.browser({}))


class Children(Folder):
    def setUp(self):
        super().setUp()
        self.log = self.folder / "log"

    def test_the_latest_is_stopped_first_and_grandchildren_too(self):
        order = self.folder / "order"
        text = f"trap 'echo $1 >> {order}; exit' TERM; sleep 60 & echo $! >> {self.folder}/sleepers; wait"
        program = self.program("waits", text)
        with children.Group(Stop()) as group:
            for name in ("one", "two"):
                group.start(name, [program, name], log=self.log)
            while not self._sleepers() or len(self._sleepers()) < 2:
                time.sleep(0.01)
        self.assertEqual(order.read_text().split(), ["two", "one"])
        for pid in self._sleepers():
            self.assertFalse(running(pid))

    def _sleepers(self):
        path = self.folder / "sleepers"
        return path.read_text().split() if path.exists() else []

    def test_one_that_does_not_listen_is_killed(self):
        with children.Group(Stop()) as group:
            child = group.start("deaf", [self.program("deaf", "trap '' TERM; sleep 60")], log=self.log, patience=0.3)
            time.sleep(0.2)
        self.assertFalse(child.alive())

    def test_an_early_end_is_told_with_the_log(self):
        with children.Group(Stop()) as group:
            child = group.start("brief", [self.program("brief", "echo the reason; exit 3")], log=self.log)
            child.process.wait()
            with self.assertRaisesRegex(Failure, "(?s)brief ended with status 3.*the reason"):
                group.require_alive()
            with self.assertRaisesRegex(Failure, "there is no /nowhere/at/all"):
                group.run("absent", ["/nowhere/at/all"])

    @unittest.skipUnless(sys.platform == "linux", "only Linux tells children of their parent's death")
    def test_nothing_outlives_a_killed_script(self):
        script = (
            "from pathlib import Path; from lib import children; from lib.stop import Stop; import os\n"
            f"group = children.Group(Stop()); child = group.start('sleep', ['sleep', '60'], log=Path({str(self.log)!r}))\n"
            "print(child.process.pid, flush=True); os.kill(os.getpid(), 9)"
        )
        scripts = Path(__file__).resolve().parent.parent.parent
        result = subprocess.run([sys.executable, "-c", script], cwd=scripts, capture_output=True, text=True, check=False)
        deadline = time.monotonic() + 5
        while running(result.stdout) and time.monotonic() < deadline:
            time.sleep(0.01)
        self.assertFalse(running(result.stdout))


def running(pid):
    """Whether a process is there and no zombie."""
    result = subprocess.run(["ps", "-o", "stat=", "-p", str(int(pid))], capture_output=True, text=True, check=False)
    return bool(result.stdout.strip()) and not result.stdout.startswith("Z")


if __name__ == "__main__":
    unittest.main()
