"""The log of a running bot tells an error by its kind and place, never by its words: they may
hold what people wrote, or a secret."""

from __future__ import annotations

import asyncio
import logging
import sys
import threading
from types import TracebackType
from typing import Any

from bot.dispatch import where

log = logging.getLogger(__name__)

_Raised = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Discreet(logging.Formatter):
    """Writes `where` in place of a traceback."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, told by ourselves even if another handler has told it before."""
        record.exc_text = None
        return super().format(record)

    def formatException(self, ei: _Raised) -> str:  # noqa: N802  # the name is logging's
        """The kind of an exception and its way through the code."""
        return where(ei[1]) if ei[1] else ""


def start() -> None:
    """Log our own doings from INFO and of the libraries only what is wrong; let nothing that
    is raised tell its words, whichever way it reaches standard error."""
    handler = logging.StreamHandler()
    handler.setFormatter(Discreet("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(handlers=[handler])
    for ours in ("bot", "knowledge", "skills"):
        logging.getLogger(ours).setLevel(logging.INFO)
    sys.excepthook = lambda _, error, __: log.critical("ended by %s", where(error))
    threading.excepthook = lambda raised: _unheard(raised.exc_value)


def watch(loop: asyncio.AbstractEventLoop) -> None:
    """The same for what a task raises that nobody waits for."""
    loop.set_exception_handler(_in_loop)


def _in_loop(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    _unheard(context.get("exception"))


def _unheard(error: BaseException | None) -> None:
    log.error("error in the background: %s", where(error) if error else "unknown")
