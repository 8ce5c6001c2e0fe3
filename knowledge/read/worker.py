"""The process that opens files, under limits, so that no file can take the bot with it.

One request a line on standard input, one answer a line on standard output, both JSON.
Over time the alarm ends the process; over memory it ends itself.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import resource
import signal
import sys
import traceback
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import IO

from knowledge.model import Unreadable
from knowledge.read import archive
from knowledge.read.formats import OUT_OF_MEMORY, Limits, reader


def main() -> None:
    """Serve until standard input ends. The limits come as JSON in the first argument."""
    limits = Limits(**json.loads(sys.argv[1]))
    # macOS knows the limit but refuses to set it; the other limits hold there.
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    # The parent is the one to be told to stop; this process ends with its standard input.
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, signal.SIG_IGN)
    logging.disable()
    with _own_stdout() as answers:
        for request in sys.stdin:
            signal.setitimer(signal.ITIMER_REAL, limits.seconds)
            answer = _answer(Path(json.loads(request)), limits)
            signal.setitimer(signal.ITIMER_REAL, 0)
            answers.write(json.dumps(answer) + "\n")
            answers.flush()


def _own_stdout() -> IO[str]:
    """Standard output for the answers alone: what a library prints goes to standard error."""
    own = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return own


def _answer(path: Path, limits: Limits) -> dict[str, object]:
    try:
        return _read(path, limits)
    except Unreadable as error:
        return {"code": error.code, "details": error.details}
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except Exception as error:
        # Libraries raise anything on a broken file. Say where, so that a slip of ours shows.
        frame = traceback.extract_tb(error.__traceback__)[-1]
        file = Path(frame.filename)
        where = f"{type(error).__name__} in {file.parent.name}/{file.name}:{frame.lineno}"
        return {"code": "unreadable.wrong-format", "details": {"reason": where}}


def _read(path: Path, limits: Limits) -> dict[str, object]:
    try:
        with path.open("rb") as file:
            data = file.read(limits.bytes + 1)
    except OSError as error:
        raise Unreadable("unreadable.missing") from error
    if len(data) > limits.bytes:
        raise Unreadable("unreadable.too-large", limit=limits.bytes // 1_000_000)
    archive.check(data, limits.unpacked)
    content = reader(path.suffix.lower()).read(data)
    if not content.text:
        raise Unreadable("unreadable.empty")
    if len(content.text) > limits.characters:
        raise Unreadable("unreadable.too-long")
    return {"content": asdict(content), "digest": hashlib.sha256(data).hexdigest()}


if __name__ == "__main__":
    main()
