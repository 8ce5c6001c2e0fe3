"""Front matter: metadata written at the top of a Markdown file."""

from __future__ import annotations

import re
import tomllib
from datetime import date

from knowledge.recognise import toml

_FENCE = re.compile(
    r"(?P<mark>---|\+\+\+)[ \t]*\n(?P<body>.*?)\n?^(?P=mark)[ \t]*$\n?", re.S | re.M
)
_PAIR = re.compile(r"(?P<key>[^\s:#-][^:#]*?)\s*:(?:\s+(?P<value>.*))?$")
_COMMENT = re.compile(r"\s#.*$")


def split(text: str) -> tuple[str, dict[str, str]]:
    """The front matter as written ("" when there is none) and its keys and values.

    Between `---` stand "key: value" lines, where a value may be a list; between `+++` TOML.
    What cannot be understood is left out; lists are joined with ";".
    """
    found = _FENCE.match(text)
    if not found:
        return "", {}
    body = found["body"]
    return found.group(), _toml(body) if found["mark"] == "+++" else _pairs(body)


def _toml(body: str) -> dict[str, str]:
    try:
        values = toml.loads(body)
    except tomllib.TOMLDecodeError:
        return {}
    return {
        key: "; ".join(map(str, value)) if isinstance(value, list) else str(value)
        for key, value in values.items()
        if isinstance(value, str | int | date | list)
    }


def _pairs(body: str) -> dict[str, str]:
    found: dict[str, str] = {}
    key = ""
    for line in body.splitlines():
        pair = _PAIR.match(line)
        if pair:
            key = pair["key"]
            found[key] = _value(pair["value"] or "")
        elif key and line.strip().startswith("- "):
            found[key] = "; ".join(filter(None, [found[key], _plain(line.strip()[2:])]))
    return found


def _value(value: str) -> str:
    if value.startswith("[") and value.endswith("]"):
        return "; ".join(_plain(one) for one in value[1:-1].split(","))
    return _plain(value)


def _plain(value: str) -> str:
    return _COMMENT.sub("", value).strip().strip("\"'")
