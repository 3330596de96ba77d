"""Posts JSON over connections that are kept, many at once: what one customer says is said in order, many speak at once.

    client = await Client.open("127.0.0.1", 8080, "/telegram/webhook", headers, connections=64)
    status, body = await client.post(update)
    await client.close()
"""

import asyncio
import json


class Client:
    """A pool of connections to one path."""

    def __init__(self, head):
        self._head = head
        self._free = asyncio.Queue()

    @classmethod
    async def open(cls, host, port, path, headers, connections):
        """Opens all connections."""
        lines = [f"POST {path} HTTP/1.1", f"Host: {host}:{port}", "Content-Type: application/json"]
        client = cls("\r\n".join([*lines, *(f"{name}: {value}" for name, value in headers.items())]))
        for _ in range(connections):
            client._free.put_nowait(await asyncio.open_connection(host, port))
        return client

    async def close(self):
        """Closes them."""
        while not self._free.empty():
            self._free.get_nowait()[1].close()

    async def post(self, body):
        """Status and body of the answer, the body parsed if there is one. Waits for a free connection."""
        reader, writer = await self._free.get()
        try:
            data = body if isinstance(body, bytes) else json.dumps(body).encode()
            writer.write(f"{self._head}\r\nContent-Length: {len(data)}\r\n\r\n".encode() + data)
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
            length = head.partition("content-length: ")[2].partition("\r\n")[0]
            answer = await reader.readexactly(int(length or 0))
        finally:
            self._free.put_nowait((reader, writer))
        return int(head.split(" ", 2)[1]), json.loads(answer) if answer[:1] == b"{" else None
