"""A network of its own, in which this machine can be anybody: Telegram, or a stranger.

    network = Network(process_id)
    with network.inside():
        socket.create_server(("127.0.0.1", 8080))
    network.client("https://shop.example.com", source="149.154.160.9", …).get("/")
"""

import contextlib
import ctypes
import os
import threading
import time

from ..say import Failure
from .client import Client
from .stage import SECRET

TELEGRAM = ("149.154.160.1", "149.154.175.254", "91.108.4.1", "91.108.7.254")
# The last and the first address outside Telegram's ranges, and somebody else
STRANGERS = ("149.154.159.255", "149.154.176.0", "91.108.3.255", "91.108.8.0", "203.0.113.7")
HEADERS = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
_CLONE_NEWNET = 0x40000000


class Network:
    """The network that a process lives in."""

    def __init__(self, process):
        self._process = process

    @contextlib.contextmanager
    def inside(self):
        """What this thread opens in the block, it opens in there; sockets stay where they were made."""
        own = os.open(f"/proc/{os.getpid()}/task/{threading.get_native_id()}/ns/net", os.O_RDONLY)
        theirs = os.open(f"/proc/{self._process}/ns/net", os.O_RDONLY)
        try:
            _setns(theirs)
            yield
        finally:
            _setns(own)
            os.close(own)
            os.close(theirs)

    def client(self, base, **options):
        """A `Client` in there."""
        return _Inside(self, base, **options)


class _Inside(Client):
    def __init__(self, network, base, **options):
        super().__init__(base, **options)
        self._network = network

    def send(self, *arguments):
        with self._network.inside():
            return super().send(*arguments)


def _setns(descriptor):
    if ctypes.CDLL(None, use_errno=True).setns(descriptor, _CLONE_NEWNET) != 0:
        raise Failure(f"cannot enter a network namespace: {os.strerror(ctypes.get_errno())}")


class Load:
    """Updates that are posted through every client, one after another, while the block runs.

        with Load(clients, headers) as load:        # headers() -> {…}
            load.go_on()            # returns when each client has been answered since
            …
        load.count                  # all of them with 200, or the block has ended in `Failure`
    """

    def __init__(self, clients, headers):
        self._clients = clients
        self._headers = headers
        self._answers = [[] for _ in clients]
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._post, args=(number,)) for number in range(len(clients))]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, kind, *_):
        try:
            if kind is None:
                self.go_on()
        finally:
            self._over.set()
            for thread in self._threads:
                thread.join()
        dropped = [answer for answers in self._answers for answer in answers if answer != 200]
        if dropped and kind is None:
            raise Failure(f"of {self.count} requests, {len(dropped)} were dropped: {dropped[:5]}")

    @property
    def count(self):
        """Requests so far."""
        return sum(map(len, self._answers))

    def go_on(self, patience=60.0):
        """Waits until each client has been answered twice: the second request was made after this call."""
        before = [len(answers) for answers in self._answers]
        deadline = time.monotonic() + patience
        while any(len(answers) < count + 2 for answers, count in zip(self._answers, before)):
            if time.monotonic() > deadline:
                raise Failure("requests are not answered any more")
            time.sleep(0.01)

    def _post(self, number):
        while not self._over.is_set():
            try:
                update = {"update_id": 10 + number}
                answer = self._clients[number].post("/telegram/webhook", update, self._headers()).status
            except OSError as error:
                answer = str(error)
            self._answers[number].append(answer)
