"""`lotsen ask`: one answer, or a line of JSON in and a line of JSON out."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.cli.failure import WrongCall
from bot.config import load
from bot.render import render
from bot.scopes import NONE
from bot.wiring import App, build
from knowledge.model import Answer, Duty, Interval, Passage
from skills.ask.present import Presenter
from skills.ask.skill import say


class Asked(BaseModel):
    """One line of `ask - --json`."""

    model_config = ConfigDict(extra="forbid")

    q: str
    at: str | None = None
    person: str | None = Field(default=None, alias="as")


def ask(arguments: argparse.Namespace) -> int:
    """Answer the question, or each line of standard input where it is "-"."""
    settings = load(arguments.config)
    with build(settings) as app:
        if arguments.question != "-":
            answer, now = _answer(app, arguments.question, arguments.at, arguments.person)
            print(_shown(answer, now, settings.language, arguments.json))
            return 0
        for asked in _lines(arguments.json):
            person = asked.person or arguments.person
            answer, now = _answer(app, asked.q, asked.at or arguments.at, person)
            print(_shown(answer, now, settings.language, arguments.json), flush=True)
    return 0


def _lines(as_json: bool) -> Iterator[Asked]:
    for number, line in enumerate(sys.stdin, start=1):
        if not line.strip():
            continue
        if not as_json:
            yield Asked(q=line.strip())
            continue
        try:
            yield Asked.model_validate_json(line)
        except ValidationError:
            raise WrongCall(
                f'line {number}: write {{"q": "…"}} with "at" and "as" if you like'
            ) from None


def _answer(app: App, question: str, at: str | None, person: str | None) -> tuple[Answer, datetime]:
    """As a person who asks at a terminal, where their rooms are not known, what everyone may
    see; as nobody, everything: whoever runs the command holds the data already."""
    now = moment(at, app.settings.zone) if at else app.now()
    scopes = NONE if person else None
    return app.assistant.ask(question, now, scopes=scopes), now


def _shown(answer: Answer, now: datetime, language: str, as_json: bool) -> str:
    if as_json:
        return json.dumps(as_object(answer), ensure_ascii=False)
    return render(Presenter(say, language, now).answer(answer)).plain


def moment(text: str, zone: ZoneInfo, option: str = "--at") -> datetime:
    """An ISO 8601 moment, local when it has no offset; raises WrongCall."""
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError:
        raise WrongCall(f"{option} {text}: write the time as 2026-11-28T02:00") from None
    return (parsed if parsed.tzinfo else parsed.replace(tzinfo=zone)).astimezone(zone)


def as_object(answer: Answer) -> dict[str, Any]:
    """The answer in the shape that others rely on."""
    return {
        "question": answer.question,
        "verdict": answer.verdict,
        "interval": _interval(answer.interval),
        "ask_back": [{"function": c.function, "area": c.area} for c in answer.ask_back],
        "responsible": [_duty(duty) for duty in answer.responsible],
        "passages": [_passage(passage) for passage in answer.passages],
        "conflicts": [{"about": c.about, "sources": list(c.sources)} for c in answer.conflicts],
        "refused": answer.refused,
        "degraded": list(answer.degraded),
    }


def _interval(interval: Interval | None) -> dict[str, str] | None:
    if interval is None:
        return None
    return {"start": interval.start.isoformat(), "end": interval.end.isoformat()}


def _duty(duty: Duty) -> dict[str, Any]:
    row = duty.responsibility
    return {
        "function": row.function,
        "area": row.area,
        "principal": row.principal,
        "role": row.role,
        "contact": row.contact,
        "backup": row.backup,
        "when": row.when,
        "from": duty.start and duty.start.isoformat(),
        "to": duty.end and duty.end.isoformat(),
        "next": duty.next and duty.next.role,
        "vacant": duty.vacant,
        "people": [{"name": turn.name, "phone": turn.phone} for turn in duty.people],
        "status": row.status,
        "source": row.source,
    }


def _passage(passage: Passage) -> dict[str, Any]:
    place = passage.chunk.place
    decided = passage.metadata.decided
    return {
        "text": passage.chunk.text,
        "context": passage.chunk.context,
        "quote": passage.quote,
        "document": passage.file,
        "title": passage.metadata.title,
        "place": " › ".join(part for part in (*place.headings, place.section) if part),
        "page": place.page or place.slide,
        "status": passage.metadata.status,
        "date": decided and decided.isoformat(),
        "score": round(passage.score, 4),
    }
