"""One `scripts/run` per checkout: two would fight over the data.

    with lock.hold(state / "lock"):
        ...
"""

import contextlib
import fcntl
import os

from .say import Failure


@contextlib.contextmanager
def hold(path):
    """Holds the lock while the block runs; `Failure` at once when another process has it.

    The kernel lets go of it however the process ends, so a lock file that is left over blocks nobody.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.seek(0)
            holder = file.read().strip() or "unknown"
            raise Failure(f"scripts/run is already running here (process {holder}); stop it first") from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
