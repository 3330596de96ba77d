"""HTTP as a proof wants it: nothing raised for a status, a source address, certificates of one's own.

Beside `lib.http`, which only waits for health.

    telegram = Client("https://shop.example.com", connect="127.0.0.1", source="149.154.160.9", trust=certificate)
    telegram.post("/telegram/webhook", update).status
"""

import http.client
import json
import ssl
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Answer:
    """Headers by lower-case name."""

    status: int
    headers: dict
    body: bytes

    def json(self):
        """The body, which is JSON."""
        return json.loads(self.body)


class Client:
    """One base address. Every request has a connection of its own, as Telegram's may come from anywhere."""

    def __init__(self, base, connect=None, source=None, trust=None):
        url = urlsplit(base)
        self.base = base
        self._secure = url.scheme == "https"
        self._host = url.hostname
        self._port = url.port or (443 if self._secure else 80)
        self._connect = connect or url.hostname
        self._source = (source, 0) if source else None
        self._trust = trust

    def get(self, path, headers=None):
        """An `Answer`."""
        return self.send("GET", path, None, headers)

    def post(self, path, body, headers=None):
        """`body`: bytes, or what JSON can hold."""
        if not isinstance(body, bytes):
            body = json.dumps(body).encode()
        return self.send("POST", path, body, {"Content-Type": "application/json", **(headers or {})})

    def send(self, method, path, body=None, headers=None):
        """An `Answer`; `OSError` when there is none."""
        connection = self._connection()
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        except http.client.HTTPException as error:
            raise ConnectionError(str(error) or type(error).__name__) from None
        finally:
            connection.close()

    def _connection(self):
        options = {"timeout": 20, "source_address": self._source}
        if not self._secure:
            return http.client.HTTPConnection(self._connect, self._port, **options)
        return _Named(self._host, self._connect, self._port, ssl.create_default_context(cafile=self._trust), options)


class _Named(http.client.HTTPSConnection):
    """TLS to an address, with the certificate and the Host header of a name that no DNS knows."""

    def __init__(self, host, address, port, context, options):
        super().__init__(host, port, context=context, **options)
        plain = self._create_connection
        self._create_connection = lambda _, *rest: plain((address, port), *rest)
