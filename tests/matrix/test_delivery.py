"""What nobody waits for does not stand in the way of what somebody does."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import Engine

from bot.matrix.delivery import AT_ONCE, Delivery
from bot.outbox import Outbox, Outgoing
from bot.skill import Message
from tests.clock import START, FakeClock

PROMPTS = 1000
ANSWER = Message(to="!anna", text="I natt: …", key="reply:$q:1", reply_to="$q")


class Server:
    """Takes messages; in the middle of them somebody asks, and is answered."""

    def __init__(self, engine: Engine, outbox: Outbox) -> None:
        self._engine = engine
        self._outbox = outbox
        self.came: list[str] = []
        self.side_by_side = 0
        self.most = 0
        self._asked = False

    async def send(self, out: Outgoing) -> str:
        """Take a message."""
        self.side_by_side += 1
        self.most = max(self.most, self.side_by_side)
        if not self._asked and len(self.came) >= PROMPTS // 2:
            self._asked = True
            await asyncio.to_thread(self._answer)
        await asyncio.sleep(0)
        self.came.append(out.key)
        self.side_by_side -= 1
        return f"${out.key}"

    def _answer(self) -> None:
        with self._engine.begin() as tx:
            self._outbox.put(tx, [ANSWER], START)


@pytest.mark.long
async def test_a_thousand_prompts_go_out_once_each_and_a_question_is_answered_between(
    engine: Engine,
) -> None:
    outbox = Outbox(engine)
    prompts = [
        Message(to=f"@p{number}:kommun.example", text="Hur gick det?", key=f"ask:{number}")
        for number in range(PROMPTS)
    ]
    with engine.begin() as tx:
        outbox.put(tx, prompts, START)
    server = Server(engine, outbox)
    await Delivery(outbox, server, FakeClock()).finish(300)
    assert sorted(server.came) == sorted([ANSWER.key, *(one.key for one in prompts)])
    answered = server.came.index(ANSWER.key)
    assert answered <= PROMPTS // 2 + 4 * AT_ONCE
    assert server.most <= AT_ONCE + 1
