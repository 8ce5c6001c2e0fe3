"""The files under deploy/ hold together, and with what the bot gives."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import Engine

from bot import backup
from bot.health import Probe
from bot.status import Board, Status
from tests.clock import START, FakeClock

DEPLOY = Path(__file__).parents[2] / "deploy"
SERVICES = ("lotsen.service", "lotsen-backup.service")
HARDENED = {
    "NoNewPrivileges=yes",
    "CapabilityBoundingSet=",
    "ProtectSystem=strict",
    "ProtectHome=yes",
    "PrivateTmp=yes",
    "PrivateDevices=yes",
    "RestrictSUIDSGID=yes",
    "RestrictNamespaces=yes",
    "SystemCallFilter=@system-service",
    "UMask=0077",
    "LimitCORE=0",
}


def read(name: str) -> Any:
    return yaml.safe_load((DEPLOY / name).read_text("utf-8"))


@pytest.mark.parametrize("name", SERVICES)
def test_the_services_may_do_little(name: str) -> None:
    assert set((DEPLOY / name).read_text("utf-8").splitlines()) >= HARDENED


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
@pytest.mark.parametrize("name", [*SERVICES, "lotsen-backup.timer"])
def test_systemd_understands_them(name: str) -> None:
    words = ["systemd-analyze", "verify", "--man=no", str(DEPLOY / name)]
    done = subprocess.run(words, capture_output=True, text=True)
    complaints = [one for one in done.stderr.splitlines() if "is not executable" not in one]
    assert [one for one in complaints if "lotsen" in one] == []


def test_the_container_may_do_little() -> None:
    service = read("compose.yaml")["services"]["lotsen"]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["user"].partition(":")[0] in (DEPLOY / "Containerfile").read_text("utf-8")


def test_alerts_ask_only_for_figures_that_the_bot_gives(engine: Engine) -> None:
    with engine.begin() as tx:
        backup.note(tx, START)
    board = Board()
    board.latest = Status(cross_signed=True, one_time_keys=50, synced=START)
    given = {f"lotsen_{name}" for name in Probe(engine, board, FakeClock()).look().figures}
    rules = read("monitoring/alerts.yaml")["groups"][0]["rules"]
    asked = {name for rule in rules for name in re.findall(r"lotsen_\w+", rule["expr"])}
    assert asked <= given | {"lotsen_up"}
    assert len(asked) > 6
    for rule in rules:
        assert set(rule["annotations"]) == {"summary", "mend"}, rule["alert"]
