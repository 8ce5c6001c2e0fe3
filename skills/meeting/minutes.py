"""Minutes of a meeting: a page that reads well on paper and with a screen reader."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from html import escape

from bot.actions import Action
from bot.skill import Attachment
from bot.texts import Catalogue
from skills.meeting.phases import Phases
from skills.meeting.store import DECISION, NOTE, PROBLEM, Meeting, Note

_PAGE = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>body {{ font: 1.1rem/1.5 sans-serif; max-width: 42rem; margin: 2rem auto; padding: 0 1rem }}
th {{ text-align: left }} td, th {{ padding: .2rem 1rem .2rem 0; vertical-align: top }}</style>
</head>
<body>
<main>
<h1>{title}</h1>
<p><strong>{mark}</strong></p>
{body}
</main>
</body>
</html>
"""


def minutes(
    say: Catalogue,
    meeting: Meeting,
    notes: Sequence[Note],
    actions: Sequence[Action],
    phases: Phases,
    day: date,
) -> Attachment:
    """The minutes of a meeting on a `day`, as a file.

    They are working material: the bot takes no decisions.
    """
    language = meeting.language
    title = say(language, "minutes.title", day=day)
    parts = [
        *_phases(language, notes, phases),
        *_section(say(language, "minutes.decisions"), _texts(notes, DECISION)),
        *_section(say(language, "minutes.problems"), _texts(notes, PROBLEM)),
        *_table(say, language, actions),
    ]
    page = _PAGE.format(
        language=language,
        title=escape(title),
        mark=escape(say(language, "minutes.working")),
        body="\n".join(parts) or f"<p>{escape(say(language, 'minutes.nothing'))}</p>",
    )
    return Attachment(f"{say(language, 'minutes.file')}-{day}.html", "text/html", page.encode())


def _phases(language: str, notes: Sequence[Note], phases: Phases) -> Iterator[str]:
    for number, phase in enumerate(phases.all):
        here = [one for one in notes if one.phase == number]
        yield from _section(phase.title(language), _texts(here, NOTE))


def _texts(notes: Sequence[Note], kind: str) -> list[str]:
    return [one.text for one in notes if one.kind == kind]


def _section(heading: str, texts: Sequence[str]) -> Iterator[str]:
    if texts:
        yield f"<h2>{escape(heading)}</h2>"
        yield "<ul>" + "".join(f"<li>{escape(text)}</li>" for text in texts) + "</ul>"


def _table(say: Catalogue, language: str, actions: Sequence[Action]) -> Iterator[str]:
    if not actions:
        return
    heads = [say(language, f"minutes.{name}") for name in ("what", "who", "when")]
    yield f"<h2>{escape(say(language, 'minutes.actions'))}</h2>"
    yield "<table><thead><tr>"
    yield "".join(f'<th scope="col">{escape(head)}</th>' for head in heads)
    yield "</tr></thead><tbody>"
    for one in actions:
        cells = (one.text, one.owner or "–", one.due.isoformat() if one.due else "–")
        yield "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"
    yield "</tbody></table>"
