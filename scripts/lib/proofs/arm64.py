"""Proof: one digest serves machines of both platforms, and the program for ARM sells.

Cross-compiled here and run by qemu, as machines with ARM are not at hand.

    arm64.prove(stage)
"""

import shutil
import subprocess
from pathlib import Path

from .. import ports, say
from ..deploy import SERVER, platforms
from ..say import Failure
from . import containers, elf

_MACHINES = {platforms.AMD64: elf.X86_64, platforms.ARM64: elf.AARCH64}
_EMULATOR = "qemu-aarch64-static"
# As they are released they take much longer to build: what is proven is that they are built for the platform and run
_SOON = {
    "CARGO_PROFILE_RELEASE_CODEGEN_UNITS": 16,
    "CARGO_PROFILE_RELEASE_LTO": "off",
    "CARGO_PROFILE_RELEASE_OPT_LEVEL": 1,
}


def prove(stage):
    """`server` alone, as all programs are compiled by the same compiler with the same libraries."""
    stage.build((SERVER,), platforms.ARM64, **_SOON)
    reference = stage.push(SERVER, [platforms.AMD64, platforms.ARM64])
    say.line(f"  {SERVER}: {reference.split('/')[-1]} for both platforms")
    found = {platform: _pulled(stage, reference, platform) for platform in _MACHINES}
    _says_what_it_is(stage, found[platforms.ARM64])
    _purchase(stage, found[platforms.ARM64])


def _pulled(stage, reference, platform):
    """The program of what such a machine pulls, taken out."""
    container = stage.pull_by(reference, platform)
    architecture = platforms.architecture(platform)
    if (configured := container.inspect()["architecture"]) != architecture:
        raise Failure(f"the image for {platform} says that it is for {configured}")
    path = stage.folder / f"{SERVER}-{architecture}"
    shutil.copy(Path(container.folder()) / "shop", path)
    program = elf.read(path)
    if program.machine != _MACHINES[platform]:
        raise Failure(f"the program in the image for {platform} is for {program.machine}")
    if not program.static:
        raise Failure(f"the program in the image for {platform} needs a dynamic linker, which the image lacks")
    crates = containers.require_crates(stage.root, program)
    say.line(f"  {platform}: {program.machine}, static, {crates} crates")
    return path


def _says_what_it_is(stage, path):
    for option, expected in (("--version", stage.release.version), ("--help", "MONGODB_URI")):
        said = subprocess.run([_EMULATOR, path, option], capture_output=True, text=True, check=False)
        if said.returncode != 0 or expected not in said.stdout:
            raise Failure(f"{SERVER} {option} on ARM ends with {said.returncode}: {(said.stdout + said.stderr)[:500]}")


def _purchase(stage, path):
    port = ports.free()
    # By a name, so that a static program must find it without the C library's plug-ins
    environment = {**stage.environment, "PORT": str(port), "MONGODB_URI": stage.uri.replace("127.0.0.1", "localhost")}
    log = stage.logs / "server-arm64.log"
    child = stage.group.start(f"{SERVER} on ARM", [_EMULATOR, path], log=log, env=environment)
    number = stage.purchase(stage.wait(f"http://127.0.0.1:{port}", f"{SERVER} on ARM"))
    say.line(f"  {platforms.ARM64}: order {number} placed, in an emulator")
    stage.group.end(child)
