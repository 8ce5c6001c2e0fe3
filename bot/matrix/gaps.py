"""What a sync left out: a busy room's timeline is cut, and the rest has to be fetched."""

from __future__ import annotations

import json
from typing import Any

from bot.matrix.api import Api, Json
from bot.matrix.events import is_own_joining
from bot.matrix.shapes import dicts

PAGE = 100
_WANTED = json.dumps(
    {
        "types": [
            "m.room.message",
            "m.room.encrypted",
            "m.room.redaction",
            "m.room.member",
            "m.reaction",
            "m.poll.response",
            "org.matrix.msc3381.poll.response",
        ]
    }
)


async def missing(
    api: Api, room_id: str, user_id: str, newest: str, since: str
) -> list[dict[str, Any]]:
    """The events between two places in the room's history, oldest first; raises MatrixError.

    `newest` is the timeline's `prev_batch`, `since` the token of the sync before. Nothing
    from before the bot's own joining is returned.
    """
    found: list[Json] = []
    place: str | None = newest
    while place is not None:
        query = {"dir": "b", "from": place, "to": since, "limit": str(PAGE), "filter": _WANTED}
        page = await api.call("GET", "rooms", room_id, "messages", query=query)
        for event in dicts(page.get("chunk")):
            if is_own_joining(event, user_id):
                return found[::-1]
            found.append(event)
        end = page.get("end")
        place = end if isinstance(end, str) and end != place else None
    return found[::-1]


def after_joining(events: list[Json], user_id: str) -> tuple[list[Json], bool]:
    """The events after the bot's last own joining, and whether that is among them at all."""
    for place in range(len(events) - 1, -1, -1):
        if is_own_joining(events[place], user_id):
            return events[place + 1 :], True
    return events, False
