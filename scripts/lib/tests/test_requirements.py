"""What a machine lacks is said at once: looked for on made-up machines."""

import subprocess
import sys
import unittest
import unittest.mock
from dataclasses import replace

from lib import mongo, requirements, systems
from lib.requirements import Missing, View
from lib.say import Failure
from lib.tests.test_parts import Folder

WHEEL = mongo.Source("wheel")
OS = {
    "debian": "ID=debian\nVERSION_CODENAME=bookworm\n",
    "ubuntu": "ID=ubuntu\nID_LIKE=debian\n",
    "mint": 'ID=linuxmint\nID_LIKE="ubuntu debian"\n',
    "fedora": "ID=fedora\n",
    "rocky": 'ID="rocky"\nID_LIKE="rhel centos fedora"\n',
    "arch": "ID=arch\n",
    "other": "ID=nixos\n",
    "old": "ID=debian\nVERSION_ID=\"11\"\n",
}


class Machine(Folder):
    """A machine that has everything, in a folder."""

    def setUp(self):
        super().setUp()
        (self.folder / "Cargo.toml").write_text('[workspace.package]\nrust-version = "1.90"\n')
        (self.folder / "cache").mkdir()
        self.enterContext(unittest.mock.patch.dict("os.environ", {"XDG_CACHE_HOME": str(self.folder / "cache")}))
        for path, text in {
            "etc/os-release": OS["debian"],
            "proc/cpuinfo": "flags\t\t: fpu sse avx avx2\n",
            "usr/lib/x86_64-linux-gnu/libcurl.so.4": "",
            "usr/lib/x86_64-linux-gnu/libssl.so.3": "",
            "usr/share/fonts/truetype/noto/NotoColorEmoji.ttf": "",
        }.items():
            self.write(path, text)
        (self.folder / "bin").mkdir()
        for name in ("cargo", "cargo-fmt", "cargo-clippy", "cc", "git", "ps", "chromium", "chromedriver", "shellcheck"):
            self.program(f"bin/{name}", "exit 0")
        self.program("bin/rustc", "echo 'rustc 1.95.0 (abc 2026-04-14)'")
        python = self.program("bin/python", "exit 0")
        self.view = View(
            path=str(self.folder / "bin"),
            root=self.folder,
            system="Linux",
            processor="x86_64",
            libc="glibc 2.36",
            python=str(python),
            is_root=False,
            project=self.folder,
            free=10**12,
        )

    def write(self, path, text=""):
        """A file of the machine."""
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / path).write_text(text)

    def macos(self, processor="arm64", **more):
        """The view of a Mac with its command line tools."""
        self.program("bin/xcode-select", "echo /Library/Developer/CommandLineTools")
        return replace(self.view, system="Darwin", processor=processor, libc="", **more)

    def without(self, *paths):
        """Takes files away."""
        for path in paths:
            (self.folder / path).unlink()

    def said(self, view=None, source=WHEEL, **environment):
        """The complaint, or nothing."""
        view = view or self.view
        try:
            requirements.require(
                requirements.to_build(self.folder, view),
                requirements.for_mongodb(source, view),
                requirements.to_test(environment, view),
                view=view,
            )
        except Failure as failure:
            return str(failure)
        return ""


class Complaints(Machine):
    def test_a_machine_with_everything_is_let_through(self):
        self.assertEqual(self.said(), "")
        self.assertEqual(self.said(CI="1"), "")

    def test_all_that_is_missing_is_said_at_once_with_the_command(self):
        self.program("bin/python", "exit 1")
        self.without("bin/rustc", "bin/cc", "bin/git", "usr/lib/x86_64-linux-gnu/libcurl.so.4", "bin/cargo-clippy")
        said = self.said()
        for part in ("Rust 1.90 or newer", "C compiler", "git", "pip", "libcurl.so.4", "clippy"):
            self.assertIn(part, said.split("Install it by")[0])
        self.assertIn("  sudo apt-get install gcc libc6-dev python3-pip libcurl4 rust-clippy git\n", said)
        self.assertIn("https://sh.rustup.rs", said)
        self.program("bin/rustup", "exit 0")
        self.assertIn("rustup component add clippy", self.said())
        # They come with it
        self.without("bin/cargo")
        self.assertNotIn("clippy", self.said())
        self.assertNotIn("sudo", self.said(replace(self.view, is_root=True)))

    def test_an_old_python_is_named_with_its_number(self):
        old = replace(self.view, version=(3, 10))
        self.assertIn("Python 3.11 or newer (this is 3.10;", self.said(old))
        # Debian 11 has no newer one
        self.assertNotIn("Install it by", self.said(old))
        self.write("etc/os-release", OS["ubuntu"])
        self.assertIn("  sudo apt-get install python3.11", self.said(old))
        self.assertIn("  brew install python", self.said(self.macos(version=(3, 9))))

    def test_an_old_rust_is_named_with_its_number(self):
        self.program("bin/rustc", "echo 'rustc 1.63.0 (Debian)'")
        self.assertIn("Rust 1.90 or newer (this is 1.63.0)", self.said())
        self.program("bin/rustup", "exit 0")
        self.assertIn("  rustup update", self.said())
        # The shim of a rustup without a toolchain
        self.program("bin/rustc", "echo 'rustup could not choose a version' >&2; exit 1")
        self.assertIn("Rust 1.90 or newer\n", self.said())

    def test_rustup_is_asked_what_it_has_and_downloads_the_rest_at_the_first_build(self):
        self.write("rust-toolchain.toml", '[toolchain]\nchannel = "1.95.0"\n')
        self.program("bin/rustc", f'test "$RUSTUP_AUTO_INSTALL" = 0 && pwd > {self.folder}/asked; exit 1')
        with unittest.mock.patch.dict("os.environ", {"RUSTUP_AUTO_INSTALL": "1"}):
            self.assertIn("Rust 1.90 or newer\n", self.said())
        self.assertEqual((self.folder / "asked").read_text().strip(), str(self.folder.resolve()))
        self.program("bin/rustup", "exit 0")
        self.assertEqual(self.said(), "")
        # One that is not rustup's is not made newer by it
        self.program("bin/rustc", "echo 'rustc 1.63.0 (Debian)'")
        self.assertIn("this is 1.63.0", self.said())

    def test_packages_have_the_names_of_the_system(self):
        self.without("bin/cc", "usr/lib/x86_64-linux-gnu/libcurl.so.4", "usr/lib/x86_64-linux-gnu/libssl.so.3")
        for name, command in {
            "debian": "apt-get install gcc libc6-dev libcurl4 libssl3",
            "old": "apt-get install gcc libc6-dev libcurl4 libssl3",
            "ubuntu": "apt-get install gcc libc6-dev libcurl4 libssl3",
            "mint": "apt-get install gcc libc6-dev libcurl4 libssl3",
            "fedora": "dnf install gcc libcurl openssl-libs",
            "rocky": "dnf install gcc libcurl openssl-libs",
            "arch": "pacman -S gcc curl openssl",
            "other": "your system's package manager (Debian calls them gcc libc6-dev libcurl4 libssl3)",
        }.items():
            (self.folder / "etc/os-release").write_text(OS[name])
            self.assertIn(command, self.said(), name)

    def test_libraries_are_found_where_other_systems_have_them(self):
        self.without("usr/lib/x86_64-linux-gnu/libcurl.so.4", "usr/lib/x86_64-linux-gnu/libssl.so.3")
        (self.folder / "usr/lib64").mkdir()
        for name in ("libcurl.so.4", "libssl.so.3"):
            (self.folder / "usr/lib64" / name).touch()
        self.assertEqual(self.said(), "")

    def test_what_the_downloaded_mongodb_cannot_do_without(self):
        (self.folder / "proc/cpuinfo").write_text("flags\t\t: fpu sse sse4_2\n")
        self.assertIn("AVX", self.said())
        self.assertIn("MONGODB_URI", self.said())
        for libc in ("glibc 2.24", "musl 1.2"):
            self.assertIn("glibc 2.34", self.said(replace(self.view, libc=libc)))
        for other in (replace(self.view, processor="riscv64"), replace(self.view, system="FreeBSD", processor="amd64")):
            self.assertIn(f"for {other.system} on {other.processor}", self.said(other))
            for source in ("given", "path", "docker"):
                self.assertEqual(self.said(other, mongo.Source(source, "x")), "")

    def test_pip_is_needed_until_all_is_downloaded(self):
        self.program("bin/python", "exit 1")
        self.assertEqual(self.said().count("pip, which"), 2)
        mongod = requirements.wheel.choose(self.view).folder() / "mongod"
        mongod.parent.mkdir(parents=True)
        mongod.touch()
        self.assertNotIn("downloads MongoDB", self.said())
        requirements.schemathesis.cached().mkdir(parents=True)
        self.assertEqual(self.said(), "")

    def test_ci_takes_what_is_optional_elsewhere(self):
        self.without("bin/chromium", "bin/chromedriver", "usr/share/fonts/truetype/noto/NotoColorEmoji.ttf")
        self.assertEqual(self.said(), "")
        self.assertIn("apt-get install chromium chromium-driver fonts-noto-color-emoji", self.said(CI="1"))

    def test_a_package_of_two_is_named_once(self):
        found = [Missing("a", "chromium"), Missing("b", "chromedriver")]
        self.assertEqual(systems.packages([each.package for each in found], "arch"), ["chromium"])


class Memory(Machine):
    def test_files_go_into_memory_only_where_there_is_plenty(self):
        size = 1 << 20
        self.assertIsNone(self.view.folder_in_memory(size), "no such folder")
        (self.folder / "dev/shm").mkdir(parents=True)
        self.assertIsNone(self.view.folder_in_memory(size), "nobody knows how much there is")
        self.write("proc/meminfo", "MemTotal:       24000000 kB\nMemAvailable:       2048 kB\n")
        self.assertEqual(self.view.folder_in_memory(size), self.folder / "dev/shm")
        self.assertIsNone(self.view.folder_in_memory(3 * size), "programs take the rest")
        self.write("proc/meminfo", f"MemAvailable: {1 << 50} kB\n")
        self.assertIsNone(self.view.folder_in_memory(1 << 55), "a container's is small")


class OtherSystems(Machine):
    def test_a_mac_takes_no_libraries_and_asks_apple_for_the_compiler(self):
        self.without("usr/lib/x86_64-linux-gnu/libcurl.so.4", "usr/lib/x86_64-linux-gnu/libssl.so.3", "proc/cpuinfo")
        for processor in ("arm64", "x86_64"):
            self.assertEqual(self.said(self.macos(processor)), "")
        # Its cc is always there, and does nothing without them
        mac = self.macos()
        self.program("bin/xcode-select", "exit 2")
        self.without("bin/git")
        said = self.said(mac)
        self.assertIn("\n  xcode-select --install", said)
        self.assertIn("\n  brew install git     # see https://brew.sh\n", said)
        self.program("bin/brew", "exit 0")
        self.assertIn("\n  brew install git\n", self.said(mac))

    def test_ci_on_a_mac_asks_for_no_font_and_finds_chrome_where_it_is(self):
        self.without("usr/share/fonts/truetype/noto/NotoColorEmoji.ttf", "bin/chromium")
        self.assertIn("brew install google-chrome", self.said(self.macos(), CI="1"))
        self.write("Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
        self.assertEqual(self.said(self.macos(), CI="1"), "")

    def test_linux_on_arm_takes_libcurl_and_a_processor_of_today(self):
        arm = replace(self.view, processor="aarch64")
        self.write("proc/cpuinfo", "Features\t: fp asimd evtstrm aes crc32 atomics fphp asimdhp asimddp\n")
        self.assertTrue(self.said(arm).endswith("apt-get install libcurl4"))
        self.write("usr/lib/aarch64-linux-gnu/libcurl.so.4")
        self.assertEqual(self.said(arm), "")
        # A Raspberry Pi 4
        self.write("proc/cpuinfo", "Features\t: fp asimd evtstrm crc32 cpuid\n")
        self.assertIn("ARMv8.2-A", self.said(arm))

    def test_wsl_1_is_refused_and_wsl_2_is_not(self):
        for kernel, generation in (
            ("4.4.0-19041-Microsoft", 1),
            ("5.15.167.4-microsoft-standard-WSL2", 2),
            ("6.6.1-mine-microsoft-WSL2+", 2),
            ("6.1.0-44-amd64", 0),
        ):
            self.write("proc/sys/kernel/osrelease", f"{kernel}\n")
            self.assertEqual(self.view.wsl(), generation, kernel)
            self.assertEqual("wsl --set-version DISTRIBUTION 2" in self.said(), generation == 1, kernel)


class Names(unittest.TestCase):
    def test_every_package_has_a_name_or_none_in_every_family(self):
        for package, names in systems.PACKAGES.items():
            self.assertEqual(len(names), len(systems._FAMILIES), package)
        self.assertEqual(set(systems._INSTALL), set(systems._FAMILIES))


class CommandLine(unittest.TestCase):
    def test_ci_gets_packages_one_a_line(self):
        scripts = requirements.ROOT / "scripts"
        command = [sys.executable, "-B", "-m", "lib.requirements"]
        result = subprocess.run(command, cwd=scripts, capture_output=True, text=True, check=True)
        self.assertEqual([line for line in result.stdout.splitlines() if " " in line], [])


if __name__ == "__main__":
    unittest.main()
