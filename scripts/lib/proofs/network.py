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
from concurrent.futures import ThreadPoolExecutor

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


@contextlib.contextmanager
def load(clients, headers):
    """Posts updates through every client, one after another, while the block runs; `Failure` unless all are answered
    with 200. The list that is yielded holds their number afterwards."""
    over, count = threading.Event(), []

    def post_until_over(worker):
        answers = []
        while not over.is_set():
            try:
                answers.append(clients[worker].post("/telegram/webhook", {"update_id": 10 + worker}, headers).status)
            except OSError as error:
                answers.append(str(error))
        return answers

    with ThreadPoolExecutor(len(clients)) as pool:
        workers = [pool.submit(post_until_over, worker) for worker in range(len(clients))]
        try:
            yield count
        finally:
            over.set()
        answers = [answer for worker in workers for answer in worker.result()]
    dropped = [answer for answer in answers if answer != 200]
    if dropped or len(answers) < 20:
        raise Failure(f"of {len(answers)} requests, {len(dropped)} were dropped: {dropped[:5]}")
    count.append(len(answers))
