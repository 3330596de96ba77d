"""The deploy scripts' own parts: names of releases, images, digests. Beside `test_deploy_*.py`, one for each target."""

import json
import subprocess
import sys
import unittest.mock

from lib.deploy import cloud_run, command, images
from lib.deploy.release import Release
from lib.say import Failure
from lib.tests.test_parts import Folder

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


class Images(Folder):
    def words(self, profile=None):
        """The words after `buildah` that build an image."""
        group = unittest.mock.Mock()
        chosen = images.Images(self.folder, group, None, profile=profile)
        chosen.build(unittest.mock.Mock(version="1", commit="c"), ("server",))
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
