"""What is in the library, what could not be read, and how new documents come in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.owners import Owners
from bot.scopes import Scopes
from bot.skill import Command, Context, Job, Kept, Message, Personal, Skill
from bot.texts import Catalogue
from knowledge.fold import fold
from knowledge.library import Library
from skills.documents import store
from skills.documents.corrections import field_in
from skills.documents.folder import Folder
from skills.documents.intake import Intake
from skills.documents.listing import Listing
from skills.documents.reviews import Reviews

MIGRATIONS = Path(__file__).parent / "migrations"
WAITING_DAYS = 30
"""How long a file waits for someone to confirm it."""

_YES = frozenset({"ja", "yes"})
_NO = frozenset({"nej", "no"})
_OUT = ("ta bort ", "remove ")

say = Catalogue.beside(__file__)


def skill(
    library: Library,
    data_dir: Path,
    admin_room: str,
    scopes: Scopes,
    owners: Owners,
    zone: ZoneInfo,
    language: str,
) -> Skill:
    """`!dokument`, and the files that are dropped in the administrators' room.

    `language` is for owners who have not chosen one.
    """
    intake = Intake(say, library, Folder(data_dir), admin_room)
    listing = Listing(say, library, scopes, intake.in_charge)
    reviews = Reviews(say, library, owners, zone, language)

    def documents(context: Context, words: str) -> Sequence[Message]:
        plain = fold(words)
        if plain in _YES:
            return intake.confirm(context)
        if plain in _NO:
            return intake.reject(context)
        for prefix in _OUT:
            if plain.startswith(prefix):
                return intake.remove(context, words[len(prefix) :].strip())
        corrected = field_in(words) if intake.in_charge(context) else None
        if corrected:
            return intake.correct(context, *corrected)
        return listing.show(context, words)

    return Skill(
        name="documents",
        commands=(Command("dokument", documents, "help.documents", aliases=("documents",)),),
        jobs=(Job("documents.review", reviews.due, reviews.remind),),
        on_file=intake.came,
        on_reaction=intake.pressed,
        on_redaction=intake.take_back,
        on_room_moved=store.move,
        personal=Personal(_shown, _forget),
        kept=(
            Kept(
                "incoming-files",
                WAITING_DAYS,
                "kept.incoming",
                lambda tx, before: len(store.waiting_since(tx, before)),
                intake.let_go,
            ),
        ),
        migrations=MIGRATIONS,
        texts=say,
    )


def _shown(tx: Connection, person: str) -> Mapping[str, Sequence[str]]:
    return {"kept.your-files": [one.name for one in store.of_person(tx, person)]}


def _forget(tx: Connection, person: str) -> Sequence[str]:
    stays = bool(store.of_person(tx, person))
    store.forget(tx, person)
    return ("kept.files-stay",) if stays else ()
