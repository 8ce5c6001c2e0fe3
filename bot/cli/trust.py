"""`lotsen trust`: the identity by which people's clients know the bot."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from dataclasses import asdict

from bot.cli.failure import WrongCall
from bot.cli.noting import note
from bot.clock import SystemClock
from bot.config import Settings, load, require_matrix
from bot.matrix import identity
from bot.matrix.trust import Standing
from bot.texts import texts


def show(arguments: argparse.Namespace) -> int:
    """Show how others see the bot's account and device."""
    settings = load(arguments.config)
    require_matrix(settings)
    _print(asyncio.run(identity.show(settings.data_dir)), settings, arguments.json)
    return 0


def reset(arguments: argparse.Namespace) -> int:
    """Replace the account's identity, once a person has said yes; 1 if they said no."""
    settings = load(arguments.config)
    require_matrix(settings)
    if not (arguments.yes or _agreed(settings.language)):
        return 1
    standing = asyncio.run(identity.reset(settings.matrix, settings.data_dir))
    note(settings, SystemClock().now(), "identity.replaced", "identity")
    _print(standing, settings, False)
    return 0


def _agreed(language: str) -> bool:
    if not sys.stdin.isatty():
        raise WrongCall("trust reset: add --yes where there is no terminal to ask on")
    answer = input(texts(language, "trust.sure") + " ")
    return answer.strip().casefold() in ("ja", "yes")


def _print(standing: Standing, settings: Settings, as_json: bool) -> None:
    if as_json:
        print(json.dumps(asdict(standing)))
        return
    language = settings.language
    identity_ = standing.master or texts(language, "trust.none")
    if standing.master and not standing.own:
        identity_ += f" ({texts(language, 'trust.foreign')})"
    signed = texts(language, "trust.yes" if standing.device_signed else "trust.no")
    for key, value in (
        ("account", standing.user_id),
        ("identity", identity_),
        ("device", standing.device_id),
        ("device-key", standing.device_key or texts(language, "trust.none")),
        ("signed", signed),
    ):
        print(f"{texts(language, f'trust.{key}') + ':':22}{value}")
