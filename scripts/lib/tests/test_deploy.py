"""The deploy scripts' own parts: names of releases, images, digests. Beside `test_deploy_*.py`, one for each target."""

import argparse
import json
import os
import subprocess
import sys
import unittest.mock
from pathlib import Path

from lib.deploy import builder, cloud_run, command, images, platforms
from lib.deploy.release import Release
from lib.say import Failure
from lib.tests.test_parts import Folder

ROOT = Path(__file__).resolve().parents[3]
DIGEST = "sha256:" + "0" * 64
ALL = {name: f"registry/kiosk/{name}@{DIGEST}" for name in ("webhook", "server", "shopctl")}


class Releases(Folder):
    def setUp(self):
        super().setUp()
        (self.folder / "Cargo.toml").write_text('[workspace.package]\nversion = "1.2.3"\n\n[other]\nversion = "9"\n')
        for words in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "-m", "first"]):
            subprocess.run(["git", "-c", "user.name=n", "-c", "user.email=e", *words], cwd=self.folder, check=True)

    def test_it_is_named_by_version_and_commit(self):
        release = Release.of(self.folder)
        self.assertRegex(release.tag, r"^1\.2\.3-[0-9a-f]{12}$")
        release.require_clean()

    def test_changed_files_show_in_the_name_and_are_not_deployed(self):
        (self.folder / "Cargo.toml").write_text('[workspace.package]\nversion = "1.2.4"\n')
        release = Release.of(self.folder)
        self.assertRegex(release.tag, r"^1\.2\.4-[0-9a-f]{12}-dirty$")
        with self.assertRaisesRegex(Failure, "commit them first"):
            release.require_clean()


class Registries(unittest.TestCase):
    def test_only_a_registry_on_this_machine_is_spoken_to_without_tls(self):
        for registry, plain in [("localhost:5000/x", True), ("127.0.0.1/x", True), ("localhost.example.com/x", False)]:
            self.assertEqual(bool(images.tls(registry)), plain, registry)


class Builders(Folder):
    def ensure(self, target, *installed):
        """What images for `target` are built in, on an x86-64 machine with these programs; and what was made for it."""
        for name in installed:
            self.program(name, "echo rustc 1.95.0")
        made = []
        with (
            unittest.mock.patch.dict(os.environ, {"PATH": str(self.folder)}),
            unittest.mock.patch("os.geteuid", return_value=0),
            unittest.mock.patch("platform.machine", return_value="x86_64"),
            unittest.mock.patch.object(builder, "_make", lambda name, fill: made.append(name)),
        ):
            return builder.ensure(None, self.folder, target), made

    def test_another_platform_has_a_builder_of_its_own_and_the_same_tools(self):
        own, other = "localhost/kiosk/builder:1.95.0-bookworm", "localhost/kiosk/builder:bookworm-arm64"
        self.assertEqual(self.ensure("linux/amd64", "rustc", "debootstrap"), ({"BUILDER": own}, [own]))
        chosen = {"BUILDER": other, "TOOLS": own}
        self.assertEqual(self.ensure("linux/arm64", "mmdebstrap"), (chosen, [own, other]))

    def test_what_is_missing_is_named_with_its_package(self):
        with self.assertRaisesRegex(Failure, "apt-get install debootstrap"):
            self.ensure("linux/arm64", "rustc", "mmdebstrap")
        (self.folder / "mmdebstrap").unlink()
        with self.assertRaisesRegex(Failure, "a builder for linux/arm64 takes mmdebstrap: apt-get install mmdebstrap"):
            self.ensure("linux/arm64", "debootstrap")


# Notes what it is asked, and knows no digest but one
_BUILDAH = f"""
echo "$@" >> "$(dirname "$0")/asked"
while [ $# -gt 0 ]; do
    if [ "$1" = --digestfile ]; then echo {DIGEST} > "$2"; fi
    shift
done"""


class Platforms(unittest.TestCase):
    def test_a_list_has_commas(self):
        self.assertEqual(platforms.read("linux/amd64, linux/arm64"), ["linux/amd64", "linux/arm64"])
        for text in ("linux/riscv64", "arm64", "linux/amd64,", ""):
            with self.assertRaisesRegex(argparse.ArgumentTypeError, "linux/amd64 and linux/arm64 are", msg=text):
                platforms.read(text)


class Images(Folder):
    def words(self, profile=None, builders=None):
        """The words after `buildah` that build an image."""
        group = unittest.mock.Mock()
        chosen = images.Images(self.folder, group, None, profile)
        chosen.build(unittest.mock.Mock(version="1", commit="c"), ("server",), "linux/arm64", builders)
        return [str(word) for word in group.run.call_args.args[1]]

    def test_a_profile_is_mounted_and_part_of_what_layers_are_known_by(self):
        self.assertFalse([word for word in self.words() if "profile" in word.lower()])
        hashes = set()
        for content in ("one", "other"):
            profile = self.folder / "server.profdata"
            profile.write_text(content)
            words = self.words(profile)
            self.assertIn(f"{profile}:/profile.profdata:ro", words)
            hashes |= {word for word in words if word.startswith("PROFILE=")}
        self.assertEqual(len(hashes), 2)

    def test_the_platform_is_the_image_s_and_not_the_builder_s(self):
        words = self.words(builders={"BUILDER": "house/rust", "TOOLS": "house/tools"})
        self.assertEqual(words[words.index("--platform") + 1], "linux/arm64")
        self.assertEqual(words[words.index("--tag") + 1], "localhost/kiosk/server:arm64")
        self.assertLessEqual({f"BUILDPLATFORM={platforms.host()}", "BUILDER=house/rust", "TOOLS=house/tools"}, {*words})


class Push(Folder):
    def push(self, *options):
        """`scripts/push` of `server`, with a buildah that does nothing; what it was asked, and what came of it."""
        self.program("buildah", _BUILDAH)
        asked = self.folder / "asked"
        asked.write_text("")
        path = f"{self.folder}:{os.environ['PATH']}"
        command = [sys.executable, ROOT / "scripts/push", "registry.example/kiosk", "--only", "server", *options]
        result = subprocess.run(command, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False)
        return asked.read_text().splitlines(), result

    def test_one_platform_is_pushed_as_an_image(self):
        for options, tag in (((), platforms.host()), (("--platform", "linux/arm64"), "linux/arm64")):
            asked, result = self.push(*options)
            self.assertEqual(result.returncode, 0, result.stderr)
            build, push = asked
            self.assertIn(f"--platform {tag} ", build)
            image = f"localhost/kiosk/server:{platforms.architecture(tag)}"
            self.assertRegex(push, rf"^push --digestfile \S+ {image} docker://registry.example/kiosk/server:")

    def test_several_are_pushed_as_an_index_of_one_digest(self):
        written = self.folder / "release.json"
        for options in (["linux/amd64,linux/arm64"], ["linux/amd64", "--platform", "linux/arm64,linux/amd64"]):
            asked, result = self.push("--platform", *options, "--digests", written)
            self.assertEqual(result.returncode, 0, result.stderr)
            index = "localhost/kiosk/server:index"
            self.assertEqual([words.split()[0] for words in asked[:2]], ["build", "build"])
            lists = [f"manifest {word}" for word in ("rm", "create")]
            lists += [f"manifest add {index} localhost/kiosk/server:{name}" for name in ("amd64", "arm64")]
            for words, beginning in zip(asked[2:], [*lists, "manifest push --all "], strict=True):
                self.assertTrue(words.startswith(beginning), words)
            self.assertEqual(json.loads(written.read_text()), {"server": f"registry.example/kiosk/server@{DIGEST}"})

    def test_what_cannot_be_made_is_refused_before_anything_is_built(self):
        asked, result = self.push("--platform", "linux/riscv64")
        self.assertEqual((asked, result.returncode), ([], 2))
        self.assertIn("argument --platform: no image is made for 'linux/riscv64'", result.stderr)
        asked, result = self.push("--platform", "linux/amd64,linux/arm64", "--profile", "server.profdata")
        self.assertEqual((asked, result.returncode), ([], 1))
        self.assertIn("--profile holds for this machine's platform alone", result.stderr)


class Rotation(unittest.TestCase):
    def test_a_machine_has_a_program_of_its_own(self):
        machine = unittest.mock.Mock()
        machine.main.return_value = 7
        with unittest.mock.patch.dict(sys.modules, {"lib.deploy.rotation_vm": machine}):
            # Whether the module is there already or not
            with unittest.mock.patch("lib.deploy.rotation_vm", machine, create=True):
                self.assertEqual(command.rotate(["vm", "admin@shop.example.com", "bot-token"], {}), 7)
        machine.main.assert_called_once_with(["admin@shop.example.com", "bot-token"])


class Digests(Folder):
    def read(self, content):
        path = self.folder / "digests.json"
        path.write_text(json.dumps(content))
        return cloud_run.read_digests(path)

    def test_images_are_named_by_digest(self):
        self.assertEqual(self.read(ALL), ALL)
        with self.assertRaisesRegex(Failure, "not by digest: registry/kiosk/webhook:latest"):
            self.read({**ALL, "webhook": "registry/kiosk/webhook:latest"})
        with self.assertRaisesRegex(Failure, "names no image for server"):
            self.read({"webhook": ALL["webhook"]})


if __name__ == "__main__":
    unittest.main()
