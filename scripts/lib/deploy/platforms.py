"""The platforms that images are made for, by the names that OCI gives them.

    platforms.read("linux/amd64,linux/arm64")       # what --platform takes
    platforms.host()                                # this machine's: linux/amd64
"""

import argparse
import platform

from ..say import Failure

AMD64 = "linux/amd64"
ARM64 = "linux/arm64"
ALL = (AMD64, ARM64)

_MACHINES = {"x86_64": AMD64, "aarch64": ARM64}


def host():
    """The platform of what runs here without an emulator."""
    machine = platform.machine()
    if machine not in _MACHINES:
        raise Failure(f"images are built on x86-64 and ARM64, not on {machine}")
    return _MACHINES[machine]


def architecture(name):
    """The half behind the slash: amd64."""
    return name.partition("/")[2]


def read(text):
    """Those of a list with commas between; argparse tells of what is none."""
    names = [name.strip() for name in text.split(",")]
    if unknown := [name for name in names if name not in ALL]:
        raise argparse.ArgumentTypeError(f"no image is made for {', '.join(unknown)!r}: {' and '.join(ALL)} are")
    return names
