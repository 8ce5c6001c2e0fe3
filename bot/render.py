"""Markdown to what a client shows: a plain body that reads well alone, and HTML.

Raw HTML in the source is shown as text, never passed on; what comes from documents and
people goes through `escape` first, so that their asterisks and brackets stay their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

_markdown = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("strikethrough")
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|~&])")


@dataclass(frozen=True)
class Rendered:
    """The two forms of a message."""

    plain: str
    html: str


def escape(text: str) -> str:
    """Make `text` come out letter by letter, whatever signs it holds; lines are joined."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


@lru_cache(maxsize=8)
def render(markdown: str) -> Rendered:
    """Render Markdown to plain text and HTML.

    The same is often said to many: a round's prompt, the help. The last few are kept, in memory
    only and until others take their place.
    """
    tokens = _markdown.parse(markdown)
    html = _markdown.renderer.render(tokens, _markdown.options, {}).strip()
    plain = re.sub(r"\n{3,}", "\n\n", "".join(_plain(tokens))).strip()
    return Rendered(plain, html)


def _plain(tokens: Sequence[Token]) -> Iterator[str]:
    counters: list[int | None] = []
    quoted = 0
    for token in tokens:
        kind = token.type
        if kind in ("ordered_list_open", "bullet_list_open"):
            counters.append(int(token.attrGet("start") or 1) if kind[0] == "o" else None)
        elif kind in ("ordered_list_close", "bullet_list_close"):
            counters.pop()
            yield "" if counters else "\n"
        elif kind == "list_item_open":
            yield "  " * (len(counters) - 1) + _bullet(counters)
        elif kind in ("blockquote_open", "blockquote_close"):
            quoted += 1 if kind.endswith("open") else -1
        elif kind == "inline":
            text = "".join(_inline(token.children or ()))
            yield text.replace("\n", "\n> ").join(("> ", "")) if quoted else text
        elif kind in ("fence", "code_block"):
            yield token.content + "\n"
        elif kind in ("paragraph_close", "heading_close"):
            yield "\n" if token.hidden or counters else "\n\n"


def _bullet(counters: list[int | None]) -> str:
    number = counters[-1]
    if number is None:
        return "• "
    counters[-1] = number + 1
    return f"{number}. "


def _inline(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type in ("softbreak", "hardbreak"):
            yield "\n"
        elif token.type in ("text", "code_inline", "text_special"):
            yield token.content
