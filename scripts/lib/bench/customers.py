"""What Telegram would post when customers write and press, and customers who get their carts that way.

    await prepare(shop, ids, products)      # each has three lines in the cart afterwards
"""

import asyncio
import itertools

from ..say import Failure
from .client import Client

SECRET = "bench-secret"
HEADERS = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
PATH = "/telegram/webhook"
FIRST = 2_000_000_000
LINES = 3

_NOW = 1_795_435_200

# Of the customers who are prepared; the load's own updates have higher ids
_update_ids = itertools.count(1_000)


def write(update_id, customer, text):
    """They write a text. Ids may also be names that are replaced later."""
    message = {"message_id": 7, "date": _NOW, "from": _sender(customer), "chat": _chat(customer), "text": text}
    return {"update_id": update_id, "message": message}


def press(update_id, customer, data):
    """They press a button under a message of the bot."""
    bot = {"id": 1, "is_bot": True, "first_name": "Kiosk"}
    message = {"message_id": 50, "date": _NOW, "chat": _chat(customer), "from": bot, "text": "…"}
    query = {"id": "9000", "from": _sender(customer), "message": message, "chat_instance": "1", "data": data}
    return {"update_id": update_id, "callback_query": query}


def _sender(customer):
    return {"id": customer, "is_bot": False, "first_name": "Olena", "language_code": "en"}


def _chat(customer):
    return {"id": customer, "type": "private", "first_name": "Olena"}


async def open_chat(shop, connections=32):
    """A client of the shop's webhook."""
    return await Client.open("127.0.0.1", shop.port, PATH, HEADERS, connections)


async def deliver(chat, update):
    """What rides in the answer; delivered again, as Telegram does, while the shop says 503."""
    for _ in range(100):
        status, answer = await chat.post(update)
        if status == 200:
            return answer
        if status != 503:
            break
        await asyncio.sleep(0.1)
    raise Failure(f"the shop answered an update with status {status}")


async def says(chat, customer, text):
    """A new update: a text."""
    return await deliver(chat, write(next(_update_ids), customer, text))


async def presses(chat, customer, data):
    """A new update: a button."""
    return await deliver(chat, press(next(_update_ids), customer, data))


async def prepare(shop, ids, products):
    """Customers with these ids who have three lines in the cart. The first of each one's products comes back."""
    chat = await open_chat(shop)

    async def fill(index, customer):
        await says(chat, customer, "/start")
        own = [products[(index * LINES + line) % len(products)] for line in range(LINES)]
        for product in own:
            await presses(chat, customer, f"add:{product}")
        return own[0]

    first = await asyncio.gather(*(fill(index, customer) for index, customer in enumerate(ids)))
    shown = await says(chat, ids[0], "/cart")
    await chat.close()
    if not shown or str(shown.get("text")).count(" × ") < LINES:
        raise Failure(f"a customer's cart has not the lines it should have: {shown}")
    return first
