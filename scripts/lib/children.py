"""Child processes: started, watched, and stopped in reverse order, whatever happens.

Beside `stop.py`, which turns Ctrl-C into an exception at a moment when no child can slip through.

    with children.Group(stop) as group:
        server = group.start("server", [path], log=logs / "server.log", env=env)
        group.require_alive()
"""

import ctypes
import os
import signal
import subprocess
import sys
import time

from .say import Failure

_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def _die_with_parent():
    # Even a SIGKILL of the script leaves nothing behind that holds a port. Linux only; elsewhere the next run says so
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


class Child:
    """A process in a session of its own, so that Ctrl-C reaches the script alone and it decides the order."""

    def __init__(self, name, arguments, log=None, env=None, cwd=None, patience=20.0, tail=None, stdin=None):
        self.name = name
        self.log = log
        self._patience = patience
        self._tail = tail or last_lines
        output = open(log, "wb") if log else None
        try:
            self.process = subprocess.Popen(
                [str(argument) for argument in arguments],
                stdin=stdin or subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT if log else None,
                env=env,
                cwd=cwd,
                start_new_session=True,
                preexec_fn=_die_with_parent if _LIBC else None,
            )
        except FileNotFoundError:
            raise Failure(f"{name} cannot be started: there is no {arguments[0]}") from None
        except OSError as error:
            raise Failure(f"{name} cannot be started: {error}") from None
        finally:
            if output:
                output.close()

    def alive(self):
        """Whether it still runs."""
        return self.process.poll() is None

    def obituary(self):
        """How it ended and the last it wrote."""
        code = self.process.poll()
        how = f"was killed by {signal.Signals(-code).name}" if code < 0 else f"ended with status {code}"
        if not self.log:
            return f"{self.name} {how}"
        said = self._tail(self.log) or "(nothing)"
        return f"{self.name} {how}; the last lines of {self.log}:\n{said}"

    def stop(self):
        """Asks, waits, then insists; the whole session, so that grandchildren go too."""
        if self.alive():
            self._signal(signal.SIGTERM)
            try:
                self.process.wait(self._patience)
            except subprocess.TimeoutExpired:
                pass
        self._signal(signal.SIGKILL)
        self.process.wait()

    def _signal(self, number):
        try:
            os.killpg(self.process.pid, number)
        except (ProcessLookupError, PermissionError):
            pass  # gone already; macOS answers EPERM for a group of zombies


class Group:
    """Children that belong together: when the block ends, all of them have ended, the latest first."""

    def __init__(self, stop):
        self._stop = stop
        self._children = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        with self._stop.ignored():
            while self._children:
                self._children.pop().stop()

    def start(self, name, arguments, **options):
        """Starts a child that this group will stop."""
        with self._stop.held():
            child = Child(name, arguments, **options)
            self._children.append(child)
        return child

    def run(self, name, arguments, **options):
        """Runs a child to its end; `Failure` when it does not end well."""
        child = self.start(name, arguments, **options)
        while child.alive():
            self.require_alive(but=child)
            time.sleep(0.05)
        self._children.remove(child)
        if child.process.returncode != 0:
            raise Failure(child.obituary())

    def child(self, name):
        """The one of this name that was started last."""
        return next(child for child in reversed(self._children) if child.name == name)

    def end(self, child):
        """Stops one child before the others."""
        child.stop()
        self._children.remove(child)

    def require_alive(self, but=None):
        """`Failure` with the obituary of the first child that has ended, if any has."""
        for child in self._children:
            if child is not but and not child.alive():
                raise Failure(child.obituary())


def last_lines(path, count=15):
    """The end of a log, indented."""
    lines = path.read_text(encoding="utf-8", errors="replace").rstrip().splitlines()
    return "\n".join(f"    {text}" for text in lines[-count:])
