"""Ctrl-C, `kill` and a closed terminal, as one exception in the main thread.

Beside `children.py`, which must not be torn between starting a process and noting that it did.

    stop = Stop().install()
    try:
        ...
    except Stopped:
        ...
"""

import contextlib
import signal


class Stopped(BaseException):
    """Somebody asked the script to stop. Like KeyboardInterrupt no `Exception`, so that nothing swallows it."""


class Stop:
    """Raises `Stopped` on a signal, but not while held or ignored."""

    def __init__(self):
        self._asked = False
        self._held = 0
        self._ignored = False

    def install(self):
        """Takes over SIGINT, SIGTERM and SIGHUP."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._on_signal)
        return self

    @contextlib.contextmanager
    def held(self):
        """A signal that arrives inside is raised at the end of the block."""
        self._held += 1
        try:
            yield
        finally:
            self._held -= 1
        self._raise_if_due()

    @contextlib.contextmanager
    def ignored(self):
        """For clearing up: from here on signals change nothing, everything is on its way out already."""
        self._ignored = True
        yield

    def _on_signal(self, *_):
        self._asked = True
        self._raise_if_due()

    def _raise_if_due(self):
        if self._asked and not self._held and not self._ignored:
            self._ignored = True  # a second Ctrl-C must not break off the clearing up that the first one began
            raise Stopped
