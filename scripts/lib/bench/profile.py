"""A profile for the compiler: what the server does under the bench's load, from a build that counts it.

    profile.write(stage, group, rounds, shop, counts=folder, file=Path("server.profdata"))

The build counts with `generate(folder)` among its flags, and is optimised with `use(file)` (rustc, "Profile-guided
Optimization"). A profile fits the rustc it was made with.
"""

import shutil
import subprocess
from pathlib import Path

from .. import say
from ..say import Failure
from ..systems import ROOT
from .scenarios import SCENARIOS

_TOOL = "llvm-profdata"


def generate(folder):
    """The flags of a build that writes its counts into `folder` when it ends."""
    return f"-Cprofile-generate={folder}"


def use(file):
    """The flags of a build that is optimised for what the profile says."""
    if not file.is_file():
        raise Failure(f"there is no profile {file}: scripts/bench --write-profile makes one")
    return f"-Cprofile-use={file.absolute()}"


def tool():
    """The newest llvm-profdata: that of rustup's component llvm-tools, else the one with the highest version."""
    # In the checkout, whose rust-toolchain.toml says which Rust it is built by
    rustc = ["rustc", "--print", "sysroot"]
    sysroot = subprocess.run(rustc, capture_output=True, text=True, check=True, cwd=ROOT).stdout.strip()
    of_rustup = sorted(Path(sysroot).glob(f"lib/rustlib/*/bin/{_TOOL}"))
    versions = (f"{_TOOL}-{number}" for number in range(40, 18, -1))
    found = next((path for path in map(shutil.which, (*map(str, of_rustup), *versions)) if path), None)
    if not found:
        raise Failure(f"{_TOOL} of LLVM 19 or newer is missing: rustup component add llvm-tools, or apt-get install llvm-19")
    return found


def write(stage, group, rounds, shop, counts, file):
    """Loads the counting shop with every scenario, ends it, and merges its counts into `file`."""
    merge = tool()
    command, environment = stage.again(shop)
    # Those of the generator and of the migration
    for earlier in counts.glob("*.profraw"):
        earlier.unlink()
    child = group.start(shop.name, command, log=stage.folder / "counting.log", env=environment)
    stage.wait(shop.port, shop.name, "/health/ready")
    for scenario in SCENARIOS:
        with say.step(f"Counting: {scenario.title}"):
            rounds.load(scenario, shop)
    group.end(child)
    written = sorted(counts.glob("*.profraw"))
    if not written:
        raise Failure("the server wrote no counts: was it built for that?")
    group.run(_TOOL, [merge, "merge", "--sparse", "-o", file, *written], log=stage.folder / "merge.log")
    return file
