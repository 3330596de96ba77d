"""Telegram between a machine and its sandbox: knows the bot's token of today, and which secret its updates carry.

The sandbox knows one token for good and hands out updates only while no webhook is set. This passes calls on to it,
but keeps the webhook to itself, so that a proof delivers each update as Telegram would and tokens can be replaced.

    telegram = Telegram(network, sandbox="http://127.0.0.1:8081", port=8082)
    telegram.headers()          # of an update at this moment
    telegram.webhook            # the address that it was told
"""

import http.client
import http.server
import json
import threading

from .stage import TOKEN

_SECRET = "X-Telegram-Bot-Api-Secret-Token"


class Telegram:
    """Listens in the machine's network, from this process."""

    def __init__(self, network, sandbox, port, secret="", host="127.0.0.1"):
        self.token = TOKEN
        self.secret = secret
        self.webhook = ""
        self.network = network
        self.sandbox = sandbox
        self.url = f"http://{host}:{port}"
        with network.inside():
            self._server = _Server((host, port), _Call)
        self._server.telegram = self
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def headers(self):
        """What an update has with it."""
        return {_SECRET: self.secret}

    def stop(self):
        """No more calls."""
        self._server.shutdown()
        self._server.server_close()

    def answer(self, token, method, content, body):
        """(status, body) of a call."""
        if token != self.token:
            return 401, _refusal(401, "Unauthorized")
        if method.lower() == "setwebhook":
            told = json.loads(body)
            self.webhook, self.secret = told["url"], told.get("secret_token", "")
            return 200, b'{"ok":true,"result":true}'
        if method.lower() == "getwebhookinfo":
            info = {"url": self.webhook, "has_custom_certificate": False, "pending_update_count": 0}
            return 200, json.dumps({"ok": True, "result": info}).encode()
        with self.network.inside():
            connection = http.client.HTTPConnection(self.sandbox.removeprefix("http://"), timeout=20)
            connection.request("POST", f"/bot{TOKEN}/{method}", body, {"Content-Type": content})
            answer = connection.getresponse()
            said = answer.status, answer.read()
            connection.close()
        return said


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    # The shop opens a connection per call under way
    request_queue_size = 128


class _Call(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        """A method of the Bot API."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        token, _, method = self.path.removeprefix("/bot").partition("/")
        content = self.headers.get("Content-Type") or "application/json"
        try:
            status, said = self.server.telegram.answer(token, method, content, body)
        except OSError as error:
            status, said = 502, _refusal(502, str(error))
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    do_GET = do_POST

    def log_message(self, *_):
        """Quiet."""


def _refusal(code, description):
    return json.dumps({"ok": False, "error_code": code, "description": description}).encode()
