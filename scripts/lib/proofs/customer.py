"""Somebody who buys: a customer of the sandbox whose updates a proof delivers to the shop in its own way.

Telegram's part is played step by step and in order, so nothing is waited for: the customer acts, the sandbox makes
the update, `deliver` carries it to the shop (through nginx, as an event of API Gateway, …), and a call that rides in
the shop's answer is made.

    order = Customer(Client(sandbox), token, deliver).buy()      # deliver(update) -> Answer
"""

from urllib.parse import quote

from ..say import Failure

_CONTACT = ("emma@example.com", "+44 7700 900123", "221B Baker Street, London")


class Customer:
    """Reads English, has bought nothing yet."""

    def __init__(self, sandbox, token, deliver):
        self._sandbox = sandbox
        self._api = f"/bot{token}"
        self._deliver = deliver
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
        """Delivers what is queued; the customer is the only one who acts here."""
        while updates := self._call("getUpdates", {"offset": self._confirmed + 1}):
            for update in updates:
                self._confirmed = update["update_id"]
                answer = self._deliver(update)
                if answer.status != 200:
                    raise Failure(f"the webhook answers {answer.status} to an update: {answer.body[:300]!r}")
                if answer.body:
                    call = answer.json()
                    self._call(call.pop("method"), call)

    def _messages(self):
        answer = self._sandbox.get(f"/sandbox/chats/{self.id}")
        return answer.json()["messages"]

    def _last(self):
        from_shop = [message for message in self._messages() if message["from"]["is_bot"]]
        return (from_shop[-1].get("text") or from_shop[-1].get("caption") or "") if from_shop else "(nothing)"

    def _call(self, method, parameters):
        answer = self._sandbox.post(f"{self._api}/{quote(method)}", parameters)
        if answer.status != 200:
            raise Failure(f"the Bot API refuses {method}: {answer.body[:300]!r}")
        return answer.json()["result"]

    def _ask(self, path, body):
        answer = self._sandbox.post(path, body)
        if answer.status != 200:
            raise Failure(f"the sandbox refuses {path}: {answer.status} {answer.body[:300]!r}")
        return answer.json()
