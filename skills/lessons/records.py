"""Lessons as they stand in a file: the schema that this and other installations read and write."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from knowledge.model import Principal
from skills.lessons.fields import LONGEST, clean
from skills.lessons.milestones import Reach
from skills.lessons.model import Direction, Kind, State, Timing

MOST = 10_000
"""Lessons in one file."""

Text = Annotated[str, Field(max_length=LONGEST), AfterValidator(clean)]
Uid = Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,64}$")]
Number = Annotated[int, Field(ge=0, lt=10**9)]


class Record(BaseModel):
    """What can stand in a file, and nothing else."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class LessonRecord(Record):
    """A lesson; the fields are those of skills.lessons.model.Lesson. Who recorded it is not in it,
    nor the room and the event: they are for nobody else."""

    uid: Uid
    state: State
    since: AwareDatetime
    made: AwareDatetime
    title: Text = ""
    kind: Kind | None = None
    observation: Text = ""
    discussion: Text = ""
    conclusion: Text = ""
    recommendation: Text = ""
    need: Text = ""
    risks: Text = ""
    consequences: Text = ""
    area: Text = ""
    need_group: Text = ""
    level: Text = ""
    principal: Principal | None = None
    timing: Timing | None = None
    source: Text = ""
    link: Text = ""
    teller: Text = ""
    direction: Direction | None = None
    decision: Text = ""
    body: Text = ""
    reference: Text = ""
    decided: date | None = None
    owner: Text = ""
    due: date | None = None
    criterion: Text = ""
    method: Text = ""
    outcome: Text = ""
    verified: date | None = None
    verifier: Text = ""
    recheck: Text = ""
    reason: Text = ""
    recurrences: Number = 0
    diary_number: Text = ""
    decided_formally: bool = False
    secrecy_checked: date | None = None
    keep_until: date | None = None

    number: Number = 0
    """Its number where it comes from; kept if it is free."""
    instead: Uid | None = None
    """The lesson that it is a duplicate of, or that took its place."""


class LineRecord(Record):
    """A line of history."""

    at: AwareDatetime
    step: Annotated[str, Field(pattern="^[a-z-]{1,16}$")]
    state: State
    words: dict[str, Text | int | bool | None] | None


class SpreadRecord(Record):
    """To whom a lesson was given, and what came of it."""

    recipient: Text
    at: AwareDatetime
    acknowledged: AwareDatetime | None
    feedback: Text


class Entry(Record):
    """A lesson with what belongs to it."""

    lesson: LessonRecord
    history: tuple[LineRecord, ...] = ()
    spread: tuple[SpreadRecord, ...] = ()


class MilestoneRecord(Record):
    """A milestone."""

    uid: Uid
    title: Text
    state: Reach
    due: date | None = None
    source: Text
    since: AwareDatetime


class File(Record):
    """The whole file."""

    format: Literal["lotsen-lessons"] = "lotsen-lessons"
    version: Literal[1] = 1
    kind: Literal["export", "shared"]
    """An export holds everything, people too, and comes back as it was. What is shared holds
    what was learned, and comes to others as something new to look at."""
    made: AwareDatetime
    team: Text = ""
    """Whose it is."""
    lessons: Annotated[tuple[Entry, ...], Field(max_length=MOST)]
    milestones: Annotated[tuple[MilestoneRecord, ...], Field(max_length=MOST)] = ()
