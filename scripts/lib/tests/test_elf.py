"""What a program says of itself, read from small ones made here."""

import json
import struct
import sys
import unittest
import zlib
from pathlib import Path

from lib.proofs import elf
from lib.say import Failure
from lib.tests.test_parts import Folder

CRATES = {"packages": [{"name": "mongodb", "version": "3.9.0", "source": "crates.io"}]}
COMPRESSED = zlib.compress(json.dumps(CRATES).encode())


def program(machine, segment_types, sections):
    """An ELF file's bytes: header, segments, what is in the sections, and the table of sections."""
    names = b"\0" + b"".join(name.encode() + b"\0" for name in [*sections, ".shstrtab"])
    contents = [*sections.values(), names]
    segments = b"".join(struct.pack("<IIQQQQQQ", kind, 0, 0, 0, 0, 0, 0, 0) for kind in segment_types)
    at = 64 + len(segments)
    table = struct.pack("<IIQQQQIIQQ", *[0] * 10)
    for name, content in zip([*sections, ".shstrtab"], contents, strict=True):
        table += struct.pack("<IIQQQQIIQQ", names.index(name.encode()), 1, 0, 0, at, len(content), 0, 0, 1, 0)
        at += len(content)
    numbers = (2, machine, 1, 0, 64, at, 0, 64, 56, len(segment_types), 64, len(contents) + 1, len(contents))
    header = struct.pack("<16sHHIQQQIHHHHHH", b"\x7fELF\x02\x01\x01", *numbers)
    return header + segments + b"".join(contents) + table


class Programs(Folder):
    def read(self, content):
        path = self.folder / "program"
        path.write_bytes(content)
        return elf.read(path)

    def test_the_machine_and_whether_it_is_static(self):
        found = self.read(program(0xB7, [1, 2], {".text": b"code"}))
        self.assertEqual((found.machine, found.static), (elf.AARCH64, True))
        found = self.read(program(0x3E, [1, 3], {}))
        self.assertEqual((found.machine, found.static), (elf.X86_64, False))
        self.assertEqual(self.read(program(0xF3, [], {})).machine, "machine 243")

    def test_the_crates_it_was_built_from(self):
        found = self.read(program(0xB7, [1], {".text": b"code", ".dep-v0": COMPRESSED}))
        self.assertEqual(found.crates(), CRATES["packages"])
        with self.assertRaisesRegex(Failure, "not built by cargo auditable"):
            self.read(program(0xB7, [1], {".text": b"code"})).crates()

    def test_what_is_no_program_is_refused(self):
        with self.assertRaisesRegex(Failure, "is no program for a machine of 64 bits"):
            self.read(b"#!/bin/sh\n")

    @unittest.skipUnless(sys.platform == "linux", "programs are ELF files on Linux")
    def test_a_program_of_the_system_has_a_dynamic_linker(self):
        found = elf.read(Path(sys.executable).resolve())
        self.assertIn(found.machine, (elf.X86_64, elf.AARCH64))
        self.assertFalse(found.static)
        self.assertIn(".text", found.sections)


if __name__ == "__main__":
    unittest.main()
