"""A year, forty people, twelve rounds, thirty kills: everyone is asked exactly once, at a time
when they may be, nobody is reminded who has answered, and nothing is lost."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.outbox import Outgoing
from knowledge.recur import Availability, between, is_day_off, is_free, right_moment
from skills.reflection import rounds
from skills.reflection.occurrences import CLOSED, MISSED
from skills.reflection.plan import Anonymity, remind_at
from skills.reflection.rounds import Round
from skills.reflection.tables import occurrence, prompt, voice
from tests.skills.reflection.year import BEGIN, END, HOURS, LEADER, ROOM, Life, Person

pytestmark = [pytest.mark.timeout(600), pytest.mark.long]

KILLS, OUTAGES = 30, 6
SIZES = dict(zip("abcdefghijk", (5, 2, 1, 5, 2, 2, 2, 5, 2, 2, 12), strict=True))
"""How many take part in the rounds that are not for all."""
LINES = (
    "Puls varje måndag 9 för {a}, svar inom 2 dagar, anonymt, mall fri, 2 påminnelser",
    "Nattrunda varannan tisdag 21:30 för {b}, svar inom 1 dag, med namn, mall fri",
    "Helhet första tisdagen i månaden kl 13 för alla, svar inom 3 dagar, anonymt, mall fri",
    "Korset varje vardag kl 8 för {c}, svar inom 20 timmar, med namn, mall fri, inga påminnelser",
    "Bemanning den 15:e varje månad kl 10 för {d}, svar inom 4 dagar, per roll, mall fri",
    "Bilen varje onsdag 14 för {e}, svar inom 36 timmar, med namn, mall fri",
    "Sista fredagen sista fredagen i månaden kl 11 för {k}, svar inom en vecka, anonymt, mall fri",
    "Larm varannan torsdag 07:30 för {f}, svar inom 2 dagar, med namn, mall fri, 3 påminnelser",
    "Hemgång varje fredag 15 för {g}, röda dagar flyttas till dagen före, svar inom 3 dagar,"
    " anonymt, mall fri",
    "Utifrån-in den 1:a varje månad kl 9 för {h}, svar inom 5 dagar, anonymt, mall fri",
    "Ledning varannan måndag kl 16 för {i}, svar inom 2 dagar, med namn, mall fri",
    "Glesbygd tredje onsdagen i månaden kl 02:30 för {j}, svar inom 2 dagar, anonymt, mall fri",
)


@dataclass
class Asked:
    """What came to a person about one prompt, and what they did."""

    person: str
    first: list[datetime] = field(default_factory=list)
    again: list[datetime] = field(default_factory=list)
    answered: datetime | None = None
    """When they had said all they would."""


@dataclass
class Record:
    """What was seen from outside."""

    life: Life
    asked: defaultdict[int, Asked]
    said: dict[str, tuple[int, datetime]] = field(default_factory=dict)
    """Each answer, to which prompt, and when."""
    allowed: set[int] = field(default_factory=set)
    """The prompts whose answers may be repeated."""

    def hear(self, out: Outgoing) -> None:
        """Something comes to a person, who does something about it, or not."""
        kind, _, rest = out.key.partition(":")
        if kind != "ask":
            return
        id, part, *_ = rest.split(":")
        asked, now = self.asked[int(id)], self.life.clock.now()
        chance = self.life.chance
        if part == "first":
            asked.person = out.to
            asked.first.append(now)
            if chance.random() < 0.4:
                later = now + timedelta(minutes=chance.uniform(1, 40 * 60))
                self.life.plan(later, lambda: self._answer(out, int(id)))
            elif chance.random() < 0.1:
                later = now + timedelta(minutes=chance.uniform(1, 600))
                self.life.plan(later, lambda: self._say(out, int(id), "avstå"))
        elif part == "again":
            asked.again.append(now)
            if chance.random() < 0.4:
                later = now + timedelta(minutes=chance.uniform(1, 300))
                self.life.plan(later, lambda: self._answer(out, int(id)))
        elif part == "1":  # whether the answer may be repeated
            yes = chance.random() < 0.5
            self.allowed |= {int(id)} if yes else set()
            word = "ja" if yes else "nej"
            self.life.plan(now + timedelta(seconds=20), lambda: self._say(out, int(id), word))

    def _answer(self, out: Outgoing, id: int) -> None:
        if self.asked[id].answered is None:
            text = f"svar nummer {len(self.said)} om natten"
            self.said[text] = (id, self.life.clock.now())
            self._say(out, id, text)

    def _say(self, out: Outgoing, id: int, text: str) -> None:
        self.asked[id].answered = self.asked[id].answered or self.life.clock.now()
        event = self.life.server.events[out.transaction()]
        self.life.say(text, self.asked[id].person, relates=event)


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Record:
    """A year has passed."""
    chance = random.Random(7)
    people = [
        Person(
            f"@p{n}:{'kommun' if n % 2 else 'region'}.example",
            chance.choices(list(HOURS), (10, 5, 4, 2, 2))[0],
            _vacation(chance),
        )
        for n in range(40)
    ]
    people.append(Person(LEADER, "", (date(2028, 6, 1), date(2028, 7, 1))))
    life = Life(tmp_path_factory.mktemp("year"), people)
    record = Record(life, defaultdict(lambda: Asked("")))
    life.hears = record.hear
    for person in people:
        if person.hours:
            life.say(f"!mina-tider {person.hours}", person.id)
        life.plan(_noon(person.away[0]), lambda p=person: life.say(f"borta till {p.away[1]}", p.id))  # type: ignore[misc]
    for line in LINES:
        named = {
            letter: " ".join(p.id for p in chance.sample(people, SIZES[letter])) for letter in SIZES
        }
        life.say(f"!runda {line.format(**named)}", LEADER, room=ROOM)
        life.say("!runda ja", LEADER, room=ROOM)
        life.work()
    for number in range(KILLS):
        at = BEGIN + timedelta(days=5 + 11.5 * number, hours=chance.uniform(0, 200))
        life.plan(at, life.reaper.aim)
        if number % (KILLS // OUTAGES) == 0:
            hours = chance.uniform(1, 30)
            life.plan(
                at + timedelta(minutes=5),
                lambda h=hours: life.outage(life.clock.now() + timedelta(hours=h)),
            )  # type: ignore[misc]
    life.live_until(END)
    return record


def _vacation(chance: random.Random) -> tuple[date, date]:
    start = date(2026, 6, 8) + timedelta(days=chance.randrange(0, 60))
    return start, start + timedelta(days=28)


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=BEGIN.tzinfo)


def test_it_was_a_hard_year(year: Record) -> None:
    assert year.life.reaper.killed == KILLS
    assert len(year.life.outages) == OUTAGES
    firsts = [at for asked in year.asked.values() for at in asked.first]
    assert len(firsts) > 1200
    assert len(year.said) > 500
    assert sum(len(asked.again) for asked in year.asked.values()) > 200


def test_everyone_was_asked_exactly_once_at_the_right_moment(year: Record) -> None:
    expected = {
        (round.id, at, person, moment)
        for round, at, deadline in _times(year)
        for person in round.plan.people or tuple(year.life.people)
        if (moment := _first_moment(year.life, person, at, deadline))
    }
    where = {row.id: (row.round, row.at) for row in _rows(year, occurrence)}
    came = [
        (*where[row.occurrence], row.person, at)
        for row in _rows(year, prompt)
        for at in year.asked[row.id].first
    ]
    assert len(came) == len(set(came)), "nobody twice"
    assert set(came) == expected


def test_nobody_was_disturbed(year: Record) -> None:
    for asked in year.asked.values():
        for at in (*asked.first, *asked.again):
            assert is_free(at, _there(year.life.people[asked.person], at))


def test_nobody_was_reminded_who_had_answered_or_more_than_was_agreed(year: Record) -> None:
    most = {round.id: round.plan.reminders for round in _all_rounds(year)}
    occurrences = {row.id: row for row in _rows(year, occurrence)}
    for row in _rows(year, prompt):
        asked, this = year.asked[row.id], occurrences[row.occurrence]
        assert len(asked.again) <= most[this.round]
        for at in asked.again:
            assert asked.answered is None or at <= asked.answered
            assert asked.first[0] < at < this.deadline


def test_who_had_not_answered_was_reminded(year: Record) -> None:
    most = {round.id: round.plan.reminders for round in _all_rounds(year)}
    occurrences = {row.id: row for row in _rows(year, occurrence)}
    checked = 0
    for row in _rows(year, prompt):
        asked, this = year.asked[row.id], occurrences[row.occurrence]
        if not asked.first or asked.answered or this.deadline > END:
            continue
        if _something_else(year.life, row.person, this):
            continue
        expected, now = [], asked.first[0]
        there = year.life.people[row.person].usual
        while at := remind_at(asked.first[0], this.deadline, most[this.round], there, now):
            expected.append(at)
            now = at
        assert asked.again == expected
        checked += 1
    assert checked > 300


def test_red_days_are_left_alone_and_nine_is_nine_all_year(year: Record) -> None:
    times = {round.plan.title: [] for round in _all_rounds(year)}
    for round, at, _ in _times(year):
        times[round.plan.title].append(at.astimezone(BEGIN.tzinfo))
    red = [day for day in _days() if is_day_off(day)]
    assert len(red) >= 15
    assert not {at.date() for found in times.values() for at in found} & set(red)
    korset = {at.date() for at in times["Korset"]}
    assert korset == {day for day in _days() if day.weekday() < 5 and day not in red}
    assert {(at.hour, at.minute) for at in times["Puls"]} == {(9, 0)}


def test_nothing_was_lost(year: Record) -> None:
    occurrences = {row.id: row for row in _rows(year, occurrence)}
    in_time: defaultdict[int, set[str]] = defaultdict(set)
    who: defaultdict[int, set[str]] = defaultdict(set)
    of = {row.id: row for row in _rows(year, prompt)}
    for text, (id, at) in year.said.items():
        this = occurrences[of[id].occurrence]
        if at < this.deadline:
            in_time[this.id].add(text)
            who[this.id].add(of[id].person)
    told: defaultdict[int, set[str]] = defaultdict(set)
    late = 0
    for row in _rows(year, voice):
        if row.late:
            late += 1
        else:
            told[row.occurrence].add(row.text)
    for id, this in occurrences.items():
        if this.state == MISSED or this.deadline > END:
            continue
        assert this.state == CLOSED
        named = this.anonymity == Anonymity.NAMED
        few = not named and len(who[id]) < 5
        assert this.answered == (None if few else len(who[id]))
        allowed = {t for t in in_time[id] if named or year.said[t][0] in year.allowed}
        assert told[id] == (set() if few else allowed)
    assert late > 0
    summaries = Counter(out.key for _, out in year.life.server.came if out.key.startswith("summ"))
    assert set(summaries.values()) == {1}


def _times(year: Record) -> Iterator[tuple[Round, datetime, datetime]]:
    for round in _all_rounds(year):
        for at in between(round.plan.recurrence, BEGIN, END):
            yield round, at, at + round.plan.answer_within


def _first_moment(life: Life, person: str, at: datetime, deadline: datetime) -> datetime | None:
    """When a person should be asked, reckoned anew: at their right moment, or the next one
    after the machine came back."""
    now = _handled(life, at)
    due = right_moment(at, _there(life.people[person], now))
    while now < deadline and due < deadline:
        now = _handled(life, max(due, now))
        there = _there(life.people[person], now)
        if now >= deadline or now >= END:
            return None
        if is_free(now, there):
            return now
        due = right_moment(now, there)
    return None


def _handled(life: Life, at: datetime) -> datetime:
    """When the bot gets to something: at once, or when the machine is on again."""
    return next((end for start, end in life.outages if start <= at < end), at)


def _there(person: Person, at: datetime) -> Availability:
    """When a person may be asked, as far as they have said so at a time."""
    start, back = person.away
    return replace(person.usual, back=back) if _noon(start) <= at else person.usual


def _something_else(life: Life, person: str, this: object) -> bool:
    """Whether an outage or a vacation falls into an occurrence."""
    start, end = this.at, this.deadline  # type: ignore[attr-defined]
    first, back = life.people[person].away
    away = _noon(first) < end and start < _noon(back)
    return away or any(down < end and start < up for down, up in life.outages)


def _all_rounds(year: Record) -> tuple[Round, ...]:
    with year.life.engine.connect() as tx:
        return rounds.of_maker(tx, LEADER)


def _rows(year: Record, table: object) -> list:  # type: ignore[type-arg]
    with year.life.engine.connect() as tx:
        return list(tx.execute(select(table)))  # type: ignore[call-overload]


def _days() -> list[date]:
    first, last = BEGIN.date() + timedelta(days=1), END.date()
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
