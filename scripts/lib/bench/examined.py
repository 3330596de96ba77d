"""How many keys and documents MongoDB examines for every list, filter, sort, search and page of the chat: by its own
profiler, so that it is the shop's queries that are counted and no copies of them.

    for line in examined.measure(stage, shop): …
"""

import asyncio
import http.client
import time
from urllib.parse import quote

from . import customers
from .table import percentile

_TIMES = 20
# Slow queries are not asked so often: seconds for one line
_LONG_ENOUGH = 2.0
_LISTS = (
    "", "sort=title", "sort=price", "sort=-price", "sort=-created_at", "available=true", "discounted=true",
    "discounted=true&available=false&sort=price", "q={common}", "q={rare}", "q={common}&sort=price",
    "q={common} {rare}", "q=ба", "q=б", "q={common}&category={shelf}", "category={shelf}", "category={group}",
    "category={department}", "category={department}&sort=price", "category={department}&q={common}&available=true",
)  # fmt: skip


def measure(stage, shop):
    """A line for each: keys and documents examined, documents that came back, the longest of the queries, the median
    of the answers."""
    database = shop.environment["MONGODB_URI"].rsplit("/", 1)[1].partition("?")[0]
    names = _names(stage, database, shop)
    found = [f"{'keys':>8}{'documents':>11}{'returned':>10}{'ms':>7}   what"]
    for pattern in _LISTS:
        query = pattern.format(**names)
        found.append(_line(stage, database, f"GET /v1/products?{pattern}", lambda query=query: _get(shop, query)))
    customer = shop.data.customers[0]
    pages = [("/cart", None), ("/catalog", None), ("/deals", None)]
    pages += [(None, f"category:{names[name]}") for name in ("department", "group", "shelf")]
    for text, data in pages:
        what = f"chat {text or data.partition(':')[0] + ':…'}"
        found.append(_line(stage, database, what, lambda text=text, data=data: _chat(shop, customer, text, data)))
    return found


def _names(stage, database, shop):
    """Words that are frequent and rare, and a category of each level, out of the shop's own data."""
    shelf = shop.data.shelves[0]
    one = {"find": "categories", "filter": {"ancestors": {"$size": 2}}, "limit": 1}
    above = stage.command(database, one)["cursor"]["firstBatch"][0]["ancestors"]
    department, group = (category["$oid"] for category in above)
    return {"common": "чайник", "rare": f"{shop.data.products - 1}", "shelf": shelf, "group": group,
            "department": department}  # fmt: skip


def _line(stage, database, what, ask):
    took, problem = [], ask()  # the plan is chosen and the data are read
    stage.command(database, {"profile": 0})
    if stage.command(database, {"listCollections": 1, "filter": {"name": "system.profile"}})["cursor"]["firstBatch"]:
        stage.command(database, {"drop": "system.profile"})
    stage.command(database, {"profile": 2})
    try:
        ask()
        time.sleep(0.2)
    finally:
        stage.command(database, {"profile": 0})
    deadline = time.monotonic() + _LONG_ENOUGH
    while not took or (len(took) < _TIMES and time.monotonic() < deadline):
        begun = time.perf_counter()
        problem = ask() or problem
        took.append(1000 * (time.perf_counter() - begun))
    entries = _profiled(stage, database)
    keys, documents, returned = (
        sum(int(entry.get(name, 0)) for entry in entries) for name in ("keysExamined", "docsExamined", "nreturned")
    )
    said = f": {problem}" if problem else ""
    return f"{keys:>8}{documents:>11}{returned:>10}{percentile(took, 50):>7.0f}   {what}{said}"


def _profiled(stage, database):
    """What the profiler wrote of reads of products and categories, and of the customer."""
    wanted = {"ns": {"$in": [f"{database}.{name}" for name in ("products", "categories", "users")]}}
    fields = {name: 1 for name in ("keysExamined", "docsExamined", "nreturned", "ns")}
    query = {"find": "system.profile", "filter": wanted, "projection": {**fields, "_id": 0}, "batchSize": 100}
    return stage.command(database, query)["cursor"]["firstBatch"]


def _get(shop, query):
    """What is wrong with the answer, if anything: a query may be too much for a large shop."""
    connection = http.client.HTTPConnection("127.0.0.1", shop.port, timeout=60)
    connection.request("GET", f"/v1/products?{quote(query, safe='=&-')}")
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return None if answer.status == 200 else f"status {answer.status}"


def _chat(shop, customer, text, data):
    async def ask():
        chat = await customers.open_chat(shop, 1)
        if text:
            await customers.says(chat, customer, text)
        else:
            await customers.presses(chat, customer, data)
        await chat.close()

    asyncio.run(ask())
