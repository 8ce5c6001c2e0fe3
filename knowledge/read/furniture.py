"""Page furniture: the headers and footers that come back on page after page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import takewhile

from knowledge import marks

REACH = 6
"""How many lines from the edge of a page a header or footer may reach."""
PAGE_GAP = 3
"""Blank lines in a row that look like the border of a page."""
_ENTRY = re.compile(r"[^\W\d]\s+\d{1,3}$")
_DIGITS = re.compile(r"\d+")


def repeated(pages: Sequence[Sequence[str]], *, sure: bool = True) -> list[set[int]]:
    """For each page, given as its lines, the indices of the lines that are furniture.

    A header is the run of lines at the top that comes back at the top of another page, with
    digits counted as equal ("Sida 1", "Sida 2"); a footer likewise from the bottom. Where it
    is not `sure` that the pages are pages, a lone line must hold a page number too.
    """
    tops = _runs(pages, sure=sure)
    bottoms = _runs([list(reversed(page)) for page in pages], sure=sure)
    return [
        set(range(top)) | {len(page) - 1 - index for index in range(bottom)}
        for page, top, bottom in zip(pages, tops, bottoms, strict=True)
    ]


def contents(lines: Sequence[str]) -> set[int]:
    """The indices of the lines of a table of contents, its heading and wrapped entries too."""
    found = {index for index, line in enumerate(lines) if marks.is_leader(line)}
    for start in (index for index, line in enumerate(lines) if marks.is_contents(line)):
        end = start + 1
        while any(_is_entry(line) for line in lines[end : end + 2]):
            end += 1
        if end > start + 1:
            found |= set(range(start, end))
    return found


def _is_entry(line: str) -> bool:
    return marks.is_leader(line) or bool(_ENTRY.search(line[-8:]))


def _runs(pages: Sequence[Sequence[str]], *, sure: bool) -> list[int]:
    """How many lines from the start of each page also start some other page.

    One line of every page is left at least: pages that are wholly alike do say something.
    """
    edges = [list(takewhile(_may_be_furniture, page[:REACH])) for page in pages]
    prefixes = [[tuple(map(_masked, edge[: n + 1])) for n in range(len(edge))] for edge in edges]
    seen = Counter(prefix for own in prefixes for prefix in own)
    lengths = []
    for page, own in zip(pages, prefixes, strict=True):
        longest = max((len(prefix) for prefix in own if seen[prefix] > 1), default=0)
        longest = min(longest, len(page) - 1)
        unsure = longest == 1 and not sure and not marks.has_page_number(page[0])
        lengths.append(0 if unsure else longest)
    return lengths


def _may_be_furniture(line: str) -> bool:
    """A section or a point in a list is content, even when only its number differs."""
    return not (marks.section(line) or marks.is_item(line))


def _masked(line: str) -> str:
    return _DIGITS.sub("0", line.casefold())
