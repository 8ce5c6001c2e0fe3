"""Markdown: the source itself is the text, so that quotes are found in the file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

from knowledge.read import frontmatter
from knowledge.read.text import decode
from knowledge.read.writer import Content, Writer

_PARSER = MarkdownIt("commonmark").enable("table")
_HEADING = re.compile(r"(?P<before>[\s>*+-]*#{1,6}\s+)?(?P<title>.*?)(?P<after>\s+#+\s*)?")
_ITEM = re.compile(r"[\s>]*(?:[-*+]|\d{1,9}[.)])\s")
_END = Token("end", "", 0)
_HARD_BREAK = ("  ", "\\")


def read(data: bytes) -> Content:
    """Read Markdown; headings, paragraphs, points of lists and rows of tables become blocks."""
    text = decode(data).replace("\r\n", "\n").replace("\r", "\n")
    front, properties = frontmatter.split(text)
    writer = Writer()
    writer.skip(front)
    _Source(text[len(front) :], writer).write()
    return writer.content(properties)


class _Source:
    """Goes through the source once: what belongs to no block is written as skipped."""

    def __init__(self, source: str, writer: Writer) -> None:
        self._tokens = _PARSER.parse(source)
        self._lines = source.split("\n")
        self._writer = writer
        self._written = 0
        self._header = ""

    def write(self) -> None:
        for token, inner in pairwise([*self._tokens, _END]):
            if token.map and token.map[0] >= self._written:
                self._block(token, inner)
        self._writer.skip(" ".join(self._lines[self._written :]))

    def _block(self, token: Token, inner: Token) -> None:
        if token.type == "heading_open":
            self._heading(int(token.tag[1:]), inner)
        elif token.type == "thead_open":
            row = " ".join(self._span(token))
            self._header = row.strip("| ")
            self._writer.skip(row)
        elif token.type == "tr_open":
            self._writer.write(" ".join(self._span(token)), "row", self._header)
        elif token.type in ("inline", "fence", "code_block"):
            for paragraph in _broken_hard(self._span(token)):
                self._writer.write(paragraph, "item" if _ITEM.match(paragraph) else "text")

    def _heading(self, level: int, inner: Token) -> None:
        found = _HEADING.fullmatch(" ".join(self._span(inner)))
        if not found:
            return
        words = "".join(child.content for child in inner.children or ())
        if words.strip():
            self._writer.enter(words, level)
        self._writer.write(found["title"], "heading", mark=found["before"] or "")
        self._writer.skip(found["after"] or "")

    def _span(self, token: Token) -> list[str]:
        """The lines of a block; those before it that were of no block are skipped."""
        start, end = token.map or (self._written, self._written)
        self._writer.skip(" ".join(self._lines[self._written : start]))
        self._written = end
        return self._lines[start:end]


def _broken_hard(lines: Sequence[str]) -> Iterator[str]:
    """The lines joined, but for those that the source says are to stand by themselves."""
    joined: list[str] = []
    for line in lines:
        joined.append(line)
        if line.endswith(_HARD_BREAK):
            yield " ".join(joined)
            joined = []
    yield " ".join(joined)
