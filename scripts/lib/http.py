"""The few HTTP questions the scripts ask.

    http.wait_until_ok("http://127.0.0.1:8080/health/ready", "the server", still=group.require_alive)
"""

import json
import time
import urllib.error
import urllib.request

from .say import Failure

# Straight to the address: a proxy for the outer world knows nothing of this machine's ports
_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def wait_until_ok(url, what, still, timeout=60.0):
    """Returns when `url` answers 200. `still` is called between tries and raises when there is no hope left."""
    deadline = time.monotonic() + timeout
    last = "no answer"
    while time.monotonic() < deadline:
        try:
            with _DIRECT.open(url, timeout=5):
                return
        except urllib.error.HTTPError as error:
            last = f"status {error.code}"
        except OSError as error:
            last = str(getattr(error, "reason", error))
        still()
        time.sleep(0.1)
    raise Failure(f"{what} does not become healthy: {url} gives {last}")


def bot_username(api, token):
    """The bot's name, by `getMe`; `Failure` when Telegram does not know the token or cannot be reached."""
    try:
        with urllib.request.urlopen(f"{api}/bot{token}/getMe", timeout=15) as answer:
            return json.load(answer)["result"]["username"]
    except urllib.error.HTTPError as error:
        if error.code in (401, 404):
            raise Failure("TELEGRAM_BOT_TOKEN is not a token that Telegram knows") from None
        raise Failure(f"{api} answers with status {error.code}") from None
    except OSError as error:
        # The address holds the token, so it is the reason alone that is shown
        raise Failure(f"{api} cannot be reached ({getattr(error, 'reason', error)})") from None
    except (ValueError, KeyError, TypeError):
        raise Failure(f"{api} does not answer like a Bot API") from None
