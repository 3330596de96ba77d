"""One connection to MongoDB and its commands: OP_MSG, the only message a server of today needs.

Beside `bson.py` (the documents) and `replica.py` (the commands). It stands in for `mongosh`, which neither the
wheel nor many machines have.

    with wire.Connection("127.0.0.1", 27018) as connection:
        connection.command("admin", {"hello": 1})["isWritablePrimary"]
"""

import base64
import hashlib
import hmac
import os
import socket
import struct

from . import bson

_OP_MSG = 2013
_HEADER = struct.Struct("<iiii")  # length, request id, response to, opcode


class CommandError(Exception):
    """The server understood the command and refused it."""

    def __init__(self, reply):
        super().__init__(reply.get("errmsg") or str(reply.get("writeErrors", reply)))
        self.code = reply.get("code")


class Connection:
    """Sends a command, waits for its reply; one at a time."""

    def __init__(self, host, port, timeout=5.0):
        self._socket = socket.create_connection((host, port), timeout)
        self._requests = 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._socket.close()

    def command(self, database, command):
        """The reply, or `CommandError`; `OSError` when the connection breaks."""
        self._requests += 1
        # Flag bits 0, then one section of kind 0: the command itself
        body = struct.pack("<iB", 0, 0) + bson.encode({**command, "$db": database})
        self._socket.sendall(_HEADER.pack(_HEADER.size + len(body), self._requests, 0, _OP_MSG) + body)

        length, _, answers, opcode = _HEADER.unpack(self._exactly(_HEADER.size))
        message = self._exactly(length - _HEADER.size)
        if opcode != _OP_MSG or answers != self._requests or message[4] != 0:
            raise OSError("this is not MongoDB's answer")
        reply = bson.decode(message[5:])
        if reply.get("ok") != 1 or reply.get("writeErrors"):
            raise CommandError(reply)
        return reply

    def authenticate(self, user, password):
        """Proves to be that user of `admin`, by SCRAM-SHA-256 (RFC 7677); `CommandError` when it is not."""
        nonce = base64.b64encode(os.urandom(24)).decode()
        first = f"n={user},r={nonce}"
        start = {"saslStart": 1, "mechanism": "SCRAM-SHA-256", "payload": f"n,,{first}".encode()}
        reply = self.command("admin", {**start, "options": {"skipEmptyExchange": True}})
        challenge = reply["payload"].decode()
        given = dict(part.split("=", 1) for part in challenge.split(","))
        salted = hashlib.pbkdf2_hmac("sha256", password.encode(), base64.b64decode(given["s"]), int(given["i"]))
        final = f"c=biws,r={given['r']}"
        message = f"{first},{challenge},{final}".encode()
        key = _hmac(salted, b"Client Key")
        signature = _hmac(hashlib.sha256(key).digest(), message)
        proof = base64.b64encode(bytes(a ^ b for a, b in zip(key, signature))).decode()
        answer = {"saslContinue": 1, "conversationId": reply["conversationId"]}
        reply = self.command("admin", {**answer, "payload": f"{final},p={proof}".encode()})
        # That it was the server who knew the password, too
        expected = base64.b64encode(_hmac(_hmac(salted, b"Server Key"), message)).decode()
        if not given["r"].startswith(nonce) or reply["payload"].decode() != f"v={expected}":
            raise OSError("this is not the server that knows the password")

    def _exactly(self, count):
        data = b""
        while len(data) < count:
            chunk = self._socket.recv(count - len(data))
            if not chunk:
                raise ConnectionResetError("MongoDB closed the connection")
            data += chunk
        return data


def _hmac(key, message):
    return hmac.new(key, message, hashlib.sha256).digest()
