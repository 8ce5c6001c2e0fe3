"""How a command says that it was called wrongly."""

from __future__ import annotations


class WrongCall(Exception):
    """A wrong call; the message is one line that names what is wrong and the mend."""
