"""A file for the registry: what a round, a lesson or a decision trail holds, marked as working
material or settled, with what a registrar needs to register it (diarieföring).

The file is HTML that stands alone: it needs no program but a browser, reads well with a screen
reader, and carries its metadata in the terms of Dublin Core for systems that take them in.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from html import escape

from bot.render import render
from bot.skill import Attachment
from bot.texts import texts

MEDIA_TYPE = "text/html"


class Standing(StrEnum):
    """Whether it is still being worked on."""

    WORKING = "working"
    """Arbetsmaterial."""
    SETTLED = "settled"
    """Fastställd: from now on it is to be registered and is not changed."""


@dataclass(frozen=True)
class Record:
    """What is to be registered."""

    id: str
    """As in the audit log: "lesson:12"."""
    title: str
    standing: Standing
    on: date
    """When it was settled; of working material, the day of the export."""
    responsible: str
    """A role or a body, rather than a name."""
    text: str
    """Markdown; people's words escaped."""
    diary_number: str = ""
    """Empty until the registry has given it one."""


def as_file(record: Record, language: str) -> Attachment:
    """The record as a file in a language. The same record always gives the same bytes."""
    body = render(record.text).html
    fields = list(_fields(record, language))
    fields.append(("digest", hashlib.sha256(body.encode()).hexdigest()))
    page = _PAGE.format(
        language=language,
        title=escape(record.title),
        meta="\n".join(_meta(record, language)),
        mark=escape(texts(language, f"registration.{record.standing}")).upper(),
        rows="\n".join(
            f"<tr><th scope='row'>{escape(texts(language, f'registration.{name}'))}</th>"
            f"<td>{escape(value)}</td></tr>"
            for name, value in fields
        ),
        body=body,
    )
    return Attachment(_name(record, language), MEDIA_TYPE, page.encode())


def _fields(record: Record, language: str) -> Iterable[tuple[str, str]]:
    yield "diary-number", record.diary_number or texts(language, "registration.not-given")
    yield "date", record.on.isoformat()
    yield "responsible", record.responsible
    yield "id", record.id


def _meta(record: Record, language: str) -> Iterable[str]:
    terms = {
        "identifier": record.diary_number or record.id,
        "title": record.title,
        "date": record.on.isoformat(),
        "creator": record.responsible,
        "type": texts(language, f"registration.{record.standing}"),
        "language": language,
    }
    for term, value in terms.items():
        yield f'<meta name="DCTERMS.{term}" content="{escape(value)}">'


def _name(record: Record, language: str) -> str:
    parts = (texts(language, f"registration.{record.standing}"), record.id, record.on.isoformat())
    return re.sub(r"[^\w.-]+", "-", "-".join(parts).casefold()) + ".html"


_PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<link rel="schema.DCTERMS" href="http://purl.org/dc/terms/">
{meta}
<title>{title}</title>
<style>
body {{ font: 1rem/1.5 serif; max-width: 45rem; margin: 2rem auto; padding: 0 1rem }}
th {{ text-align: left; font-weight: normal; padding-right: 2rem; vertical-align: top }}
td {{ overflow-wrap: anywhere }}
.mark {{ font-weight: bold; letter-spacing: .1em }}
</style>
</head>
<body>
<p class="mark">{mark}</p>
<h1>{title}</h1>
<table>
{rows}
</table>
<main>
{body}
</main>
</body>
</html>
"""
