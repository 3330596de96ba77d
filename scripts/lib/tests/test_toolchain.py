"""One Rust everywhere: rust-toolchain.toml, CI, the images, the Dev Container, whose files fit together."""

import json
import re
import unittest

from lib import settings
from lib.requirements import rust_minimum, rust_of_toolchain_file
from lib.systems import ROOT

# Images are tagged by the series, such as 1.95
_SERIES = {
    "infra/container/Containerfile": r"(?m)^ARG BUILDER=docker\.io/library/rust:([\d.]+)-slim-bookworm$",
    ".github/workflows/ci.yml": r"(?m)^ *image: rust:([\d.]+)-bookworm$",
    ".devcontainer/Dockerfile": r"(?m)^FROM docker\.io/library/rust:([\d.]+)-bookworm$",
}
_DEV = ROOT / ".devcontainer"


def read(path):
    """A file of the project."""
    return (ROOT / path).read_text(encoding="utf-8")


class Toolchain(unittest.TestCase):
    def test_one_version_of_rust_is_named_everywhere(self):
        version = rust_of_toolchain_file(ROOT)
        self.assertRegex(version, r"^\d+\.\d+\.\d+$")
        for path, line in _SERIES.items():
            found = re.findall(line, read(path))
            self.assertEqual(found, [version.rpartition(".")[0]], path)

    def test_it_is_not_older_than_what_the_crates_are_written_for(self):
        versions = (rust_minimum(ROOT), rust_of_toolchain_file(ROOT))
        self.assertLessEqual(*([int(part) for part in version.split(".")] for version in versions))

    def test_it_has_the_components_that_the_checks_run(self):
        self.assertIn('components = ["rustfmt", "clippy"]', read("rust-toolchain.toml"))

    def test_it_is_not_in_what_images_are_built_from(self):
        # There rustup would download the components
        lines = read("infra/container/Containerfile.dockerignore").splitlines()
        self.assertIn("*", lines)
        self.assertFalse([line for line in lines if "toolchain" in line])


class DevContainer(unittest.TestCase):
    def setUp(self):
        text = (_DEV / "devcontainer.json").read_text(encoding="utf-8")
        # JSON with comments, which have lines of their own here
        self.description = json.loads(re.sub(r"(?m)^\s*//.*$", "", text))

    def test_the_files_it_names_are_there(self):
        build = self.description["build"]
        dockerfile = _DEV / build["dockerfile"]
        context = (_DEV / build["context"]).resolve()
        self.assertEqual(context, ROOT)
        copied = re.findall(r"(?m)^COPY (?!--)(.+) \S+$", dockerfile.read_text(encoding="utf-8"))
        ignored = (_DEV / f"{build['dockerfile']}.dockerignore").read_text(encoding="utf-8").splitlines()
        paths = [path for line in copied for path in line.split()]
        self.assertEqual(len(paths), 3)
        for path in paths:
            self.assertTrue((context / path).exists(), path)
            self.assertIn(f"!{path}", ignored)
        self.assertTrue((ROOT / self.description["postCreateCommand"]).exists())

    def test_its_user_is_made(self):
        user = self.description["remoteUser"]
        self.assertRegex(read(".devcontainer/Dockerfile"), rf"(?m)^RUN useradd .* {user} ")

    def test_the_ports_of_scripts_run_are_forwarded(self):
        wanted = [settings.SERVER_PORT, settings.SANDBOX_PORT, settings.MONGO_PORT]
        self.assertEqual(self.description["forwardPorts"], wanted)
        self.assertEqual([int(port) for port in self.description["portsAttributes"]], wanted)

    def test_its_mongod_is_for_a_c_library_that_it_has(self):
        # Ubuntu 22.04 has 2.35, Debian 12 has 2.36, and both have OpenSSL 3
        self.assertRegex(read(".devcontainer/Dockerfile"), r"(?m)^FROM docker\.io/library/mongo:[\d.]+-jammy AS mongo$")


if __name__ == "__main__":
    unittest.main()
