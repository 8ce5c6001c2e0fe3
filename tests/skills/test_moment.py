from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from knowledge.model import Interval
from skills.ask.moment import span
from skills.ask.skill import say

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM)


@pytest.mark.parametrize(
    ("now", "start", "end", "swedish", "english"),
    [
        (
            "2026-11-25T22:00", "2026-11-25T21:00", "2026-11-26T07:00",
            "i natt 21:00–07:00", "tonight 21:00–07:00",
        ),
        (
            "2026-11-26T02:30", "2026-11-25T21:00", "2026-11-26T07:00",
            "i natt 21:00–07:00", "tonight 21:00–07:00",
        ),
        (
            "2026-11-25T08:00", "2026-11-25T07:00", "2026-11-25T16:00",
            "idag 07:00–16:00", "today 07:00–16:00",
        ),
        (
            "2026-11-25T08:00", "2026-11-28T21:00", "2026-11-29T07:00",
            "lördag 28 november 21:00–07:00", "Saturday 28 November 21:00–07:00",
        ),
        (
            "2026-11-25T08:00", "2026-11-27T16:00", "2026-11-30T07:00",
            "fredag 27 november 16:00 till måndag 30 november 07:00",
            "Friday 27 November 16:00 to Monday 30 November 07:00",
        ),
        # The night the clocks go back is eleven hours long and still one night.
        (
            "2026-10-24T22:00", "2026-10-24T21:00", "2026-10-25T07:00",
            "i natt 21:00–07:00", "tonight 21:00–07:00",
        ),
    ],
)  # fmt: skip
def test_a_span_in_words(now: str, start: str, end: str, swedish: str, english: str) -> None:
    interval = Interval(at(start), at(end))
    assert span(say, "sv", interval, at(now)) == swedish
    assert span(say, "en", interval, at(now)) == english
