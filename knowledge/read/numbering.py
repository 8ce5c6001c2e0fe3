"""The numbers that Word counts by itself: they are nowhere in the text of a DOCX."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from docx.oxml.ns import qn

_PLACE = re.compile(r"%([1-9])")
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
BULLET = "•"


@dataclass(frozen=True)
class _Level:
    format: str
    text: str
    start: int


@dataclass
class Numbering:
    """Counts the paragraphs of a document's lists and numbered headings, in order."""

    levels: dict[str, dict[int, _Level]] = field(default_factory=dict)
    """By abstract numbering and depth."""
    lists: dict[str, tuple[str, dict[int, int]]] = field(default_factory=dict)
    """By list: its abstract numbering, and where it starts anew."""
    counts: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    begun: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, root: Any) -> Numbering:
        """From the root element of the numbering part; None for a document without one."""
        made = cls()
        if root is None:
            return made
        for abstract in root.findall(qn("w:abstractNum")):
            levels = {_depth(one): _level(one) for one in abstract.findall(qn("w:lvl"))}
            made.levels[abstract.get(qn("w:abstractNumId"))] = levels
        for one in root.findall(qn("w:num")):
            starts = {
                _depth(override): number(_value(override, "w:startOverride"), 1)
                for override in one.findall(qn("w:lvlOverride"))
                if override.find(qn("w:startOverride")) is not None
            }
            made.lists[one.get(qn("w:numId"))] = (_value(one, "w:abstractNumId"), starts)
        return made

    def next(self, list_id: str, depth: int) -> str | None:
        """What stands before the next paragraph of a list: "2.1", "§ 3", "a)" or a bullet.

        None when the paragraph is in no list.
        """
        abstract, starts = self.lists.get(list_id, ("", {}))
        level = self.levels.get(abstract, {}).get(depth)
        if level is None:
            return None
        counts = self.counts[abstract]
        if list_id not in self.begun:
            self.begun.add(list_id)
            counts.update({one: start - 1 for one, start in starts.items()})
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [one for one in counts if one > depth]:
            del counts[deeper]
        if level.format == "bullet":
            return BULLET
        return _PLACE.sub(lambda found: self._count(abstract, int(found[1]) - 1), level.text)

    def _count(self, abstract: str, depth: int) -> str:
        level = self.levels[abstract].get(depth)
        if level is None:
            return ""
        return _written(self.counts[abstract].get(depth, level.start), level.format)


def number(written: str | None, default: int) -> int:
    """The number in an attribute, or the default where there is none to be understood."""
    return int(written) if written and written.isdecimal() else default


def _depth(element: Any) -> int:
    return number(element.get(qn("w:ilvl")), 0)


def _level(element: Any) -> _Level:
    return _Level(
        _value(element, "w:numFmt") or "decimal",
        _value(element, "w:lvlText"),
        number(_value(element, "w:start"), 1),
    )


def _value(element: Any, tag: str) -> str:
    child = element.find(qn(tag))
    return "" if child is None else str(child.get(qn("w:val"), ""))


def _written(count: int, form: str) -> str:
    if form in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (count - 1) % 26)
        return letter.upper() if form == "upperLetter" else letter
    if form in ("lowerRoman", "upperRoman"):
        roman = _roman(count)
        return roman.upper() if form == "upperRoman" else roman
    return "" if form == "none" else str(count)


def _roman(count: int) -> str:
    written = ""
    for value, letters in _ROMAN:
        while count >= value and len(written) < 10:
            written, count = written + letters, count - value
    return written
