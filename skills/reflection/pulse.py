"""The pulse: how much people trust, 1 to 5, over the rounds, as a picture. Pure."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import fmean

from skills.reflection.disclosure import enough

LOWEST, HIGHEST = 1, 5
SHOWN = 12
"""The latest rounds that a picture holds."""
STEADY = 0.2
"""A smaller change than this is none."""

_NUMBER = re.compile(
    r"\s*(?:(?:typ|ca|cirka|ungefär|en|about|a)\s+)?([1-5])(?::?[ae])?"
    r"(?:\s*(?:/|av|of|out of)\s*5)?\s*[.!]?\s*",
    re.IGNORECASE,
)

_WIDTH, _HEIGHT = 900, 420
_LEFT, _RIGHT, _TOP, _BOTTOM = 60, 40, 70, 60
_INK, _GRID, _LINE, _PAPER = "#1b1b1b", "#c9c9c9", "#00507a", "#ffffff"


@dataclass(frozen=True)
class Point:
    """The pulse of one round."""

    day: date
    mean: float
    count: int


def read(text: str) -> int | None:
    """The number that someone answers with: "4", "4 av 5"; None for anything else."""
    match = _NUMBER.fullmatch(text)
    return int(match[1]) if match else None


def mean(numbers: Sequence[int]) -> float | None:
    """The mean with one decimal; None where too few have answered to tell it."""
    return round(fmean(numbers), 1) if enough(len(numbers)) else None


def direction(points: Sequence[Point]) -> str:
    """Where the last step goes: "up", "down" or "steady"; "first" where there is none."""
    if len(points) < 2:
        return "first"
    change = points[-1].mean - points[-2].mean
    if abs(change) < STEADY:
        return "steady"
    return "up" if change > 0 else "down"


def picture(points: Sequence[Point], decimal: str = ",") -> bytes:
    """The points in order as a PNG. Each has its number written beside it, so that nothing
    is told by colour or height alone."""
    from PIL import Image, ImageDraw, ImageFont  # slow to import, and seldom needed

    image = Image.new("RGB", (_WIDTH, _HEIGHT), _PAPER)
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(size=22)
    for level in range(LOWEST, HIGHEST + 1):
        y = _y(level)
        draw.line((_LEFT, y, _WIDTH - _RIGHT, y), fill=_GRID)
        draw.text((_LEFT - 16, y), str(level), fill=_INK, font=font, anchor="rm")
    shown = points[-SHOWN:]
    spots = [(_x(place, len(shown)), _y(point.mean)) for place, point in enumerate(shown)]
    if len(spots) > 1:
        draw.line(spots, fill=_LINE, width=4)
    for (x, y), point in zip(spots, shown, strict=True):
        draw.ellipse((x - 7, y - 7, x + 7, y + 7), fill=_LINE)
        number = f"{point.mean:.1f}".replace(".", decimal)
        draw.text(
            (x, y - 18), number, fill=_INK, font=font, anchor="mb", stroke_width=5,
            stroke_fill=_PAPER,
        )  # fmt: skip
        day = f"{point.day.day}/{point.day.month}"
        draw.text((x, _HEIGHT - _BOTTOM + 14), day, fill=_INK, font=font, anchor="mt")
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _x(place: int, count: int) -> float:
    width = _WIDTH - _LEFT - _RIGHT - 80
    return _LEFT + 40 + (width * place / (count - 1) if count > 1 else width / 2)


def _y(level: float) -> float:
    height = _HEIGHT - _TOP - _BOTTOM
    return _HEIGHT - _BOTTOM - height * (level - LOWEST) / (HIGHEST - LOWEST)
