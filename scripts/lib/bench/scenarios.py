"""The five scenarios: what is asked of the shop, what of the ceiling, and what the shop should reach.

    for scenario in SCENARIOS:
        lua = scenario.shop(data, first_update)
        for name, load in scenario.ceilings.items():
            lua = load(data, first_update)

A load is a Lua script for wrk, whose requests never repeat an update's id.
"""

import json
from dataclasses import dataclass

from . import customers

# Requests per second of the best peer and of the ceiling, from one run in which all of them were measured side by side;
# peers with other languages and libraries are not built here, so their share of the ceiling stands for them
_PEERS = {"start": 817 / 1900, "cart": 687 / 4814, "add": 426 / 1791, "product": 1880 / 4488, "list": 931 / 2229}

# Stand for numbers in a body until they are replaced
_UPDATE, _CUSTOMER, _PRODUCT = "@UPDATE@", "@CUSTOMER@", "@PRODUCT@"
NEW_CUSTOMERS = 4_000_000_000


@dataclass(frozen=True)
class Data:
    """What there is in the database: customers with carts, a product of each cart, all products, and shelves."""

    customers: list
    first_products: list
    product_prefix: str
    products: int
    shelves: list


@dataclass(frozen=True)
class Target:
    """At least this share of one of the ceilings."""

    share: float
    ceiling: str = "ceiling"
    why: str = ""


@dataclass(frozen=True)
class Scenario:
    """A name for the command line, a title for people, loads and targets; processor time in ms per request."""

    name: str
    title: str
    shop: object
    ceilings: dict
    targets: list
    server_ms: float = None


def by_name(name):
    """The scenario of this name."""
    return next(scenario for scenario in SCENARIOS if scenario.name == name)


def _posts(path, template, customer):
    """A load that posts `template` with its placeholders replaced; `customer` is Lua that gives the customer's id."""

    def load(data, first_update):
        text = json.dumps(template, separators=(",", ":"))
        for name in (_UPDATE, _CUSTOMER):
            text = text.replace(f'"{name}"', name)
        pieces = [json.dumps(text)]
        for name, variable in ((_UPDATE, "update"), (_CUSTOMER, "customer"), (_PRODUCT, "product")):
            pieces = [part for piece in pieces for part in _split(piece, name, variable)]
        headers = {"Host": "bench", "Content-Type": "application/json", **customers.HEADERS}
        head = "".join(f"{key}: {value}\r\n" for key, value in headers.items())
        return "\n".join([
            f"local customers = {_table(data.customers)}",
            f"local products = {_table(json.dumps(product) for product in data.first_products)}",
            f"local n = {first_update}",
            f"local head = {json.dumps(f'POST {path} HTTP/1.1' + chr(13) + chr(10) + head + 'Content-Length: ')}",
            "request = function()",
            "  n = n + 1",
            "  local i = n % #customers + 1",
            "  local update, product = string.format('%.0f', n), products[i]",
            f"  local customer = string.format('%.0f', {customer})",
            f"  local body = {' .. '.join(pieces)}",
            r"  return head .. #body .. '\r\n\r\n' .. body",
            "end",
        ])

    return load


def _split(piece, name, variable):
    """A quoted piece of Lua at each place of a name, with the variable in between; what is no string stays."""
    if not piece.startswith('"'):
        return [piece]
    parts = json.loads(piece).split(name)
    return [part for text in parts for part in (variable, json.dumps(text))][1:]


def _gets(path):
    """A load that gets `path`, which is Lua."""

    def load(data, first_update):
        return "\n".join([
            f"math.randomseed({first_update})",
            f"local customers = {_table(data.customers)}",
            f"local shelves = {_table(json.dumps(shelf) for shelf in data.shelves)}",
            f"local prefix, products = {json.dumps(data.product_prefix)}, {data.products}",
            f"request = function() return 'GET ' .. {path} .. ' HTTP/1.1\\r\\nHost: bench\\r\\n\\r\\n' end",
        ])

    return load


def _table(items):
    return "{" + ",".join(str(item) for item in items) + "}"


_START = customers.write(_UPDATE, _CUSTOMER, "/start")
_CART = customers.write(_UPDATE, _CUSTOMER, "/cart")
_ADD = customers.press(_UPDATE, _CUSTOMER, f"add:{_PRODUCT}")
_NEW = f"n + {NEW_CUSTOMERS}"
_KNOWN = "customers[i]"
_PRODUCT_PATH = "string.format('%s%08x', prefix, math.random(0, products - 1))"
_SHELF_PATH = "shelves[math.random(#shelves)]"
_CART_PATH = "string.format('%.0f', customers[math.random(#customers)])"

SCENARIOS = [
    Scenario(
        "start",
        "webhook /start, new customers",
        _posts(customers.PATH, _START, _NEW),
        {"ceiling": _posts("/start", _START, _NEW)},
        [Target(0.65), Target(1.3 * _PEERS["start"], why="1.3 × the best peer")],
        server_ms=0.5,
    ),
    Scenario(
        "cart",
        "webhook cart view, 3 lines",
        _posts(customers.PATH, _CART, _KNOWN),
        {"ceiling": _posts("/modify", _CART, _KNOWN), "one find": _gets(f"'/cart/' .. {_CART_PATH}")},
        [Target(0.6), Target(1.5 * _PEERS["cart"], "one find", "1.5 × the best peer")],
        server_ms=0.8,
    ),
    Scenario(
        "add",
        "webhook add to cart",
        _posts(customers.PATH, _ADD, _KNOWN),
        {"ceiling": _posts("/add", _ADD, _KNOWN)},
        [Target(0.65), Target(1.3 * _PEERS["add"], why="1.3 × the best peer")],
        server_ms=0.8,
    ),
    Scenario(
        "product",
        "GET /v1/products/{id}",
        _gets(f"'/v1/products/' .. {_PRODUCT_PATH}"),
        {"ceiling": _gets(f"'/products/' .. {_PRODUCT_PATH}")},
        [Target(0.85), Target(_PEERS["product"], why="the best peer")],
    ),
    Scenario(
        "list",
        "GET /v1/products?category=, 20",
        _gets(f"'/v1/products?category=' .. {_SHELF_PATH}"),
        {"ceiling": _gets(f"'/products?category=' .. {_SHELF_PATH}")},
        [Target(0.8), Target(_PEERS["list"], why="the best peer")],
    ),
]
