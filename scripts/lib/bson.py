"""BSON, as much of it as MongoDB's administrative commands use (https://bsonspec.org).

Beside `wire.py`, which sends it. What `decode` gives, `encode` turns back into the same bytes, so that a document
can be read from the server, changed and sent back.

    bson.decode(bson.encode({"hello": 1}))  # {"hello": 1}
"""

import struct
import uuid


class Int64(int):
    """An integer that stays 64 bits wide on the wire, however small."""


class ObjectId(bytes):
    """Twelve opaque bytes."""


class Timestamp(int):
    """MongoDB's own point in the oplog: seconds in the upper half, a counter in the lower."""


class DateTime(int):
    """Milliseconds since 1970, UTC."""


def encode(document):
    """A dict as the bytes of a BSON document."""
    body = b"".join(_element(name, value) for name, value in document.items())
    return struct.pack("<i", len(body) + 5) + body + b"\0"


def decode(data):
    """The dict in the bytes of a BSON document."""
    document, end = _document(memoryview(bytes(data)), 0)
    if end != len(data):
        raise ValueError(f"{len(data) - end} bytes after the end of the document")
    return document


def _element(name, value):
    kind, payload = _value(value)
    return bytes([kind]) + name.encode() + b"\0" + payload


def _value(value):
    """The type byte and the bytes of one value. Order matters: a bool is an int, an Int64 too."""
    if value is None:
        return 0x0A, b""
    if isinstance(value, bool):
        return 0x08, bytes([value])
    if isinstance(value, (Int64, DateTime)):
        return (0x12 if isinstance(value, Int64) else 0x09), struct.pack("<q", value)
    if isinstance(value, Timestamp):
        return 0x11, struct.pack("<Q", value)
    if isinstance(value, int):
        return (0x10, struct.pack("<i", value)) if -(2**31) <= value < 2**31 else (0x12, struct.pack("<q", value))
    if isinstance(value, float):
        return 0x01, struct.pack("<d", value)
    if isinstance(value, str):
        text = value.encode() + b"\0"
        return 0x02, struct.pack("<i", len(text)) + text
    if isinstance(value, dict):
        return 0x03, encode(value)
    if isinstance(value, (list, tuple)):
        return 0x04, encode({str(index): item for index, item in enumerate(value)})
    if isinstance(value, uuid.UUID):
        return 0x05, struct.pack("<iB", 16, 4) + value.bytes
    if isinstance(value, ObjectId):
        return 0x07, bytes(value)
    if isinstance(value, bytes):
        return 0x05, struct.pack("<iB", len(value), 0) + value
    raise TypeError(f"no BSON for {type(value).__name__}")


def _document(data, start):
    (length,) = struct.unpack_from("<i", data, start)
    end = start + length
    if length < 5 or end > len(data):
        raise ValueError("a BSON document is cut short")
    document, at = {}, start + 4
    while data[at] != 0:
        kind = data[at]
        zero = bytes(data[at + 1 : end]).index(b"\0") + at + 1
        name = bytes(data[at + 1 : zero]).decode()
        document[name], at = _read(kind, data, zero + 1)
    return document, end


# Values of a fixed width: the type byte, the layout, what they become
_FIXED = {
    0x01: ("<d", float),
    0x09: ("<q", DateTime),
    0x10: ("<i", int),
    0x11: ("<Q", Timestamp),
    0x12: ("<q", Int64),
    0x08: ("<?", bool),
}


def _read(kind, data, at):
    """One value, and where the next element begins."""
    if kind in _FIXED:
        layout, become = _FIXED[kind]
        return become(struct.unpack_from(layout, data, at)[0]), at + struct.calcsize(layout)
    if kind == 0x0A:
        return None, at
    if kind == 0x02:
        (length,) = struct.unpack_from("<i", data, at)
        return bytes(data[at + 4 : at + 3 + length]).decode(), at + 4 + length
    if kind == 0x03:
        return _document(data, at)
    if kind == 0x04:
        items, end = _document(data, at)
        return list(items.values()), end
    if kind == 0x05:
        length, subtype = struct.unpack_from("<iB", data, at)
        raw = bytes(data[at + 5 : at + 5 + length])
        return (uuid.UUID(bytes=raw) if subtype == 4 else raw), at + 5 + length
    if kind == 0x07:
        return ObjectId(data[at : at + 12]), at + 12
    raise ValueError(f"BSON type 0x{kind:02x} is not known here")
