"""`!lärdomar`: the log, by words, area, need group, direction, state …"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.skill import Context, Message, UserError
from knowledge.fold import fold
from skills.lessons import fields, store
from skills.lessons.model import LEARNED, State
from skills.lessons.near import Neighbours
from skills.lessons.wording import line, say

SHOWN = 8
"""As many as a phone shows without scrolling for long."""
_FILTER = re.compile(r'([^\W\d_][\w-]*):\s*(?:"([^"]*)"|(\S+))')
_STATE_WORDS = frozenset({"lage", "state"})
_CHOSEN = frozenset({"kind", "direction", "principal", "timing"})
_TAGS = frozenset({"area", "need_group", "level"})
Wanted = Mapping[str, frozenset[str]]
"""Columns, and the values that are looked for."""


@dataclass(frozen=True)
class Search:
    """Looks for lessons."""

    near: Neighbours

    def list(self, context: Context, args: str) -> Sequence[Message]:
        """`!lärdomar natt område:hemsjukvård läge:beslutad`."""
        words, wanted = _read(context, args)
        ids = store.matching(context.tx, wanted)
        if not ids:
            return [context.reply(say(context.language, "search.none"))]
        if words:
            found = self.near.search(context.tx, words, ids, SHOWN)
        else:
            held = store.several(context.tx, ids[:SHOWN])
            found = tuple(held[id] for id in ids[:SHOWN])
        head = "search.nearest" if words else "search.latest"
        lines = [f"- {line(one, context.language)}" for one in found]
        text = say(context.language, head, shown=len(found), count=len(ids))
        more = say(context.language, "search.more")
        return [context.reply("\n".join([text, "", *lines, "", more]))]


def _read(context: Context, args: str) -> tuple[str, Wanted]:
    """The words to look for, and what else must hold."""
    wanted: dict[str, frozenset[str]] = {}

    def take(found: re.Match[str]) -> str:
        name, value = fold(found[1]).replace("-", " "), found[2] or found[3]
        if name in _STATE_WORDS:
            wanted["state"] = _states(value)
            return " "
        known = fields.split(f"{name}: {value}")
        if known is None or known[0].name not in _CHOSEN | _TAGS:
            return found[0]  # no filter of ours: part of what is looked for
        wanted[known[0].name] = _values(context, known[0], value)
        return " "

    words = " ".join(_FILTER.sub(take, args).split())
    return words, wanted


def _values(context: Context, field: fields.Field, value: str) -> frozenset[str]:
    if field.name in _CHOSEN:
        return frozenset({str(field.read(value, fields.Reading(context.now)))})
    used = store.tags(context.tx, field.name)
    return frozenset(tag for tag in used if fold(tag).startswith(fold(value)))


def _states(value: str) -> frozenset[str]:
    """The states whose name in either language begins so; "lärd" is what has been learned."""
    wanted = fold(value)
    if fold(say("sv", "search.learned")).startswith(wanted) or wanted == "learned":
        return frozenset(state.value for state in LEARNED)
    meant = {
        state.value
        for state in State
        for language in ("sv", "en")
        if fold(say(language, f"state.{state}")).startswith(wanted)
    }
    if not meant:
        raise UserError("search.no-state")
    return frozenset(meant)
