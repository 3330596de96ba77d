"""TCP ports: is one free, and give me a free one.

    ports.require_free(8080, "the server", "--port")   # Failure: port 8080 is taken …
"""

import errno
import socket

from .say import Failure


def free():
    """A port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def require_free(port, what, option):
    """`Failure`, naming the port and the option that changes it, unless `port` can be listened on."""
    # Both, because a listener on one address does not keep the other from being bound on every system
    for host in ("127.0.0.1", "0.0.0.0"):
        with socket.socket() as probe:
            # As servers do: a connection of an earlier run that lingers in TIME_WAIT is no obstacle
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                why = "is taken" if error.errno == errno.EADDRINUSE else f"cannot be used ({error.strerror})"
                raise Failure(f"port {port} for {what} {why}; choose another with {option} NUMBER") from None


def require_distinct(wanted):
    """`Failure` when two of `[(port, what, option)]` are the same."""
    seen = {}
    for port, what, option in wanted:
        if port in seen:
            raise Failure(f"port {port} is meant for {seen[port]} and for {what}; change one with {option} NUMBER")
        seen[port] = what


def port(text):
    """A port from the command line or the environment; `ValueError` when it is none."""
    port = int(text)
    if not 1 <= port <= 65535:
        raise ValueError(f"{text} is not a port")
    return port
