"""When a person may be asked, and the role they answer in, as they have said themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, delete, select

from bot.db import upsert
from knowledge.calendar import Shift
from knowledge.recur import AWAKE, EVERY_DAY, Availability
from skills.reflection.tables import person as people

ANY_TIME = ""


@dataclass(frozen=True)
class Person:
    """What a person has said; None where they have said nothing."""

    zone: str | None = None
    hours: str | None = None
    """"21:00-07:00", or ANY_TIME."""
    days: str | None = None
    """"01234" for Monday to Friday."""
    red_days: bool | None = None
    back: date | None = None
    """Away until this day."""
    role: str | None = None

    def availability(self, zone: ZoneInfo) -> Availability:
        """When they may be asked; `zone` is the team's."""
        return Availability(
            zone=ZoneInfo(self.zone) if self.zone else zone,
            hours=AWAKE if self.hours is None else _shift(self.hours),
            days=frozenset(map(int, self.days)) if self.days else EVERY_DAY,
            red_days=self.red_days is not False,
            back=self.back,
        )


def get(tx: Connection, id: str) -> Person:
    """What a person has said."""
    columns = [people.c[name] for name in Person.__dataclass_fields__]
    row = tx.execute(select(*columns).where(people.c.person == id)).mappings().one_or_none()
    return Person(**row) if row else Person()


def put(tx: Connection, id: str, said: Person) -> None:
    """Remember what a person has said."""
    upsert(tx, people, "person", {"person": id, **said.__dict__})


def forget(tx: Connection, id: str) -> None:
    """Forget it."""
    tx.execute(delete(people).where(people.c.person == id))


def _shift(hours: str) -> Shift | None:
    if hours == ANY_TIME:
        return None
    start, end = hours.split("-")
    return Shift(time.fromisoformat(start), time.fromisoformat(end))
