"""Turns a fresh `mongod` into a replica set of one whose primary takes transactions.

Beside `mongo.py`, which starts the process. An open port is not enough: for a second or so after it a server has no
primary, and the shop's first transaction would fail.

    replica.make_ready(27018, alive=lambda: child.poll() is None)
"""

import time
import uuid

from . import bson, wire

SET_NAME = "rs0"

# https://github.com/mongodb/mongo/blob/master/src/mongo/base/error_codes.yml
_NOT_YET_INITIALIZED = 94


class NotReady(Exception):
    """No primary that takes a transaction came up in time; the text is the last thing the server said."""


def make_ready(port, alive, timeout=60.0):
    """Waits for the server, gives it its configuration, returns once a transaction has been committed.

    Every round asks anew what is the case, because the answers change while a server starts: connection refused,
    not initialized, starting up, secondary, primary.
    """
    deadline = time.monotonic() + timeout
    last = "no answer"
    while alive() and time.monotonic() < deadline:
        try:
            with wire.Connection("127.0.0.1", port) as connection:
                if connection.command("admin", {"hello": 1}).get("isWritablePrimary"):
                    _commit_a_transaction(connection)
                    return
                _configure(connection, f"127.0.0.1:{port}")
        except (OSError, wire.CommandError) as error:
            last = str(error)
        time.sleep(0.1)
    raise NotReady(last)


def _configure(connection, host):
    """Initiates the set, or moves its only member to the present port when the data were used on another one."""
    try:
        config = connection.command("admin", {"replSetGetConfig": 1})["config"]
    except wire.CommandError as error:
        if error.code != _NOT_YET_INITIALIZED:
            raise
        first = {"_id": SET_NAME, "members": [{"_id": 0, "host": host}]}
        connection.command("admin", {"replSetInitiate": first})
        return
    if [member["host"] for member in config["members"]] != [host]:
        config["members"] = [{**config["members"][0], "host": host}]
        config["version"] += 1
        # Forced, because no member finds itself in the old configuration and so none can be primary
        connection.command("admin", {"replSetReconfig": config, "force": True})


def _commit_a_transaction(connection):
    session = {
        "lsid": {"id": uuid.uuid4()},
        "txnNumber": bson.Int64(1),
        "autocommit": False,
    }
    insert = {"insert": "probe", "documents": [{"_id": str(uuid.uuid4())}]}
    connection.command("kiosk_probe", {**insert, **session, "startTransaction": True})
    connection.command("admin", {"commitTransaction": 1, **session})
    connection.command("kiosk_probe", {"dropDatabase": 1})
