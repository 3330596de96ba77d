"""Many customers who buy at once, each the next as soon as the last has an order, while the block runs.

    with Crowd(sandbox, clients, telegram.headers) as crowd:
        …
    crowd.orders, crowd.updates         # all of them with 200, or the block has ended in `Failure`
"""

import threading
import time

from ..say import Failure
from .customer import Customer, Post
from .stage import TOKEN

_SIZE = 16


class Crowd:
    """`clients` lead to the webhook, `headers()` says what an update has with it."""

    def __init__(self, sandbox, clients, headers, size=_SIZE):
        self._sandbox = sandbox
        self._clients = clients
        self._headers = headers
        self._post = Post(sandbox, TOKEN)
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._buy, args=(number,)) for number in range(size)]
        self._answers = []
        self._broken = []
        self.orders = []

    def __enter__(self):
        self._post.start()
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, kind, *_):
        self._over.set()
        for thread in self._threads:
            thread.join()
        self._post.stop()
        if kind is not None:
            return
        refused = [answer for answer in self._answers if answer != 200]
        if refused:
            raise Failure(f"of {self.updates} updates of customers, {len(refused)} were refused: {refused[:5]}")
        if self._broken:
            raise Failure(f"{len(self._broken)} customers did not get their order: {self._broken[0]}")
        if len(set(self.orders)) != len(self.orders):
            raise Failure("two customers have one order")

    @property
    def updates(self):
        """So far."""
        return len(self._answers)

    def go_on(self, orders=1, patience=60.0):
        """Waits for so many orders more."""
        wanted = len(self.orders) + orders
        deadline = time.monotonic() + patience
        while len(self.orders) < wanted:
            if time.monotonic() > deadline or self._broken:
                raise Failure(f"nobody buys any more: {(self._broken or ['no order in time'])[0]}")
            time.sleep(0.05)

    def _buy(self, number):
        def deliver(update):
            try:
                answer = client.post("/telegram/webhook", update, self._headers())
            except OSError as error:
                self._answers.append(str(error))
                raise Failure(f"an update is not answered: {error}") from None
            self._answers.append(answer.status)
            return answer

        client = self._clients[number % len(self._clients)]
        while not self._over.is_set():
            try:
                self.orders.append(Customer(self._sandbox, TOKEN, deliver, self._post).buy())
            except (Failure, OSError) as failure:
                self._broken.append(failure)
                if len(self._broken) > 50:
                    return
