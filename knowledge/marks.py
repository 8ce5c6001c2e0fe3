"""What single lines look like: bullets, section numbers, page numbers, dot leaders."""

from __future__ import annotations

import re

_BULLET = re.compile(r"[•●○◦▪▫■□‣⁃∙·*\uf0b7\uf0a7\uf0d8\uf02d–—-]\s+(?=\S)|o\s+(?=[A-ZÅÄÖ])")
_NUMBERED_ITEM = re.compile(r"(?:\d{1,2}[.)]|[a-zåäö]\))\s+(?=\S)")
_PARAGRAPH = re.compile(
    r"(?:§+\s?\d{1,3}\s?[a-z]?|\d{1,3}\s?[a-z]?\s?§)(?=[\s.:–-]|$)\s*[.:–-]?\s*"
)
_POINT = re.compile(r"(\d{1,2}(?:\.\d{1,2}){1,4})\.?\s+")
_NUMBER = re.compile(r"(\d{1,2})\.?\s+")
_PAGE_NUMBER = re.compile(
    r"[-–—|\s]*(?:sida|sidan|sid\.?|s\.|page|p\.)?\s*\d{1,4}\s*"
    r"(?:(?:\(|/|av|of)\s*\d{1,4}\s*\)?)?[-–—|\s]*",
    re.IGNORECASE,
)
_PAGE_MARK = re.compile(
    r"\b(?:sida|sid\.?|page)\s*\d{1,4}\s*(?:(?:\(|/|av|of)\s*\d{1,4}\s*\)?)?$", re.I
)
_LEADER = re.compile(r"(?:\.{4}|…{2}|(?:\. ){4}|_{4})[.…_\s]*\d{1,4}$")
_CONTENTS = re.compile(
    r"(?:\d+\.?\s+)?(?:innehåll|innehållsförteckning|contents|table of contents)[:.]?",
    re.IGNORECASE,
)
_LONGEST_MARK = 60
"""Characters looked at; keeps the search linear in a line of a million dots."""
_ORGANISATION = re.compile(
    r"(?:region\s+\w+|[\w-]+\s+kommun)(?:(?:,| och| ·| –| /| &)\s.{0,40})?", re.IGNORECASE
)
_ADDRESS = re.compile(r"https?://|www\.|\S+@\S+\.\w", re.IGNORECASE)
_SENTENCE_END = (".", "!", "?", ":", ".”", '."', ".)", "?”")


def is_item(line: str) -> bool:
    """Whether the line opens a point of a list, with a bullet or a single number or letter."""
    return bool(_BULLET.match(line) or _NUMBERED_ITEM.match(line))


def is_lone_number(line: str) -> bool:
    """Whether the line opens with a single number, "3. …": a heading or a point of a list."""
    return bool(_NUMBER.match(line))


def is_bulleted(line: str) -> bool:
    """Whether the line opens with a bullet of any kind."""
    return bool(_BULLET.match(line))


def section(line: str, *, heading: bool = False) -> str | None:
    """The number of the section that the line opens: "§ 24", "4 §" or "2.1".

    A lone number ("3. Ansvar") counts in a heading only; elsewhere it is a point in a list.
    What follows must begin with a capital, so that a reference that happens to stand first
    in a line ("§ 102 att förlänga …") is not taken for a section.
    """
    for pattern in (_PARAGRAPH, _POINT, _NUMBER) if heading else (_PARAGRAPH, _POINT):
        found = pattern.match(line)
        if found and _opens(line[found.end() :]):
            return _written(found.group(1) if pattern.groups else found.group())
    return None


def _opens(rest: str) -> bool:
    return not rest or rest[0].isupper() or rest[0] in "”\"'("


def _written(number: str) -> str:
    number = number.strip(" .:–-")
    return re.sub(r"\s*§+\s*", " § ", number).strip() if "§" in number else number


def is_dash(line: str) -> bool:
    """Whether the line opens with a dash that may as well be one within a sentence."""
    return line[0] in "-–—" and line[1:].lstrip()[:1].islower()


def without_number(heading: str) -> str:
    """The heading's words: "§ 24 Förstudie" -> "Förstudie"."""
    for pattern in (_PARAGRAPH, _POINT, _NUMBER):
        found = pattern.match(heading)
        if found and heading[found.end() :]:
            return heading[found.end() :]
    return heading


def is_page_number(line: str) -> bool:
    """Whether the line is a page number alone: "7", "Sida 3 (7)", "- 2 -"."""
    return len(line) <= _LONGEST_MARK and bool(_PAGE_NUMBER.fullmatch(line))


def has_page_number(line: str) -> bool:
    """Whether the line is, or ends in, a page number: "Vintersele kommun  Sida 2 (3)"."""
    return is_page_number(line) or bool(_PAGE_MARK.search(line[-_LONGEST_MARK:]))


def is_leader(line: str) -> bool:
    """Whether the line is an entry in a table of contents, led by dots to its page."""
    return bool(_LEADER.search(line[-_LONGEST_MARK:]))


def is_contents(line: str) -> bool:
    """Whether the line is the heading of a table of contents."""
    return bool(_CONTENTS.fullmatch(line))


def is_rule(line: str) -> bool:
    """Whether the line holds no letter or digit at all, such as "-----"."""
    return not any(char.isalnum() for char in line)


def is_capitals(line: str) -> bool:
    """Whether the line is set in capitals (at least four letters)."""
    return sum(char.isalpha() for char in line) >= 4 and line.isupper()


def is_organisation(line: str) -> bool:
    """Whether the line is a sender, as on letterheads: "Region Norr", "Dals kommun, vård"."""
    return bool(_ORGANISATION.fullmatch(line))


def is_address(line: str) -> bool:
    """Whether the line begins with a web or mail address."""
    return bool(_ADDRESS.match(line[:_LONGEST_MARK]))


def ends_sentence(text: str) -> bool:
    """Whether the text ends as a sentence, or the line that leads in a list, does."""
    return text.endswith(_SENTENCE_END)
