"""Somebody who buys: a customer of the sandbox whose updates a proof delivers to the shop in its own way.

Telegram's part is played step by step and in order, so nothing is waited for: the customer acts, the sandbox makes
the update, `deliver` carries it to the shop (through nginx, as an event of API Gateway, …), and a call that rides in
the shop's answer is made.

    order = Customer(Client(sandbox), token, deliver).buy()      # deliver(update) -> Answer

Several act at once where one `Post` hands them their updates.
"""

import queue
import threading
from urllib.parse import quote

from ..say import Failure

_CONTACT = ("emma@example.com", "+44 7700 900123", "221B Baker Street, London")


class Customer:
    """Reads English, has bought nothing yet."""

    def __init__(self, sandbox, token, deliver, post=None):
        self._sandbox = sandbox
        self._bot = _Bot(sandbox, token)
        self._deliver = deliver
        self._post = post
        added = self._ask("/sandbox/customers", {"first_name": "Emma", "language_code": "en"})
        self.id = added["id"]
        self._confirmed = 0

    def buy(self):
        """One piece of the first product on offer; the number of the order, as the shop names it in the chat."""
        self.write("/start")
        self.read("Welcome, Emma")
        self.write("🔥 Deals")
        self.press("🛒 Add to cart")
        self.write("🛒 Cart")
        self.press("✅ Complete order")
        for line in _CONTACT:
            self.write(line)
        self.press("✅ Confirm")
        thanks = self.read("We have your order")
        return int("".join(filter(str.isdigit, thanks.split("No.", 1)[1].split("\n", 1)[0])))

    def write(self, text):
        """Types a text, or presses a key of the menu, which is the same."""
        self._ask(f"/sandbox/customers/{self.id}/text", {"text": text})
        self._carry()

    def press(self, label):
        """Presses the latest button of this label."""
        for message in reversed(self._messages()):
            for row in (message.get("reply_markup") or {}).get("inline_keyboard", []):
                for button in row:
                    if button["text"] == label:
                        pressed = {"message_id": message["message_id"], "data": button["callback_data"]}
                        self._ask(f"/sandbox/customers/{self.id}/press", pressed)
                        self._carry()
                        return
        raise Failure(f"the shop shows no button {label}; its last words: {self._last()}")

    def read(self, part):
        """The shop's last message, which must have `part` in it."""
        last = self._last()
        if part not in last:
            raise Failure(f"the shop does not say “{part}” but: {last}")
        return last

    def _carry(self):
        """Delivers what came of the last act."""
        for update in self._updates():
            answer = self._deliver(update)
            if answer.status != 200:
                raise Failure(f"the webhook answers {answer.status} to an update: {answer.body[:300]!r}")
            if answer.body:
                call = answer.json()
                self._bot.call(call.pop("method"), call)

    def _updates(self):
        """One of the post's, an act having made one; or, for the only one who acts here, all that there are."""
        if self._post:
            yield self._post.take(self.id)
            return
        while updates := self._bot.call("getUpdates", {"offset": self._confirmed + 1}):
            for update in updates:
                self._confirmed = update["update_id"]
                yield update

    def _messages(self):
        answer = self._sandbox.get(f"/sandbox/chats/{self.id}")
        return answer.json()["messages"]

    def _last(self):
        from_shop = [message for message in self._messages() if message["from"]["is_bot"]]
        return (from_shop[-1].get("text") or from_shop[-1].get("caption") or "") if from_shop else "(nothing)"

    def _ask(self, path, body):
        answer = self._sandbox.post(path, body)
        if answer.status != 200:
            raise Failure(f"the sandbox refuses {path}: {answer.status} {answer.body[:300]!r}")
        return answer.json()


class Post:
    """Takes all updates from the sandbox, as one may at a time, and hands each to the customer it is of."""

    def __init__(self, sandbox, token):
        self._bot = _Bot(sandbox, token)
        self._boxes = {}
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._work)

    def start(self):
        """From now on."""
        self._thread.start()

    def stop(self):
        """Nobody acts any more."""
        self._over.set()
        self._thread.join()

    def take(self, customer, patience=20.0):
        """The customer's next update."""
        try:
            return self._box(customer).get(timeout=patience)
        except queue.Empty:
            raise Failure(f"the sandbox makes no update of what customer {customer} did") from None

    def _box(self, customer):
        with self._lock:
            return self._boxes.setdefault(customer, queue.SimpleQueue())

    def _work(self):
        confirmed = 0
        while True:
            # Asked once more at the end, which confirms the last
            over = self._over.is_set()
            for update in self._bot.call("getUpdates", {"offset": confirmed + 1, "timeout": 0 if over else 1}):
                confirmed = update["update_id"]
                act = update.get("message") or update["callback_query"]
                self._box(act["from"]["id"]).put(update)
            if over:
                return


class _Bot:
    """The bot's side of the sandbox."""

    def __init__(self, sandbox, token):
        self._sandbox = sandbox
        self._token = token

    def call(self, method, parameters):
        """What a method of the Bot API returns."""
        answer = self._sandbox.post(f"/bot{self._token}/{quote(method)}", parameters)
        if answer.status != 200:
            raise Failure(f"the Bot API refuses {method}: {answer.body[:300]!r}")
        return answer.json()["result"]
