"""A program that stands in for Terraform's providers of Google Cloud and AWS: whatever is asked of it works at once.

Terraform itself is real: it reads the files, decides what to do in which order, and keeps the state. The schema is what
the files use: an attribute may have any type, a block is what is written as one. Speaks version 6 of the plugins'
protocol (https://developer.hashicorp.com/terraform/plugin/terraform-plugin-protocol), of which it needs a few messages:
each is its fields, numbered. Beside `terraform.py`, which starts it in an environment with grpcio, msgpack and
python-hcl2:

    python provider.py ADDRESS LOG FOLDER …     # every change, a line of JSON, goes into LOG
"""

import json
import re
import sys
from concurrent import futures
from pathlib import Path

import grpc
import hcl2
import msgpack

_ANY = b'"dynamic"'
_LIST = 2
# How Terraform writes a value that is not known yet
_UNKNOWN = msgpack.ExtType(0, b"\0")
# What cannot be changed in place
_IDENTITY = ("name", "location", "region", "secret_id", "account_id", "function_name", "repository_id")


def field(number, content):
    """A field of Protocol Buffers: bytes with their length, or a number."""
    if isinstance(content, int):
        return varint(number << 3) + varint(content) if content else b""
    content = content.encode() if isinstance(content, str) else content
    return varint(number << 3 | 2) + varint(len(content)) + content


def varint(number):
    """As Protocol Buffers write numbers."""
    parts = bytearray()
    while number > 0x7F:
        parts.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes(parts + bytes([number]))


def fields(message):
    """{number: the field's last content} of a message."""
    found, at = {}, 0
    while at < len(message):
        tag, at = _varint(message, at)
        content, at = _varint(message, at)
        if tag & 7 == 2:
            content, at = message[at : at + content], at + content
        found[tag >> 3] = content
    return found


def _varint(message, at):
    number = shift = 0
    while True:
        byte = message[at]
        number |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return number, at


class Block:
    """What is known of a block: its attributes, those read but never written, and the blocks within."""

    def __init__(self):
        self.attributes = set()
        self.computed = set()
        self.blocks = {}
        # Terraform itself breaks down over values of any type in blocks of a data source that is read later
        self.lists = None

    def learn(self, body):
        """From one use of it."""
        for name, value in body.items():
            if name.startswith("__") or name in ("for_each", "count", "depends_on", "lifecycle", "provider"):
                continue
            if name == "dynamic":
                for dynamic in value:
                    for inner, text in dynamic.items():
                        if inner != "__is_block__":
                            self._block(inner.strip('"'), text["content"])
            elif isinstance(value, list) and value and isinstance(value[0], dict) and value[0].get("__is_block__"):
                self._block(name, value)
            else:
                self.attributes.add(name)
                if self.lists is not None and isinstance(value, list):
                    self.lists.add(name)

    def _block(self, name, bodies):
        block = self.blocks.setdefault(name, Block())
        block.lists = self.lists
        for body in bodies:
            block.learn(body)

    def schema(self):
        """As `Schema.Block`."""
        written = b"".join(self._attribute(name) for name in sorted(self.attributes | self.computed))
        for name, block in sorted(self.blocks.items()):
            written += field(3, field(1, name) + field(2, block.schema()) + field(3, _LIST))
        return written

    def _attribute(self, name):
        only_read = name in self.computed - self.attributes
        kind = _ANY if self.lists is None else b'["list","string"]' if name in self.lists else b'"string"'
        return field(2, field(1, name) + field(2, kind) + field(5, 0 if only_read else 1) + field(6, int(only_read)))


class Cloud:
    """The types of one provider, learnt from Terraform's files."""

    def __init__(self, folders):
        self.provider, self.resources, self.data = {}, {}, {}
        for path in sorted(path for folder in folders for path in Path(folder).glob("*.tf")):
            text = path.read_text(encoding="utf-8")
            with open(path, encoding="utf-8") as file:
                self._learn(hcl2.load(file))
            for data, kind, attribute in re.findall(r"(data\.)?((?:google|aws)_\w+)\.\w+(?:\[[^]]+\])?\.(\w+)", text):
                types = self.data if data else self.resources
                types.setdefault(kind, Block()).computed.add(attribute)
            # One that stands for a resource in a for expression
            for kind in re.findall(r"for \w+, \w+ in ((?:google|aws)_\w+)\.\w+", text):
                self.resources.setdefault(kind, Block()).computed |= {"uri", "arn"}
        for block in self.resources.values():
            block.computed.add("id")

    def _learn(self, document):
        for part, types in (("resource", self.resources), ("data", self.data), ("provider", self.provider)):
            for labelled in document.get(part, []):
                for kind, content in labelled.items():
                    if kind == "__is_block__":
                        continue
                    bodies = [content] if part == "provider" else [b for n, b in content.items() if n != "__is_block__"]
                    block = types.setdefault(kind.strip('"'), Block())
                    block.lists = set() if part == "data" and block.lists is None else block.lists
                    for body in bodies:
                        block.learn(body)

    def schemas(self):
        """As `GetProviderSchema.Response`. Both providers are one: each knows the other's types, too."""
        provider = Block()
        for block in self.provider.values():
            provider.attributes |= block.attributes
        answer = field(1, field(2, provider.schema()))
        for number, types in ((2, self.resources), (3, self.data)):
            for kind, block in types.items():
                answer += field(number, field(1, kind) + field(2, field(2, block.schema())))
        # Asked whenever something is to be destroyed, too
        return answer + field(6, field(1, 1))


def unpacked(message):
    """The value in a `DynamicValue`."""
    return msgpack.unpackb(fields(message).get(1, b"\xc0"), raw=False, strict_map_key=False)


def packed(value):
    """A `DynamicValue`."""
    return field(1, msgpack.packb(value))


def text(content):
    """A value of any type says which: here, a string."""
    return [b'"string"', content]


def plain(value):
    """A value as JSON would have it, without its types."""
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    if (
        isinstance(value, list)
        and len(value) == 2
        and isinstance(value[0], (bytes, str))
        and value[0][:1] in (b'"', b"[")
    ):
        return plain(value[1])
    if isinstance(value, list):
        return [plain(each) for each in value]
    return value.hex() if isinstance(value, bytes) else None if isinstance(value, msgpack.ExtType) else value


class Provider(grpc.GenericRpcHandler):
    """The calls that Terraform makes."""

    def __init__(self, cloud, log):
        self._cloud = cloud
        self._log = log
        self._schemas = cloud.schemas()

    def service(self, handler_call_details):
        """A call by its name, from bytes to bytes; unknown ones are refused by gRPC."""
        call = getattr(self, "on_" + handler_call_details.method.rsplit("/", 1)[-1], None)
        return call and grpc.unary_unary_rpc_method_handler(lambda request, _: call(fields(request)))

    def on_GetProviderSchema(self, _):
        return self._schemas

    def on_nothing(self, _):
        """Right as it is."""
        return b""

    on_ValidateProviderConfig = on_ValidateResourceConfig = on_ValidateDataResourceConfig = on_nothing
    on_ConfigureProvider = on_StopProvider = on_nothing

    def on_UpgradeResourceState(self, request):
        return field(1, field(2, fields(request[3])[1]))

    def on_ReadResource(self, request):
        return field(1, request[2])

    def on_PlanResourceChange(self, request):
        kind, prior, planned = request[1].decode(), unpacked(request[2]), unpacked(request[3])
        if planned is None:
            return field(1, packed(None))
        block = self._cloud.resources[kind]
        answer = b""
        if prior is None:
            for name in block.computed - block.attributes:
                planned[name] = _UNKNOWN
        else:
            for name in _IDENTITY:
                if name in planned and planned[name] != prior.get(name):
                    answer += field(2, field(1, field(1, name)))
        return field(1, packed(planned)) + answer

    def on_ApplyResourceChange(self, request):
        kind, prior, planned = request[1].decode(), unpacked(request[2]), unpacked(request[3])
        what = "create" if prior is None else "delete" if planned is None else "update"
        name = next((plain((planned or prior).get(key)) for key in _IDENTITY if (planned or prior).get(key)), kind)
        for key, value in (planned or {}).items():
            if isinstance(value, msgpack.ExtType):
                planned[key] = text(
                    f"https://{name}.example.com" if key in ("uri", "api_endpoint") else f"{kind}/{name}/{key}"
                )
        with open(self._log, "a", encoding="utf-8") as file:
            file.write(json.dumps({"what": what, "kind": kind, "name": name, "now": plain(planned)}) + "\n")
        return field(1, packed(planned))

    def on_ReadDataSource(self, request):
        kind, config = request[1].decode(), unpacked(request[2])
        for name in self._cloud.data[kind].computed - self._cloud.data[kind].attributes:
            said = plain(config.get("name")) or plain(config.get("statement"))
            config[name] = f"{name} of {said if isinstance(said, str) else json.dumps(said)}"
        return field(1, packed(config))


def main(address, log, *folders):
    """Serves until it is stopped."""
    server = grpc.server(futures.ThreadPoolExecutor(8))
    server.add_generic_rpc_handlers([Provider(Cloud(folders), log)])
    server.add_insecure_port(f"unix:{address}")
    server.start()
    server.wait_for_termination()


if __name__ == "__main__":
    main(*sys.argv[1:])
