"""systemd's part in serving, played on a machine that was not booted by it: a socket held open, words waited for.

Beside `machine.py`, where systemd plays it itself: this one hands a socket over from one network into another. The
protocols are sd_listen_fds(3) and sd_notify(3).

    manager = Manager(group, logs, listening_socket, folder)
    manager.start(program, environment)         # returns when the program has said READY=1
    manager.restart()                           # as `systemctl restart`: ends one, then starts the next
"""

import os
import select
import socket
import time

from ..say import Failure

_FIRST_DESCRIPTOR = 3


class Manager:
    """One service, one socket."""

    def __init__(self, group, logs, listening, folder):
        self._group = group
        self._logs = logs
        self._listening = listening
        self._said = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._path = folder / f"notify-{listening.fileno()}"
        self._said.bind(str(self._path))
        self._child = None
        self._starts = 0
        self._arguments = None

    def start(self, program, environment, watchdog_usec=2_000_000):
        """Starts it and waits until it is ready."""
        handed = {"LISTEN_FDS": "1", "NOTIFY_SOCKET": str(self._path), "WATCHDOG_USEC": str(watchdog_usec)}
        self._arguments = (program, {**environment, **handed})
        self._start()

    def restart(self):
        """Ends the process, which finishes what it has begun, and starts the program anew."""
        self._group.end(self._child)
        self._hear("STOPPING=1")
        self._start()

    def hear_watchdog(self, times):
        """Returns when the process has said that many times that it is alive."""
        for _ in range(times):
            self._hear("WATCHDOG=1")

    def _start(self):
        program, environment = self._arguments
        # The number of the process is part of the protocol, so it is the process to be that writes it down
        takeover = f'exec {_FIRST_DESCRIPTOR}<&0 </dev/null; LISTEN_PID=$$; export LISTEN_PID; exec "$0"'
        self._starts += 1
        log = self._logs / f"managed-{self._starts}.log"
        shell = ["/bin/sh", "-c", takeover, program]
        self._child = self._group.start("server", shell, log=log, env=environment, stdin=self._listening)
        self._hear("READY=1")

    def _hear(self, word, patience=10.0):
        deadline = time.monotonic() + patience
        while (left := deadline - time.monotonic()) > 0:
            if select.select([self._said], [], [], left)[0] and word in os.fsdecode(self._said.recv(4096)).split("\n"):
                return
        raise Failure(f"the server does not say {word}")
