"""One log-in at work: the parts of the connection, put together, and how they run."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Engine

from bot.clock import Clock
from bot.config import MatrixSettings
from bot.journal import Incoming, Journal
from bot.matrix.courtesy import Courtesy
from bot.matrix.crypto import Crypto
from bot.matrix.delivery import Delivery
from bot.matrix.errors import MatrixError
from bot.matrix.events import Identity
from bot.matrix.hints import Hints
from bot.matrix.invites import Doorkeeper, Invites
from bot.matrix.memory import Memory, Sealed
from bot.matrix.outside import MatrixOutside
from bot.matrix.patience import Patience
from bot.matrix.position import Position
from bot.matrix.private import PrivateRooms
from bot.matrix.reader import Reader
from bot.matrix.room import Room
from bot.matrix.send import MatrixTransport
from bot.matrix.session import Session
from bot.matrix.sync import Sync
from bot.matrix.upgrades import Upgrades
from bot.matrix.workers import Workers
from bot.outbox import Outbox
from bot.skill import Outside
from bot.status import Board, Status

log = logging.getLogger(__name__)

FAREWELL_SECONDS = 10.0
"""How long the last messages may take when the bot is told to stop."""


@dataclass(frozen=True)
class House:
    """What the connection serves: where events go, and where messages come from."""

    engine: Engine
    language: str
    journal: Journal
    outbox: Outbox
    memory: Memory
    handle: Callable[[Incoming, Outside], None]
    clock: Clock
    board: Board


class Connection:
    """A restored session at work."""

    def __init__(
        self,
        session: Session,
        crypto: Crypto,
        position: Position,
        me: Identity,
        settings: MatrixSettings,
        house: House,
    ) -> None:
        api = session.api
        self._me = me
        self._house = house
        self._crypto = crypto
        self._rooms: dict[str, Room] = {}
        door = Doorkeeper(frozenset(settings.allowed_servers), frozenset(settings.allowed_rooms))
        self._upgrades = Upgrades(api, self._rooms, house.memory.move_room)
        self._invites = Invites(api, house.memory, door, self._upgrades.awaits)
        private = PrivateRooms(api, house.memory, self._rooms, me.user_id)
        transport = MatrixTransport(api, crypto, self._rooms, private)
        self._delivery = Delivery(house.outbox, transport, house.clock)
        courtesy = Courtesy(api, me.user_id)
        wake = self._delivery.wake
        patience = Patience(house.engine, house.outbox, house.clock, house.language, wake)
        self.outside = MatrixOutside(api, crypto, self._rooms, me.user_id)
        handle = partial(_handle, house.handle, self.outside)
        self._workers = Workers(handle, wake, courtesy, patience)
        self._position = position
        self._hints = Hints(house.engine, house.outbox, door.servers, house.language)
        self._sync = Sync(
            api,
            crypto,
            Reader(crypto, me, house.clock),
            house.journal,
            house.outbox,
            house.memory,
            self._rooms,
            me.user_id,
            self._position,
            house.clock,
            self._synced,
            self._delivery.hasten,
        )
        self._started = asyncio.Event()
        self._keys_due = asyncio.Event()
        self._rooms_due = asyncio.Event()
        self._rest_due = asyncio.Event()
        self._sealed: deque[Sealed] = deque()
        self._moves: tuple[tuple[str, str], ...] = ()

    async def serve(self) -> None:
        """Take in and send out until cancelled; raises CannotGoOn."""
        tasks = [
            asyncio.create_task(work)
            for work in (
                self._sync.run(),
                self._deliver(),
                _whenever(self._keys_due, self._look_after_keys),
                _whenever(self._rooms_due, self._mind_rooms),
                _whenever(self._rest_due, self._do_the_rest),
            )
        ]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            done.pop().result()  # none of them ends but by an error
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def wake(self) -> None:
        """Something new lies in the outbox."""
        self._delivery.wake()

    async def finish(self) -> None:
        """Finish what is in hand: the questions taken up, and the answers to them."""
        await self._workers.finish()
        try:
            await self._delivery.finish(FAREWELL_SECONDS)
        except TimeoutError:
            log.warning("some messages could not be sent in time; they wait for the next start")

    def _synced(self, new: Sequence[Incoming], sealed: Sequence[Sealed]) -> None:
        keys = self._crypto.one_time_keys
        self._house.board.latest = Status(self._crypto.signed, keys, self._house.clock.now())
        self._moves += self._upgrades.link()
        if self._started.is_set():
            self._workers.put(new)
        else:
            # What was taken in but not handled before the last stop goes first.
            self._workers.put(self._house.journal.pending())
            self._started.set()
        self._sealed.extend(sealed)
        self._keys_due.set()
        self._rooms_due.set()
        self._rest_due.set()

    async def _deliver(self) -> None:
        await self._started.wait()  # only then it is known which rooms are sealed
        await self._delivery.run()

    async def _look_after_keys(self) -> None:
        sealed_rooms = [room.members for room in self._rooms.values() if room.encrypted]
        await self._crypto.upkeep(frozenset().union(*sealed_rooms))
        while self._sealed:
            if not self._sealed[0].doubted:
                await self._crypto.ask_for_key(self._sealed[0].source, self._sealed[0].room)
            self._sealed.popleft()

    async def _mind_rooms(self) -> None:
        moves, self._moves = self._moves, ()
        await self._upgrades.move(moves)
        await self._invites.answer()
        await self._upgrades.follow()

    async def _do_the_rest(self) -> None:
        house = self._house
        now = house.clock.now()
        told = await asyncio.to_thread(self._hints.left_out, self._crypto.left_out(), now)
        if await asyncio.to_thread(self._hints.give, now) or told:
            self._delivery.wake()
        token = await asyncio.to_thread(house.journal.token)
        if token is not None and await asyncio.to_thread(self._all_answered):
            await self._position.keep(token)

    def _all_answered(self) -> bool:
        """Whether nothing waits: the marker must not run ahead of the answers."""
        return not self._house.journal.pending() and self._house.outbox.next_due() is None


def _handle(
    handle: Callable[[Incoming, Outside], None], outside: Outside, incoming: Incoming
) -> None:
    handle(incoming, outside)


async def _whenever(due: asyncio.Event, work: Callable[[], Awaitable[None]]) -> None:
    """Do the work each time it is due; what fails now is tried again after the next sync."""
    while True:
        await due.wait()
        due.clear()
        try:
            await work()
        except MatrixError as error:
            log.warning("%s: %s", work.__name__, error.code)
