"""Lines on the terminal: one for each step, one for each failure.

Beside `children.py`, which runs what the lines speak of.

    with say.step("Starting MongoDB"):
        ...                                 # Starting MongoDB … 1.4 s
"""

import contextlib
import sys
import time


class Failure(Exception):
    """What a person can put right; shown as one line (and perhaps a log's end), never as a traceback."""


def line(text=""):
    """Prints at once: whoever follows the output through a pipe sees it too."""
    print(text, flush=True)


def fail(failure):
    """Shows a failure where failures belong."""
    print(f"{_paint('31', 'error')}: {failure}", file=sys.stderr, flush=True)


@contextlib.contextmanager
def step(text):
    """Says what begins, and when it is done how long it took.

    On a terminal both halves share a line; elsewhere the second half repeats the text, so that lines stay whole
    when something else writes in between.
    """
    started = time.monotonic()
    terminal = sys.stdout.isatty()
    print(f"{text} …", end=" " if terminal else "\n", flush=True)
    try:
        yield
    except BaseException:
        if terminal:
            print(flush=True)
        raise
    took = duration(time.monotonic() - started)
    line(took if terminal else f"{text}: {took}")


@contextlib.contextmanager
def long_step(text):
    """As `step`, for a program that writes to the terminal itself while it works."""
    started = time.monotonic()
    line(f"{_paint('1', '▸')} {text}")
    yield
    line(f"{_paint('32', '✓')} {text}: {duration(time.monotonic() - started)}")


def duration(seconds):
    """`0.4 s`, `12 s`, `3 min 5 s`."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{int(seconds) // 60} min {int(seconds) % 60} s"


def _paint(code, text):
    return f"\033[{code}m{text}\033[0m" if sys.stdout.isatty() else text
