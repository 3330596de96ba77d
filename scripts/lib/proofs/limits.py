"""A small machine: processes of this one that share so much memory and one processor, by cgroups of either version.

    limits = Limits(stage.folder.name, megabytes=1700)
    f"{limits.enter}; exec {program}"       # in a shell: it and all that it starts
    limits.peak()                           # the most memory at once, in MB, files that are cached included
    limits.kills()                          # how often the kernel ended a process for want of memory
"""

import contextlib
import os
import threading
from pathlib import Path

from ..say import Failure

_ROOT = Path("/sys/fs/cgroup")
_MEGABYTE = 1_000_000


class Limits:
    """Made at once; `remove` it when its processes have ended."""

    def __init__(self, name, megabytes, root=_ROOT):
        self._unified = (root / "cgroup.controllers").exists()
        self._memory, self._processor = _folders(name, root)
        try:
            if self._unified:
                _write(root / "cgroup.subtree_control", "+memory +cpuset")
            for folder in {self._memory, self._processor}:
                folder.mkdir(exist_ok=True)
            # A group starts with none of its parent's, in the first version
            nodes = root / "cpuset.mems.effective" if self._unified else root / "cpuset/cpuset.mems"
            _write(self._processor / "cpuset.mems", nodes.read_text(encoding="ascii").strip())
            _write(self._processor / "cpuset.cpus", str(max(os.sched_getaffinity(0))))
            limit, swap = str(megabytes * _MEGABYTE), "0"
            if self._unified:
                names = {"memory.max": limit, "memory.swap.max": swap}
            else:
                # Memory and swap together
                names = {"memory.limit_in_bytes": limit, "memory.memsw.limit_in_bytes": limit}
            for file, value in names.items():
                # A kernel may have been built to count no swap
                if "sw" not in file or (self._memory / file).exists():
                    _write(self._memory / file, value)
        except OSError as error:
            raise Failure(f"a machine of {megabytes} MB and one processor takes root and cgroups: {error}") from None

    @property
    def enter(self):
        """Shell: the shell itself moves in."""
        return "; ".join(f"echo $$ > {folder}/cgroup.procs" for folder in sorted({self._memory, self._processor}))

    def peak(self):
        """MB, with the cache of files: the kernel fills what nobody needs with it."""
        name = "memory.peak" if self._unified else "memory.max_usage_in_bytes"
        return int((self._memory / name).read_text()) / _MEGABYTE

    def used(self):
        """MB at this moment, without the cache of files."""
        wanted = {"anon", "shmem", "kernel"} if self._unified else {"total_rss", "total_shmem"}
        return sum(count for name, count in self._numbers("memory.stat") if name in wanted) / _MEGABYTE

    def kills(self):
        """Processes ended for want of memory."""
        name = "memory.events" if self._unified else "memory.oom_control"
        return sum(count for name, count in self._numbers(name) if name == "oom_kill")

    def _numbers(self, name):
        for line in (self._memory / name).read_text(encoding="ascii").splitlines():
            key, count = line.split()
            yield key, int(count)


class Watch:
    """Looks again and again, while the block runs; `most`: the most that `limits.used()` was."""

    def __init__(self, limits):
        self._limits = limits
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look)
        self.most = 0.0

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._over.set()
        self._thread.join()

    def _look(self):
        while not self._over.wait(0.1):
            self.most = max(self.most, self._limits.used())


def remove(name, root=_ROOT):
    """Forgets the group, which is empty."""
    for folder in set(_folders(name, root)):
        for at, _, _ in os.walk(folder, topdown=False):
            with contextlib.suppress(OSError):
                os.rmdir(at)


def _folders(name, root):
    """Of the memory's limits, and of the processor's."""
    if (root / "cgroup.controllers").exists():
        return root / name, root / name
    return root / "memory" / name, root / "cpuset" / name


def _write(path, text):
    path.write_text(text, encoding="ascii")
