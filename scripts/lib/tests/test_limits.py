"""A small machine's cgroups, of both versions, in made-up folders."""

import unittest
import unittest.mock

from lib.proofs import limits
from lib.say import Failure
from lib.tests.test_parts import Folder


class Limits(Folder):
    def kernel(self, files):
        """Lays out the root's files; a group's come into being when they are written."""
        for path, text in files.items():
            (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / path).write_text(text)

    def read(self, path):
        return (self.folder / path).read_text()

    def test_the_first_version_has_a_folder_for_each(self):
        self.kernel({"memory/memory.limit_in_bytes": "", "cpuset/cpuset.mems": "0\n"})
        made = limits.Limits("kiosk", 1700, self.folder)
        self.assertEqual(self.read("memory/kiosk/memory.limit_in_bytes"), "1700000000")
        self.assertEqual(self.read("cpuset/kiosk/cpuset.mems"), "0")
        self.assertRegex(self.read("cpuset/kiosk/cpuset.cpus"), r"^\d+$")
        for folder in ("memory", "cpuset"):
            self.assertIn(f"echo $$ > {self.folder}/{folder}/kiosk/cgroup.procs", made.enter)
        self.kernel({
            "memory/kiosk/memory.max_usage_in_bytes": "900000000\n",
            "memory/kiosk/memory.oom_control": "oom_kill_disable 0\nunder_oom 0\noom_kill 2\n",
            "memory/kiosk/memory.stat": "rss 1\ntotal_rss 300000000\ntotal_shmem 5000000\ntotal_cache 7\n",
        })
        self.assertEqual((made.peak(), made.kills(), made.used()), (900, 2, 305))

    def test_the_second_version_has_one_folder(self):
        self.kernel({"cgroup.controllers": "cpuset memory", "cpuset.mems.effective": "0-1\n"})
        self.kernel({"kiosk/memory.swap.max": ""})
        made = limits.Limits("kiosk", 1700, self.folder)
        self.assertEqual(self.read("cgroup.subtree_control"), "+memory +cpuset")
        self.assertEqual((self.read("kiosk/memory.max"), self.read("kiosk/memory.swap.max")), ("1700000000", "0"))
        self.assertEqual(made.enter, f"echo $$ > {self.folder}/kiosk/cgroup.procs")
        self.kernel({
            "kiosk/memory.peak": "900000000\n",
            "kiosk/memory.events": "low 0\nmax 4\noom 1\noom_kill 1\n",
            "kiosk/memory.stat": "anon 300000000\nfile 7\nkernel 20000000\nshmem 5000000\n",
        })
        self.assertEqual((made.peak(), made.kills(), made.used()), (900, 1, 325))

    def test_a_machine_without_them_is_told(self):
        with self.assertRaisesRegex(Failure, "1700 MB and one processor takes root and cgroups"):
            limits.Limits("kiosk", 1700, self.folder / "nothing")


if __name__ == "__main__":
    unittest.main()
