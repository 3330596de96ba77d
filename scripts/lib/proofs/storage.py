"""Buckets that Terraform keeps its state in: as much of Cloud Storage and of S3 as its backends ask for.

with Storage() as storage:
    storage.address         # http://127.0.0.1:40123
    storage.objects         # {"bucket/key": bytes}
"""

import email
import hashlib
import json
import re
import threading
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Storage:
    """Serves until the block ends."""

    def __init__(self):
        self.objects = {}
        self.generations = {}
        self.lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Requests)
        self._server.storage = self
        self.address = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()

    def put(self, path, content, only_new):
        """Whether it was written: a lock is an object that must not be there yet."""
        with self.lock:
            if only_new and path in self.objects:
                return False
            self.objects[path] = content
            self.generations[path] = self.generations.get(path, 0) + 1
            return True

    def drop(self, path):
        """Whether there was one."""
        with self.lock:
            return self.objects.pop(path, None) is not None


class _Requests(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def _asked(self):
        """The path and the query; what is between /b/ and /o/ is Cloud Storage's."""
        path, _, query = self.path.partition("?")
        return path, urllib.parse.parse_qs(query, keep_blank_values=True)

    def _object(self, path):
        found = re.search(r"/b/([^/]+)/o/(.+)$", path)
        name = f"{found.group(1)}/{urllib.parse.unquote(found.group(2))}" if found else urllib.parse.unquote(path[1:])
        return name

    def _read(self):
        if "chunked" not in self.headers.get("Transfer-Encoding", ""):
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        parts = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(parts)

    def _answer(self, status, content=b"", kind="application/json", **headers):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def _about(self, name):
        bucket, _, key = name.partition("/")
        generation = str(self.server.storage.generations.get(name, 0))
        return {
            "kind": "storage#object",
            "bucket": bucket,
            "name": key,
            "generation": generation,
            "metageneration": "1",
        }

    def _list(self, path, query):
        found = re.search(r"/b/([^/]+)/o$", path)
        bucket = found.group(1) if found else path.strip("/")
        start = f"{bucket}/{query.get('prefix', [''])[0]}"
        names = sorted(name for name in self.server.storage.objects if name.startswith(start))
        if found:
            items = [self._about(name) for name in names]
            return self._answer(200, json.dumps({"kind": "storage#objects", "items": items}).encode())
        keys = "".join(f"<Contents><Key>{name.partition('/')[2]}</Key></Contents>" for name in names)
        return self._answer(200, f"<ListBucketResult>{keys}</ListBucketResult>".encode(), "application/xml")

    def do_GET(self):
        """A list, an object, or what is known of one."""
        path, query = self._asked()
        if re.search(r"/b/[^/]+/o$", path) or "/" not in path.strip("/"):
            return self._list(path, query)
        name = self._object(path)
        content = self.server.storage.objects.get(name)
        if content is None:
            xml = b"<Error><Code>NoSuchKey</Code></Error>"
            return (
                self._answer(404, xml, "application/xml")
                if "/b/" not in path
                else self._answer(404, b'{"error":{"code":404}}')
            )
        if "/b/" in path and query.get("alt", ["json"]) != ["media"]:
            return self._answer(200, json.dumps(self._about(name)).encode())
        generation = str(self.server.storage.generations[name])
        tag = f'"{hashlib.md5(content).hexdigest()}"'
        return self._answer(200, content, "application/octet-stream", X_Goog_Generation=generation, ETag=tag)

    do_HEAD = do_GET

    def do_POST(self):
        """An upload in two parts: what it is called, and what it is."""
        path, query = self._asked()
        head = f"Content-Type: {self.headers['Content-Type']}\r\n\r\n".encode()
        about, content = (
            part.get_payload(decode=True) for part in email.message_from_bytes(head + self._read()).get_payload()
        )
        bucket = re.search(r"/b/([^/]+)/o$", path).group(1)
        name = f"{bucket}/{json.loads(about)['name']}"
        if not self.server.storage.put(name, content, query.get("ifGenerationMatch") == ["0"]):
            return self._answer(412, b'{"error":{"code":412}}')
        return self._answer(200, json.dumps(self._about(name)).encode())

    def do_PUT(self):
        """S3's upload."""
        content = self._read()
        name = self._object(self._asked()[0])
        if not self.server.storage.put(name, content, self.headers.get("If-None-Match") == "*"):
            return self._answer(412, b"<Error><Code>PreconditionFailed</Code></Error>", "application/xml")
        return self._answer(200, ETag=f'"{hashlib.md5(content).hexdigest()}"')

    def do_DELETE(self):
        """Of either."""
        return self._answer(204 if self.server.storage.drop(self._object(self._asked()[0])) else 404)

    def log_message(self, *_):
        """Quiet."""
