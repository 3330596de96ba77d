"""What an image's program says of itself: its machine, whether it is static, and the crates it was built from.

The crates are a list that cargo-auditable writes into the section `.dep-v0`: JSON, compressed by zlib.

    program = elf.read(path)
    program.machine             # AArch64
    program.crates()            # [{"name": "mongodb", "version": "3.9.0", …}, …]
"""

import json
import struct
import zlib
from dataclasses import dataclass

from ..say import Failure

X86_64 = "x86-64"
AARCH64 = "AArch64"

_MACHINES = {0x3E: X86_64, 0xB7: AARCH64}
# 64 bits, little-endian: all that the images are made for
_IDENTITY = b"\x7fELF\x02\x01"
_HEADER = struct.Struct("<16sHHIQQQIHHHHHH")
_SEGMENT_TYPE = struct.Struct("<I")
_SECTION = struct.Struct("<IIQQQQIIQQ")
# A segment that names the dynamic linker
_INTERPRETER = 3
_CRATES = ".dep-v0"


@dataclass(frozen=True)
class Program:
    """A machine by its usual name; `static` when no dynamic linker is asked for; sections by name."""

    machine: str
    static: bool
    sections: dict

    def crates(self):
        """Each with name, version and source; `Failure` when there is no list."""
        if _CRATES not in self.sections:
            raise Failure(f"the program has no section {_CRATES}: it was not built by cargo auditable")
        return json.loads(zlib.decompress(self.sections[_CRATES]))["packages"]


def read(path):
    """A `Program`; `Failure` when the file is none for 64 bits."""
    content = path.read_bytes()
    if not content.startswith(_IDENTITY):
        raise Failure(f"{path} is no program for a machine of 64 bits")
    header = _HEADER.unpack_from(content)
    machine, segments_at, sections_at = header[2], header[5], header[6]
    segment_size, segments, section_size, sections, names = header[9:14]
    types = [
        _SEGMENT_TYPE.unpack_from(content, segments_at + number * segment_size)[0] for number in range(segments)
    ]
    table = [_SECTION.unpack_from(content, sections_at + number * section_size) for number in range(sections)]
    return Program(
        _MACHINES.get(machine, f"machine {machine}"),
        _INTERPRETER not in types,
        _sections(content, table, names) if table else {},
    )


def _sections(content, table, names):
    """Content by name. A name is where the section of names has it."""

    def of(row):
        return content[row[4] : row[4] + row[5]]

    text = of(table[names])
    return {text[row[0] : text.index(b"\0", row[0])].decode(): of(row) for row in table}
