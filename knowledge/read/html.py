"""HTML, as intranets and handbooks on the web save it."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from knowledge.read.text import decode
from knowledge.read.writer import Content, Writer, clean

_NO_CONTENT = (
    "script, style, nav, footer, aside, noscript, template, svg, iframe, button, select, "
    "[hidden], [aria-hidden=true]"
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = _HEADINGS.keys() | {
    "address", "article", "blockquote", "body", "br", "caption", "dd", "details", "div", "dl",
    "dt", "fieldset", "figcaption", "figure", "form", "header", "hr", "legend", "li", "main",
    "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr",
    "ul",
}  # fmt: skip
_LISTS = frozenset({"ul", "ol"})
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=", re.IGNORECASE)


def read(data: bytes) -> Content:
    """Read the main part of a page: headings, paragraphs, lists and tables."""
    tree = _parse(data)
    title = tree.css_first("title")
    for node in tree.css(_NO_CONTENT):
        node.decompose()
    for node in tree.css("header"):
        if not node.css_first("h1, h2"):
            node.decompose()
    root = tree.css_first("main") or tree.css_first("[role=main]") or tree.body
    writer = Writer()
    if root:
        _Page(writer).walk(root)
    return writer.content({"name": clean(_text(title))} if title else {})


def _parse(data: bytes) -> LexborHTMLParser:
    """What is UTF-8 is taken for it, whatever the page says; then what it says counts."""
    try:
        return LexborHTMLParser(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        if _CHARSET.search(data[:1024]):
            return LexborHTMLParser(data, encoding=True)
        return LexborHTMLParser(decode(data))


class _Page:
    """Walks the page and writes a block wherever an element that is one begins or ends.

    The walk keeps no stack of its own: pages nested 100,000 deep are no deeper for it.
    """

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._words: list[str] = []
        self._lists: list[int | None] = []
        """For each list around the place, the number of its last point; None for bullets."""
        self._marker: str | None = None
        """What the next block begins with; None outside of lists."""
        self._term = ""

    def walk(self, root: LexborNode) -> None:
        """Write all that is below the root."""
        node = root.child
        while node:
            if self._enter(node) and node.child:
                node = node.child
                continue
            self._leave(node)
            while node.next is None:
                node = node.parent
                if node is None or node.mem_id == root.mem_id:
                    self._flush()
                    return
                self._leave(node)
            node = node.next

    def _enter(self, node: LexborNode) -> bool:
        """Begin a node; False when what is in it has been dealt with."""
        if node.is_text_node:
            self._words.append(node.text_content or "")
        elif node.tag == "table" and _is_data(node):
            self._flush()
            self._table(node)
            return False
        elif node.tag in _BLOCKS:
            self._flush()
            self._begin(node.tag or "")
        return True

    def _leave(self, node: LexborNode) -> None:
        if node.tag in _BLOCKS:
            self._flush(closed=node.tag or "")
        if node.tag in _LISTS and self._lists:
            self._lists.pop()
        if node.tag in _LISTS | {"li"}:
            self._marker = None

    def _begin(self, tag: str) -> None:
        if tag in _LISTS:
            self._lists.append(0 if tag == "ol" else None)
        elif tag == "li":
            self._marker = self._next_marker()

    def _next_marker(self) -> str:
        last = self._lists[-1] if self._lists else None
        if last is None:
            return "• "
        self._lists[-1] = last + 1
        return f"{last + 1}. "

    def _flush(self, closed: str = "") -> None:
        """Write the words gathered; `closed` is the element that they were the end of."""
        words, self._words = clean("".join(self._words)), []
        if closed == "dt":
            self._term = words.rstrip(": ")
        elif closed == "dd":
            self._writer.write(f"{self._term}: {words}" if self._term else words, "item")
            self._term = ""
        elif closed in _HEADINGS:
            self._writer.heading(words, _HEADINGS[closed])
        elif words and self._marker is not None:
            self._writer.write(self._marker + words, "item")
            self._marker = ""
        else:
            self._writer.write(words)

    def _table(self, table: LexborNode) -> None:
        rows = [[c for c in row.iter() if c.tag in ("td", "th")] for row in table.css("tr")]
        rows = [row for row in rows if row]
        caption = table.css_first("caption")
        self._writer.write(_text(caption) if caption else "")
        header = bool(rows) and all(cell.tag == "th" for cell in rows[0])
        self._writer.table([[_text(cell) for cell in row] for row in rows], header=header)


def _is_data(table: LexborNode) -> bool:
    """Whether a table holds data; others are there for the layout."""
    return not table.css_first("table table, h1, h2, h3, h4, h5, h6")


def _text(node: LexborNode) -> str:
    parts = (
        (part.text_content or "") if part.is_text_node else " " if part.tag in _BLOCKS else ""
        for part in node.traverse(include_text=True)
    )
    return clean("".join(parts))
