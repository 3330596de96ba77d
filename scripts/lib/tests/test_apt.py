"""Where debootstrap takes Debian from: what the machine's apt is told, in both formats of its files."""

import os
import re
import subprocess
import unittest
import unittest.mock
from pathlib import Path

from lib.deploy import apt
from lib.tests.test_parts import Folder

ROOT = Path(__file__).resolve().parents[3]
# Hosts of Debian's and Ubuntu's packages. A vendor's own repository is no mirror
MIRRORS = r"(?:deb|ftp|security|archive|httpredir|snapshot|cdn-fastly\.deb)(?:\.\w\w)?\.(?:debian|ubuntu)\.(?:org|com)"

LISTED = """\
Vendor|bookworm|main|https://packages.vendor.example/debian/
Debian|bookworm-security|main|http://mirror.example/debian-security/
Debian|bookworm|contrib|http://other.example/debian/
Debian|bookworm|main|http://mirror.example/debian/
"""
DEB822 = """\
# the house's own
Types: deb
URIs: http://other.example/debian http://mirror.example/debian/
Suites: bookworm bookworm-updates
Components: main
Signed-By: /usr/share/keyrings/house.gpg

Types: deb
URIs: http://third.example/debian
Suites: bookworm
Components: main
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 mDMEY865UxYJKwYBBAHaRw8BAQdAd7Z0srwuhlB6JKFkcf4HU4SSS/xcRfwEQWzr
"""
ONE_LINE = """\
# deb [signed-by=/old.gpg] http://mirror.example/debian bookworm main
deb-src [signed-by=/source.gpg] http://mirror.example/debian bookworm main
deb [arch=amd64 signed-by=/house.gpg] http://mirror.example/debian bookworm main
deb http://plain.example/debian bookworm main
"""


class Sources(Folder):
    def signed_by(self, name, text, address):
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        return apt.signed_by(address, self.folder)

    def test_the_mirror_is_debian_s_and_no_vendor_s(self):
        self.assertEqual(apt.repository(LISTED, "bookworm"), "http://mirror.example/debian/")
        self.assertIsNone(apt.repository(LISTED, "trixie"))
        self.assertIsNone(apt.repository("", "bookworm"))

    def test_the_keyring_is_found_in_both_formats(self):
        name = "sources.list.d/debian.sources"
        self.assertEqual(self.signed_by(name, DEB822, "http://mirror.example/debian"), "/usr/share/keyrings/house.gpg")
        # A key within the file is none that debootstrap could be given
        self.assertIsNone(self.signed_by(name, DEB822, "http://third.example/debian/"))
        (self.folder / name).unlink()
        self.assertEqual(self.signed_by("sources.list", ONE_LINE, "http://mirror.example/debian/"), "/house.gpg")
        self.assertIsNone(self.signed_by("sources.list", ONE_LINE, "http://plain.example/debian"))

    def test_a_list_of_mirrors_stands_for_its_first(self):
        path = self.folder / "debian.list"
        path.write_text("https://mirror.example/debian\nhttps://other.example/debian\n")
        self.assertEqual(apt.mirror(f"mirror+file:{path}"), "https://mirror.example/debian")
        self.assertEqual(apt.mirror(f"mirror+file://{path}"), "https://mirror.example/debian")
        self.assertEqual(apt.mirror("http://mirror.example/debian/"), "http://mirror.example/debian/")

    def test_debootstrap_is_told_what_apt_is_told(self):
        self.program("apt-get", f"cat <<'END'\n{LISTED}END")
        self.program("dpkg", "echo amd64")
        self.program("apt-config", """echo "proxy='http://proxy.example:3142'" """)
        with unittest.mock.patch.dict(os.environ, {"PATH": f"{self.folder}:{os.environ['PATH']}"}):
            command = apt.debootstrap("bookworm", self.folder, ["gcc", "curl"])
            self.assertEqual(command[-2:], [self.folder, "http://mirror.example/debian/"])
            self.assertIn("--include=gcc,curl", command)
            self.assertEqual(apt.environment()["http_proxy"], "http://proxy.example:3142")
            command = apt.mmdebstrap("bookworm", self.folder, ["gcc", "curl"], "arm64")
            sources = [
                "deb http://mirror.example/debian/ bookworm main",
                "deb http://mirror.example/debian-security/ bookworm-security main",
            ]
            self.assertEqual(command[-4:], ["bookworm", self.folder, *sources])
            self.assertIn("--architectures=amd64,arm64", command)
        with unittest.mock.patch.dict(os.environ, {"PATH": "/nowhere"}):
            command = apt.debootstrap("bookworm", self.folder, ["gcc"])
            self.assertEqual(command[-2:], ["bookworm", self.folder])
            self.assertEqual(apt.environment().get("http_proxy"), os.environ.get("http_proxy"))


class Tree(unittest.TestCase):
    def test_no_file_names_a_mirror(self):
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
        for name in filter(None, os.fsdecode(listed).split("\0")):
            path = ROOT / name
            if path.is_file():
                found = re.findall(MIRRORS, path.read_bytes().decode("utf-8", errors="replace"))
                self.assertEqual(found, [], name)


if __name__ == "__main__":
    unittest.main()
