"""The pulse and its picture."""

from __future__ import annotations

import io
from datetime import date

import pytest
from PIL import Image

from skills.reflection.pulse import Point, direction, mean, picture, read


@pytest.mark.parametrize(
    ("text", "number"),
    [("4", 4), (" 3. ", 3), ("5/5", 5), ("2 av 5", 2), ("4 out of 5", 4),
     ("6", None), ("0", None), ("45", None), ("fyra", None), ("4 och lite till", None)],
)  # fmt: skip
def test_a_number_is_read(text: str, number: int | None) -> None:
    assert read(text) == number


def test_too_few_have_no_mean() -> None:
    assert mean([1, 2, 3, 4]) is None
    assert mean([1, 2, 3, 4, 4]) == 2.8


def test_the_direction_of_the_last_step() -> None:
    low, same, high = (Point(date(2026, 1, 5), value, 8) for value in (3.0, 3.1, 3.6))
    assert direction([low]) == "first"
    assert direction([low, same]) == "steady"
    assert direction([same, high]) == "up"
    assert direction([high, low]) == "down"


@pytest.mark.parametrize("count", [1, 2, 30])
def test_the_picture_is_a_png(count: int) -> None:
    points = [Point(date(2026, 1, 1 + n), 1 + n % 5, 8) for n in range(count)]
    image = Image.open(io.BytesIO(picture(points)))
    assert (image.format, image.size) == ("PNG", (900, 420))
