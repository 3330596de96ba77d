"""`scripts/doctor` on made-up machines, and once on this one."""

import ast
import os
import socket
import subprocess
import unittest
import unittest.mock
from dataclasses import replace
from pathlib import Path

from lib import doctor, settings
from lib.tests.test_requirements import OS, Machine

SCRIPTS = Path(__file__).resolve().parent.parent.parent


class Doctor(Machine):
    def setUp(self):
        super().setUp()
        for name in ("cargo-nextest", "cargo-machete", "cargo-deny", "buildah"):
            self.program(f"bin/{name}", "exit 0")
        # What this machine listens on is not the made-up one's
        self.taken = self.enterContext(unittest.mock.patch("lib.ports.require_free"))

    def report(self, view=None, **environment):
        """(what is missing, the text)."""
        view = view or self.view
        report = doctor.Report(view, {"PATH": view.path, **environment})
        return [each.what for each in report.missing], report.text()

    def test_a_machine_with_everything_is_ready(self):
        missing, text = self.report()
        self.assertEqual(missing, [])
        for line in (
            "✓ Rust 1.95.0",
            "✓ Python 3.11 with pip",
            "✓ a C compiler",
            "✓ MongoDB: mongod 6.0.5 from PyPI, which is downloaded at the first run (42 MB)",
            "✓ rustfmt, clippy, git, ps",
            "✓ chromium with chromedriver",
            "✓ cargo-nextest",
            "✓ buildah",
        ):
            self.assertIn(f"  {line}\n", text)
        self.assertNotIn("✗", text)
        self.assertNotIn("Optional", text)
        self.assertNotIn("Worth knowing", text)
        self.assertTrue(text.endswith("Ready for scripts/run and scripts/test."))

    def test_all_that_is_missing_stands_below_what_it_is_for(self):
        self.without("bin/cargo", "bin/cc", "bin/git", "bin/ps", "usr/lib/x86_64-linux-gnu/libcurl.so.4")
        missing, text = self.report()
        self.assertEqual(len(missing), 5, missing)
        run, test = text.split("To test it")[0], text.split("To test it")[1].split("To build images")[0]
        for what in ("Rust 1.90 or newer", "a C compiler with its linker (cc)", "the library libcurl.so.4"):
            self.assertIn(f"✗ {what}", run)
        for what in ("git", "ps"):
            self.assertIn(f"✗ {what}\n", test)
        install = text.split("Install what is missing by\n")[1]
        self.assertIn("  sudo apt-get install gcc libc6-dev libcurl4 git procps\n", install)
        self.assertIn("https://sh.rustup.rs", install)
        self.assertTrue(text.endswith("Something is missing (✗)."))

    def test_what_is_optional_is_no_failure(self):
        self.without("bin/chromium", "bin/shellcheck", "bin/cargo-nextest", "bin/buildah")
        missing, text = self.report()
        self.assertEqual(missing, [])
        self.assertIn("– no chromium with chromedriver: the tests in a browser are left out", text)
        self.assertIn("– no cargo-nextest: cargo test runs the tests instead", text)
        optional = text.split("Optional\n")[1]
        self.assertIn("  sudo apt-get install chromium chromium-driver shellcheck buildah\n", optional)
        self.assertIn("  cargo install --locked cargo-nextest\n", optional)
        # There it is not
        missing, text = self.report(CI="1")
        self.assertEqual(missing, ["chromium", "shellcheck"])
        self.assertNotIn("– no chromium", text)

    def test_every_system_is_told_its_own_names(self):
        self.without("bin/git", "bin/chromium", "bin/chromedriver", "bin/buildah")
        views = {name: self.view for name in ("debian", "ubuntu", "fedora", "arch")}
        for name, install, browser in (
            ("debian", "sudo apt-get install git", "sudo apt-get install chromium chromium-driver buildah"),
            ("ubuntu", "sudo apt-get install git", "Google Chrome (https://www.google.com/chrome) with its"),
            ("fedora", "sudo dnf install git", "sudo dnf install chromium chromedriver buildah"),
            ("arch", "sudo pacman -S git", "sudo pacman -S chromium buildah"),
            ("macos", "brew install git", "brew install google-chrome chromedriver"),
        ):
            self.write("etc/os-release", OS.get(name, ""))
            missing, text = self.report(views.get(name) or self.macos())
            self.assertEqual(missing, ["git"], name)
            self.assertIn(f"  {install}", text.split("Install what is missing by\n")[1].split("Optional")[0])
            self.assertIn(f"  {browser}", text.split("Optional\n")[1])
        self.assertIn("no buildah, which there is for Linux only", text)
        self.write("etc/os-release", OS["other"])
        self.assertIn("the names of packages are known for Debian, Ubuntu", self.report()[1])

    def test_a_mac_says_which_mongodb_it_gets(self):
        self.assertIn("This is macOS on arm64.\n", self.report(self.macos())[1])
        self.assertIn("✓ MongoDB: mongod 7.0.28 from PyPI", self.report(self.macos())[1])

    def test_where_mongodb_comes_from(self):
        secret = "mongodb://shop:secret@db/shop"
        self.assertIn("✓ MongoDB: MONGODB_URI\n", self.report(MONGODB_URI=secret)[1])
        self.assertNotIn("secret", self.report(MONGODB_URI=secret)[1])
        self.program("bin/docker", "echo 27.0")
        self.assertIn("✓ MongoDB: Docker, mongo:8\n", self.report()[1])
        self.assertIn("no mongod on the path: the tests that start servers of their own are left out", self.report()[1])
        self.program("bin/mongod", "exit 0")
        self.assertIn(f"✓ MongoDB: {self.folder}/bin/mongod\n", self.report()[1])

    def test_another_rust_than_ci_s_is_told(self):
        self.write("rust-toolchain.toml", '[toolchain]\nchannel = "1.95.0"\n')
        self.assertIn("✓ Rust 1.95.0\n", self.report()[1])
        self.program("bin/rustc", "echo 'rustc 1.93.1 (Debian)'")
        self.assertIn("✓ Rust 1.93.1 (CI and the images have 1.95.0)\n", self.report()[1])
        self.program("bin/rustc", "exit 1")
        self.program("bin/rustup", "exit 0")
        self.assertIn("✓ Rust 1.95.0, which rustup downloads at the first build\n", self.report()[1])

    def test_the_proof_of_the_deployments_is_for_one_system(self):
        self.assertIn("– scripts/test-deploy", self.report()[1])
        self.write("etc/os-release", 'ID=debian\nVERSION_ID="12"\n')
        self.assertIn("– scripts/test-deploy", self.report()[1])
        self.assertIn("✓ scripts/test-deploy", self.report(replace(self.view, is_root=True))[1])

    def test_a_full_disk_and_a_drive_of_windows_are_told(self):
        self.assertIn("  9 GB are free here", self.report(replace(self.view, free=9_400_000_000))[1])
        self.write("proc/sys/kernel/osrelease", "5.15.167.4-microsoft-standard-WSL2\n")
        report = self.report()[1]
        self.assertIn("This is Linux in WSL 2 on x86_64.", report)
        self.assertNotIn("drive of Windows", report)
        with unittest.mock.patch("lib.requirements.rust_minimum", return_value="1.90"):
            # There is no such folder here for a program to run in
            with unittest.mock.patch("lib.systems.View.says", return_value="rustc 1.95.0"):
                report = self.report(replace(self.view, project=Path("/mnt/c/Users/me/kiosk")))[1]
        self.assertIn("/mnt/c/Users/me/kiosk is on a drive of Windows", report)

    def test_wsl_1_is_missing_something(self):
        self.write("proc/sys/kernel/osrelease", "4.4.0-19041-Microsoft\n")
        missing, text = self.report()
        self.assertEqual(missing, ["WSL 2 (this is WSL 1)"])
        self.assertIn("wsl --set-version", text.split("Install what is missing by\n")[1])


class Taken(Machine):
    def test_a_port_that_is_taken_is_told_and_is_no_failure(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            number = taken.getsockname()[1]
            for name, environment in (("SANDBOX_PORT", {}), ("MONGO_PORT", {}), ("", {"PORT": str(number)})):
                with unittest.mock.patch.object(settings, name, number) if name else unittest.mock.MagicMock():
                    report = doctor.Report(self.view, {"PATH": self.view.path, **environment})
                self.assertEqual(report.missing, [])
                with unittest.mock.patch.object(settings, name, number) if name else unittest.mock.MagicMock():
                    self.assertRegex(report.text(), rf"port {number} for .* is taken; .* scripts/run --")
        report = doctor.Report(self.view, {"PATH": self.view.path, "PORT": "http"})
        self.assertIn("PORT is http, which is not a port", report.text())


class CommandLine(unittest.TestCase):
    def test_the_exit_status_says_whether_all_is_there(self):
        environment = {**os.environ, "MONGODB_URI": "mongodb://127.0.0.1/shop"}
        found = subprocess.run([SCRIPTS / "doctor"], capture_output=True, text=True, check=False, env=environment)
        self.assertEqual(found.returncode, 1 if "✗" in found.stdout else 0, found.stdout + found.stderr)
        self.assertIn("\n\nTo build and run it (scripts/run)\n", found.stdout)
        wrong = subprocess.run([SCRIPTS / "doctor", "--fix"], capture_output=True, text=True, check=False)
        self.assertEqual((wrong.returncode, wrong.stdout, wrong.stderr.count("\n")), (2, "", 1))

    def test_the_scripts_are_read_by_pythons_that_are_too_old_to_run_them(self):
        # So that they can say so: macOS has 3.9
        for path in (SCRIPTS / "doctor", SCRIPTS / "run", SCRIPTS / "test", *SCRIPTS.glob("lib/*.py")):
            ast.parse(path.read_text(encoding="utf-8"), str(path), feature_version=(3, 9))


if __name__ == "__main__":
    unittest.main()
