"""How the bot is doing: for the person who looks after it."""

from __future__ import annotations

from collections.abc import Sequence

from bot import backup
from bot.skill import Command, Context, Message, Role, Skill
from bot.status import Board, counts
from bot.texts import Catalogue
from knowledge.library import Library

say = Catalogue.beside(__file__)


def skill(board: Board, library: Library) -> Skill:
    """`!status`."""

    def status(context: Context, _args: str) -> Sequence[Message]:
        lines = [*_connection(context, board), *_work(context), _documents(context, library)]
        lines.append(_backup(context))
        return [context.reply("\n".join(f"- {line}" for line in lines))]

    return Skill(
        name="status",
        commands=(Command("status", status, "help.status", Role.ADMIN),),
        texts=say,
    )


def _connection(context: Context, board: Board) -> list[str]:
    now = board.latest
    if now is None:
        return [say(context.language, "status.not-connected")]
    seconds = max(0, round((context.now - now.synced).total_seconds()))
    left = "–" if now.one_time_keys is None else now.one_time_keys
    return [
        say(context.language, "status.signed" if now.cross_signed else "status.not-signed"),
        say(context.language, "status.keys", count=left),
        say(context.language, "status.synced", seconds=seconds),
    ]


def _work(context: Context) -> list[str]:
    found = counts(context.tx)
    backlog = found.backlog - 1  # all but the question that is being answered
    return [
        say(context.language, "status.backlog", count=backlog),
        say(context.language, "status.outbox", waiting=found.waiting, failed=found.failed),
        say(context.language, "status.unreadable", count=found.unreadable),
    ]


def _backup(context: Context) -> str:
    made = backup.latest(context.tx)
    if made is None:
        return say(context.language, "status.no-backup")
    return say(
        context.language,
        "status.backup",
        when=f"{made.astimezone(context.now.tzinfo):%Y-%m-%d %H:%M}",
    )


def _documents(context: Context, library: Library) -> str:
    held = library.documents()
    failed = sum(1 for one in held if one.error)
    return say(context.language, "status.documents", count=len(held), failed=failed)
