"""The images: built by buildah from one Containerfile, pushed, known by their digests.

Beside `builder.py`, which makes the image they are built in where no registry can be reached.

    images = Images(root, group, logs)
    images.build(release, ("webhook", "server"), "linux/amd64")
    images.push(release, "webhook", "registry.example.com/kiosk", ["linux/amd64"])
                                                        # registry.example.com/kiosk/webhook@sha256:…
"""

import shutil
import subprocess
import tempfile
from hashlib import sha256
from pathlib import Path

from ..say import Failure
from . import platforms

_FOLDER = Path("infra/container")
_LABEL = "org.opencontainers.image"
# Without a container engine, as root or in a user namespace: all buildah does is chroot
ISOLATION = ("--isolation", "chroot")


def require():
    """`Failure` unless buildah is on the path."""
    if not shutil.which("buildah"):
        raise Failure("buildah is missing, which builds images: apt-get install buildah")


def tls(registry):
    """The options for a registry: one on this machine's loopback speaks plain HTTP."""
    host = registry.split("/", 1)[0].rsplit(":", 1)[0]
    return ["--tls-verify=false"] if host in ("localhost", "127.0.0.1") else []


def variables(references):
    """References by program, as infra/compose.yaml takes them: KIOSK_SERVER_IMAGE=… a line."""
    return "".join(f"KIOSK_{program.upper()}_IMAGE={reference}\n" for program, reference in references.items())


class Images:
    """Builds and pushes; what buildah says goes into `logs`."""

    def __init__(self, root, group, logs, profile=None):
        self._root = root
        self._group = group
        self._logs = logs
        self._profile = profile

    @staticmethod
    def local(program, platform):
        """An image's name in buildah's own store."""
        return f"localhost/kiosk/{program}:{platforms.architecture(platform)}"

    def build(self, release, programs, platform, chosen=None):
        """One image per program. They share all but the last stage, so that only the first takes its time.

        `chosen` are arguments of the Containerfile: what to build in, how to optimise.
        """
        # buildah knows it by itself only from 1.30 on
        arguments = {"PACKAGES": " ".join(programs), "BUILDPLATFORM": platforms.host(), **(chosen or {})}
        volumes = []
        if self._profile:
            # A volume, as it is none of the sources; its hash, for layers of another profile not to be taken
            arguments["PROFILE"] = sha256(self._profile.read_bytes()).hexdigest()
            volumes = ["--volume", f"{self._profile.absolute()}:/profile.profdata:ro"]
        for program in programs:
            given = {**arguments, "PACKAGE": program}
            labels = {"title": f"kiosk {program}", "version": release.version, "revision": release.commit}
            self._buildah(
                f"build-{program}-{platforms.architecture(platform)}",
                *("build", *ISOLATION, "--layers", "--platform", platform),
                *("--file", _FOLDER / "Containerfile", *volumes),
                *("--ignorefile", _FOLDER / "Containerfile.dockerignore"),
                *(word for name, value in given.items() for word in ("--build-arg", f"{name}={value}")),
                *(word for name, value in labels.items() for word in ("--label", f"{_LABEL}.{name}={value}")),
                *("--tag", self.local(program, platform), "."),
            )

    def push(self, release, program, registry, chosen):
        """Pushes under the release's tag and returns the reference by digest: what a deployment names.

        For one platform that of an image; for several that of an index, out of which each machine pulls its own.
        """
        repository = f"{registry.rstrip('/')}/{program}"
        built = [self.local(program, platform) for platform in chosen]
        with tempfile.TemporaryDirectory(prefix="kiosk-push-") as folder:
            digest = Path(folder) / "digest"
            options = [*tls(registry), "--digestfile", digest]
            address = f"docker://{repository}:{release.tag}"
            if len(built) == 1:
                self._buildah(f"push-{program}", "push", *options, *built, address)
            else:
                self._push_index(program, built, options, address)
            return f"{repository}@{digest.read_text(encoding='ascii').strip()}"

    def _push_index(self, program, built, options, address):
        index = f"localhost/kiosk/{program}:index"
        # One that a push which broke off has left
        subprocess.run(["buildah", "manifest", "rm", index], capture_output=True, check=False)
        self._buildah(f"index-{program}", "manifest", "create", index)
        for image in built:
            self._buildah(f"index-{program}", "manifest", "add", index, image)
        self._buildah(f"push-{program}", "manifest", "push", "--all", "--rm", *options, index, address)

    def _buildah(self, name, *words):
        log = self._logs / f"{name}.log" if self._logs else None
        self._group.run(f"buildah {words[0]}", ["buildah", *words], log=log, cwd=self._root)
