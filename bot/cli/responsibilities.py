"""`lotsen responsibilities`: the register, and what it leaves open in the coming weeks."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from typing import Any

from bot.clock import SystemClock
from bot.config import Settings, load
from bot.texts import texts
from bot.wiring import build
from knowledge import register
from knowledge.check import Finding, Report, RosterEnd, Unstaffed, check
from knowledge.model import Responsibility
from knowledge.records import DocumentInfo


def responsibilities(arguments: argparse.Namespace) -> int:
    """List the rows; with --check look for gaps, overlaps and what is expired, 1 if any."""
    settings = load(arguments.config)
    known = register.load(settings.knowledge.responsibilities)
    report = None
    if arguments.check:
        today = SystemClock().now().astimezone(settings.zone).date()
        report = check(known, today, arguments.weeks, _documents(settings))
    if arguments.json:
        print(json.dumps(_object(known.responsibilities, report), ensure_ascii=False, default=str))
    elif report is None:
        for row in known.responsibilities:
            print(_line(row))
    else:
        print("\n".join(_findings(settings.language, report)))
    return 0 if report is None or report.is_clear else 1


def _object(rows: tuple[Responsibility, ...], report: Report | None) -> dict[str, Any]:
    found: dict[str, Any] = {"responsibilities": [asdict(row) for row in rows]}
    if report is not None:
        found |= {
            "gaps": [_finding(one) for one in report.gaps],
            "overlaps": [_finding(one) for one in report.overlaps],
            "expired": [asdict(row) for row in report.expired],
            "unstaffed": [_unstaffed(one) for one in report.unstaffed],
            "rosters": [asdict(one) for one in report.rosters],
            "sources": [asdict(one) for one in report.sources],
        }
    return found


def _finding(one: Finding) -> dict[str, Any]:
    return {
        "function": one.function,
        "area": one.area,
        "from": one.first.start.isoformat(),
        "to": one.first.end.isoformat(),
        "times": one.times,
        "roles": list(one.roles),
    }


def _unstaffed(one: Unstaffed) -> dict[str, Any]:
    return {
        "role": one.role,
        "from": one.first.start.isoformat(),
        "to": one.first.end.isoformat(),
        "times": one.times,
    }


def _line(row: Responsibility) -> str:
    area = f" ({row.area})" if row.area else ""
    return f"{row.function}{area} · {row.when}: {row.role} · {row.contact} · {row.source}"


def _findings(language: str, report: Report) -> list[str]:
    lines = [
        texts(
            language,
            f"check.{kind}",
            function=one.function,
            area=one.area,
            start=f"{one.first.start:%Y-%m-%d %H:%M}",
            end=f"{one.first.end:%Y-%m-%d %H:%M}",
            times=one.times,
            roles=", ".join(one.roles),
        )
        for kind, found in (("gap", report.gaps), ("overlap", report.overlaps))
        for one in found
    ]
    lines += [
        texts(language, "check.expired", function=row.function, role=row.role, end=row.valid_to)
        for row in report.expired
    ]
    lines += [
        texts(
            language,
            "check.unstaffed",
            role=one.role,
            start=f"{one.first.start:%Y-%m-%d %H:%M}",
            end=f"{one.first.end:%Y-%m-%d %H:%M}",
            times=one.times,
        )
        for one in report.unstaffed
    ]
    lines += [_roster_end(language, one) for one in report.rosters]
    lines += [
        texts(language, "check.source", source=one.source, functions=", ".join(one.functions))
        for one in report.sources
    ]
    return lines or [texts(language, "check.nothing")]


def _roster_end(language: str, one: RosterEnd) -> str:
    if one.last is None:
        return texts(language, "check.roster-over", role=one.role)
    return texts(language, "check.roster-end", role=one.role, end=f"{one.last:%Y-%m-%d %H:%M}")


def _documents(settings: Settings) -> tuple[DocumentInfo, ...]:
    """The library's documents; none where there is no library yet."""
    if not settings.data_dir.exists():
        return ()
    with build(settings) as app:
        return app.library.documents()
