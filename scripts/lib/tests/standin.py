#!/usr/bin/env python3
"""Stands in for `server`, `sandbox` and `shopctl`: does as little as `scripts/run` can tell from the real ones.

Copied under each of the three names into a folder of its own. What it was called with goes, a JSON line each, into
`calls.jsonl` beside it. A file `NAME-fails` beside it makes NAME end at once, with the file's text.
"""

import http.server
import json
import os
import signal
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
NAME = Path(__file__).name
KEPT = ("MONGODB_URI", "TELEGRAM_BOT_TOKEN", "TELEGRAM_API_URL", "TELEGRAM_WEBHOOK_SECRET", "PORT")


def note(**more):
    """One line in calls.jsonl."""
    environment = {name: os.environ.get(name) for name in KEPT}
    call = {"name": NAME, "arguments": sys.argv[1:], "pid": os.getpid(), "environment": environment, **more}
    with open(HERE / "calls.jsonl", "a", encoding="utf-8") as file:
        file.write(json.dumps(call) + "\n")


class Answer(http.server.BaseHTTPRequestHandler):
    """200 to everything, and what the Bot API would say to getMe."""

    def do_GET(self):
        """The only verb that is asked for."""
        body = json.dumps({"ok": True, "result": {"username": "kiosk_bot"}}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Quiet."""


def stopped(*_):
    """Graceful, and says when."""
    note(stopped=True)
    os._exit(0)


def main():
    """What the name and the first word ask for."""
    note()
    fails = HERE / f"{NAME}-fails"
    if fails.exists():
        sys.exit(fails.read_text(encoding="utf-8"))
    signal.signal(signal.SIGTERM, stopped)
    if NAME == "sandbox":
        port = sys.argv[sys.argv.index("--port") + 1]
        kept = Path(sys.argv[sys.argv.index("--data") + 1]) / "kept"
        kept.write_text(kept.read_text() + "x" if kept.exists() else "x")
    elif NAME == "server" and len(sys.argv) == 1:
        port = os.environ["PORT"]
    elif sys.argv[1:3] == ["office", "link"]:
        print(f"{os.environ['SHOP_PUBLIC_URL']}/office/login/0123")
        return
    elif sys.argv[1:3] == ["webhook", "relay"]:
        signal.pause()
    else:
        return
    http.server.HTTPServer(("127.0.0.1", int(port)), Answer).serve_forever()


if __name__ == "__main__":
    main()
