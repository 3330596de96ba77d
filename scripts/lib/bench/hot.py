"""A hot product: 1,000 customers answer the last question for 100 pieces within one second. Those who then see the summary,
which holds a piece for them, press Confirm at once.

    for line in hot.measure(stage, shop): …
"""

import asyncio
import http.client
import json
import time
from collections import Counter, defaultdict
from dataclasses import dataclass

from .. import say
from ..say import Failure
from . import customers
from .table import percentile

CUSTOMERS = 1_000
PIECES = 100
# As many as Telegram opens at most (setWebhook, max_connections): what comes sooner waits at Telegram's
CONNECTIONS = 100
_FIRST = 2_500_000_000
_ANSWERS = ("olena@example.com", "+380671234567")
_LAST_ANSWER = "Kyiv, Khreshchatyk 1"
_THANKS = "We have your order"
_SOLD_OUT = "sold out"
_PATIENCE_MS = 2_000


@dataclass(frozen=True)
class Outcome:
    """What was said to a customer: by the Bot API, or (with a status) in the answer to an update of theirs."""

    customer: int
    text: str
    status: int = 0
    took: float = 0.0
    refused: int = 0


def measure(stage, shop):
    """Prepares the customers, lets them order, and says what became of it."""
    database = shop.environment["MONGODB_URI"].rsplit("/", 1)[1].partition("?")[0]
    product = shop.data.product_prefix + f"{0:08x}"
    _set_stock(stage, database, product)
    return asyncio.run(_measure(stage, shop, database, product))


def _set_stock(stage, database, product):
    change = {"q": {"_id": {"$oid": product}}, "u": {"$set": {"stock": {"$numberLong": str(PIECES)}}}}
    stage.command(database, {"update": "products", "updates": [change]})


async def _measure(stage, shop, database, product):
    ids = range(_FIRST, _FIRST + CUSTOMERS)
    chat = await customers.open_chat(shop)
    with say.step(f"{CUSTOMERS:,} customers want {PIECES} pieces"):
        await asyncio.gather(*(_up_to_last_question(chat, customer, product) for customer in ids))
    await chat.close()
    orders_before = stage.command(database, {"count": "orders"})["n"]
    _said(stage, "POST")
    chat = await customers.open_chat(shop, CONNECTIONS)
    begun = time.perf_counter() + 0.1
    visits = (_order(chat, customer, begun + n / CUSTOMERS) for n, customer in enumerate(ids))
    with say.step("They answer within one second, and confirm what they can"):
        outcomes = [outcome for visit in await asyncio.gather(*visits) for outcome in visit]
    await chat.close()
    orders = stage.command(database, {"count": "orders"})["n"] - orders_before
    return lines(outcomes + _said(stage, "GET"), orders)


async def _up_to_last_question(chat, customer, product):
    await customers.says(chat, customer, "/start")
    await customers.presses(chat, customer, f"add:{product}")
    await customers.presses(chat, customer, "checkout")
    for text in _ANSWERS:
        answer = await customers.says(chat, customer, text)
    if not answer or "deliver" not in str(answer.get("text")):
        raise Failure(f"a customer was not asked for the address but told {answer}")


async def _order(chat, customer, due):
    """The outcomes of a customer's last answer and, if they then saw the summary, of their press."""
    await asyncio.sleep(max(0.0, due - time.perf_counter()))
    number = 1_000_000_000 + 2 * (customer % 1_000_000)
    answer, outcome = await _post(chat, customer, customers.write(number, customer, _LAST_ANSWER), due)
    button = _confirm_button(answer)
    if button is None:
        return [outcome]
    _, confirmed = await _post(chat, customer, customers.press(number + 1, customer, button), time.perf_counter())
    return [outcome, confirmed]


def _confirm_button(answer):
    """What the button under a summary carries."""
    rows = ((answer or {}).get("reply_markup") or {}).get("inline_keyboard", [])
    buttons = (button["callback_data"] for row in rows for button in row)
    return next((button for button in buttons if button.startswith("confirm:")), None)


async def _post(chat, customer, update, due):
    """What rode in the answer; and the outcome, with how many milliseconds it took, and how often it was refused."""
    refused = 0
    while True:
        status, answer = await chat.post(update)
        if status != 503 or refused == 50:
            break
        refused += 1
        await asyncio.sleep(1.0)
    # From when it was written or pressed, be it that the update waited for a connection
    took = 1000 * (time.perf_counter() - due)
    return answer, Outcome(customer, str((answer or {}).get("text")), status, took, refused)


def _said(stage, method):
    """Has the Bot API remember what is sent (POST), or tells what was sent meanwhile (GET)."""
    connection = http.client.HTTPConnection("127.0.0.1", stage.ceiling_port, timeout=30)
    connection.request(method, "/said")
    answer = connection.getresponse().read()
    connection.close()
    return [Outcome(call.get("chat_id"), str(call.get("text"))) for call in json.loads(answer or "[]")]


def lines(outcomes, orders):
    """What became of it all: of the updates, and of what was said to the customers beside the answers to these."""
    said = defaultdict(str)
    for outcome in outcomes:
        said[outcome.customer] += outcome.text
    told = Counter(_told(text) for text in said.values())
    updates = [outcome for outcome in outcomes if outcome.status]
    latencies = [outcome.took for outcome in updates]
    statuses = Counter(outcome.status for outcome in updates)
    refused = sum(outcome.refused for outcome in updates)
    p50, p99, last = percentile(latencies, 50), percentile(latencies, 99), max(latencies)
    is_right = (orders, told["thanks"], told["sold out"]) == (PIECES, PIECES, CUSTOMERS - PIECES)
    is_met = is_right and not refused and set(statuses) == {200} and p99 < _PATIENCE_MS
    return [
        f"{orders} orders; " + ", ".join(f"{count} × {what}" for what, count in told.most_common()),
        f"from an update to its answer, of {len(updates):,}: p50 {p50:.0f} ms, p99 {p99:.0f} ms, longest {last:.0f} ms",
        f"503, then delivered again: {refused}; last statuses: {dict(statuses)}",
        f"{'met' if is_met else 'NOT MET'}: {PIECES} orders, {CUSTOMERS - PIECES} told so, "
        f"p99 under {_PATIENCE_MS} ms, no 503",
    ]


def _told(text):
    if _THANKS in text:
        return "thanks"
    return "sold out" if _SOLD_OUT in text.lower() else "something else"
