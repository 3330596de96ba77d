"""What `scripts/run` and `scripts/test` need of a machine, looked for before anything is begun: all that is missing is said
at once, with the command that installs it. `scripts/doctor` shows it without running anything.

    requirements.require(requirements.to_build(root), requirements.for_mongodb(source))
    python3 -B -m lib.requirements           # for .ci/run: the packages that this machine lacks
"""

import os
import re
from dataclasses import dataclass

from . import mongo, schemathesis, systems, wheel
from .say import Failure
from .systems import ROOT, View

_RUSTUP = "curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh      # see https://rustup.rs"
# What Debian 12 has, the oldest system that all of it is tested on
_PYTHON = (3, 11)
_INSTEAD = "Docker, a mongod of this machine's, or another MongoDB's address in MONGODB_URI"


@dataclass(frozen=True)
class Missing:
    """One thing: `what` it is, and a package of `systems.PACKAGES` or a command of its own that brings it."""

    what: str
    package: str = ""
    command: str = ""


def to_build(root=ROOT, view=None):
    """What building the programs takes."""
    view = view or View()
    yield from for_system(view)
    yield from for_rust(root, view)
    yield from for_python(view)
    yield from for_compiler(view)


def for_system(view):
    """What no package brings."""
    if view.wsl() == 1:
        yield Missing("WSL 2 (this is WSL 1)", command="wsl --set-version DISTRIBUTION 2     # in PowerShell")


def for_rust(root, view):
    """A compiler that is new enough, or rustup, which downloads the one of rust-toolchain.toml at the first build."""
    wanted = rust_minimum(root)
    found = rust(view)
    if not view.has("cargo") or not (found or (view.has("rustup") and rust_of_toolchain_file(root))):
        yield Missing(f"Rust {wanted} or newer", command=_RUSTUP)
    elif found and _numbers(found) < _numbers(wanted):
        update = "rustup update" if view.has("rustup") else _RUSTUP
        yield Missing(f"Rust {wanted} or newer (this is {found})", command=update)


def for_python(view):
    """The interpreter of the scripts."""
    if view.version < _PYTHON:
        again = "; where python3 stays what it is, say python3.11 scripts/run"
        yield Missing(f"Python {dotted(_PYTHON)} or newer (this is {dotted(view.version)}{again})", "python")


def for_compiler(view):
    """C's, which links, and compiles what some crates bring along."""
    if view.system == "Darwin":
        # There is always a cc, which does no more than ask for them
        if not view.says("xcode-select", "-p"):
            yield Missing("a C compiler with its linker (Xcode's command line tools)", command="xcode-select --install")
    elif not view.has("cc"):
        yield Missing("a C compiler with its linker (cc)", "compiler")


def for_mongodb(source, view=None):
    """What MongoDB's own server takes when it comes out of a wheel; nothing when it comes from elsewhere."""
    view = view or View()
    if source.kind != "wheel":
        return
    made = wheel.choose(view)
    if not made:
        yield Missing(f"MongoDB, of which there is none to download for {view.system} on {view.processor}: {_INSTEAD}")
        return
    if lacks := _processor(view):
        yield Missing(f"a processor with {lacks}, which MongoDB takes: {_INSTEAD}")
    if not made.has_glibc(view):
        yield Missing(f"glibc {dotted(made.glibc)} or newer for MongoDB: {_INSTEAD}")
    if not (made.folder() / "mongod").exists() and not view.has_pip():
        yield Missing("pip, which downloads MongoDB", "pip")
    for package, library in made.libraries:
        if not view.has_library(library):
            yield Missing(f"the library {library}, which MongoDB is linked with", package)


def to_test(environment, view=None):
    """What the checks and tests take more; in CI also what is optional elsewhere."""
    view = view or View()
    # Where there is no Rust at all, they come with it
    for component, name in (("fmt", "rustfmt"), ("clippy", "clippy")):
        if view.has("cargo") and not view.has(f"cargo-{component}"):
            ours = {"command": f"rustup component add {name}"} if view.has("rustup") else {"package": component}
            yield Missing(f"Rust's {name}", **ours)
    for program in ("git", "ps"):
        if not view.has(program):
            yield Missing(program, program)
    if not schemathesis.cached().exists() and not view.has_pip():
        yield Missing("pip, which installs Schemathesis", "pip")
    if environment.get("CI"):
        yield from optional(view)


def optional(view):
    """What tests and checks are left out without, except in CI."""
    if not view.browser():
        yield Missing("chromium", "chromium")
    for program in ("chromedriver", "shellcheck"):
        if not view.has(program):
            yield Missing(program, program)
    # Screens are compared with their emoji, on the system that CI has
    font = view.root / "usr/share/fonts/truetype/noto/NotoColorEmoji.ttf"
    if view.family() in ("debian", "ubuntu") and not font.exists():
        yield Missing("a font with emoji", "emoji")


def require(*checks, view=None):
    """`Failure` with all that is missing and what to do about it."""
    # Two checks may miss the same package
    missing = list(dict.fromkeys(each for check in checks for each in check))
    if missing:
        raise Failure(explained(missing, view or View()))


def explained(missing, view):
    """What is missing, then the commands."""
    lines = ["this machine lacks", *(f"  {each.what}" for each in missing)]
    if install := commands(missing, view):
        lines += ["Install it by", *(f"  {command}" for command in install)]
    return "\n".join(lines)


def commands(missing, view):
    """Those that install it, each once."""
    packages = systems.installation([each.package for each in missing if each.package], view)
    own = [each.command for each in missing if each.command]
    return list(dict.fromkeys(filter(None, [packages, *own])))


def rust(view):
    """The version that builds the checkout; nothing where there is none."""
    found = re.match(r"rustc ([\d.]+)", view.says("rustc", "--version"))
    return found.group(1) if found else ""


def rust_minimum(root):
    """What the crates are written for."""
    return re.search(r'(?m)^rust-version = "([\d.]+)"', (root / "Cargo.toml").read_text(encoding="utf-8")).group(1)


def rust_of_toolchain_file(root):
    """The version that rustup takes here, as do CI and the images; nothing where there is no such file."""
    file = root / "rust-toolchain.toml"
    found = re.search(r'(?m)^channel = "([\d.]+)"', file.read_text(encoding="utf-8")) if file.exists() else None
    return found.group(1) if found else ""


def dotted(version):
    """`3.11` of (3, 11)."""
    return ".".join(map(str, version))


def _processor(view):
    """What MongoDB takes of the processor and this one has not, as far as Linux tells."""
    file = view.root / "proc/cpuinfo"
    if view.system != "Linux" or not file.exists():
        return ""
    said = file.read_text(encoding="utf-8", errors="replace")
    if view.processor == "x86_64":
        return "" if " avx" in said else "AVX"
    # As MongoDB's own image on Docker Hub looks for it: any of what came with it or after it
    since = r"(?m)^Features.*\b(fphp|dcpop|sha3|sm3|sm4|asimddp|sha512|sve)\b"
    return "" if re.search(since, said) else "ARMv8.2-A"


def _numbers(version):
    return tuple(int(part) for part in re.findall(r"\d+", version))


def _main():
    """The packages that .ci/run and the Dev Container install, one a line."""
    found = [*to_build(), *for_mongodb(mongo.choose(os.environ)), *to_test({"CI": "1"})]
    print("\n".join(systems.packages([each.package for each in found], "debian")))


if __name__ == "__main__":
    _main()
