"""A calendar file with the team's meetings: shown as read, and followed once someone says yes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from bot.outbox import key_of
from bot.skill import Context, Message, Role, UserError
from bot.texts import Catalogue
from knowledge import recur
from skills.meeting import store
from skills.meeting.calendar import Planner

LARGEST = 200_000
"""Bytes: years of meetings. Files of people's whole calendars are for no one else to read."""
MOST = 50
"""Series in a file."""
YES, NO = "✅", "❌"
_KEY = "calendar"


class Import:
    """Takes in what a team lead drops in the room."""

    def __init__(self, say: Catalogue, planner: Planner) -> None:
        self._say = say
        self._planner = planner

    def came(self, context: Context, name: str, media: str) -> Sequence[Message] | None:
        """A file was dropped. Of its entries only the times are kept, and no titles."""
        if context.private or not name.casefold().endswith(".ics"):
            return None
        if context.role < Role.TEAM_LEAD:
            return None
        data = context.outside.file(media)
        if len(data) > LARGEST:
            raise UserError("calendar.too-large", limit=LARGEST // 1000)
        zone = context.now.tzinfo
        assert isinstance(zone, ZoneInfo)
        found = [entry.recurrence for entry in recur.from_ics(data, zone)]
        ahead = [one for one in found if recur.upcoming(one, context.now, 1)]
        if not ahead:
            raise UserError("calendar.nothing-ahead")
        if len(ahead) > MOST:
            raise UserError("calendar.too-many", most=MOST)
        store.set_plan(context.tx, context.room, ahead, proposed=context.event)
        times = self._planner.times(context, ahead)
        text = self._say(context.language, "calendar.read", times=times)
        shown = context.reply(text, reactions=(YES, NO))
        return [replace(shown, key=f"{_KEY}:{context.event}")]

    def pressed(self, context: Context, event: str, sign: str) -> Sequence[Message] | None:
        """✅ or ❌ below what was read."""
        kind, _, came = (key_of(context.tx, event) or "").partition(":")
        act = {YES: self.confirm, NO: self.reject}.get(sign.rstrip("\ufe0f"))
        if kind != _KEY or act is None:
            return None
        waits = context.role >= Role.TEAM_LEAD and store.proposed(context.tx, context.room, came)
        return act(context, "") if waits else ()

    def confirm(self, context: Context, _args: str) -> Sequence[Message]:
        """`!möte ja`: the room meets as the file says."""
        series = self._waiting(context)
        store.drop_proposed(context.tx, context.room)
        store.set_plan(context.tx, context.room, series)
        times = self._planner.times(context, series)
        return [context.reply(self._say(context.language, "calendar.taken", times=times))]

    def reject(self, context: Context, _args: str) -> Sequence[Message]:
        """`!möte nej`: it was another calendar."""
        self._waiting(context)
        store.drop_proposed(context.tx, context.room)
        return [context.reply(self._say(context.language, "calendar.left"))]

    def _waiting(self, context: Context) -> Sequence[recur.Recurrence]:
        series = store.proposed(context.tx, context.room)
        if not series:
            raise UserError("calendar.none-waits")
        return series
