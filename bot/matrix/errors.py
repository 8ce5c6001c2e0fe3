"""What can go wrong between the bot and its homeserver.

MatrixError
├── Unreachable     no answer, or none that makes sense; worth another try
├── TooLarge        the file is larger than it may be
└── Refused         the server says no and why
CannotGoOn          nothing helps but a person; ends the program

None of them carries what people wrote, so they may be logged.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from bot.skill import UserError


class MatrixError(Exception):
    """A request did not succeed."""

    code: str
    retry_after: timedelta | None = None
    permanent: bool = False
    """Whether trying the same again is of no use."""


class Unreachable(MatrixError):
    """No answer came, or something that is not Matrix (a proxy's error page, cut JSON)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class TooLarge(MatrixError):
    """The server began to send more than was wanted."""

    code = "too-large"
    permanent = True


class Refused(MatrixError):
    """The server answered with an error of the Matrix specification."""

    def __init__(self, status: int, body: Mapping[str, Any]) -> None:
        self.status = status
        self.body = body
        self.code = str(body.get("errcode", "M_UNKNOWN"))
        super().__init__(f"{status} {self.code}")
        wait = body.get("retry_after_ms")
        if isinstance(wait, int) and 0 < wait < 86_400_000:
            self.retry_after = timedelta(milliseconds=wait)
        limited = status == 429 or self.code == "M_LIMIT_EXCEEDED"
        self.permanent = 400 <= status < 500 and not limited


class CannotGoOn(UserError):
    """The bot has to stop; `code` names the sentence that says why and what mends it."""
