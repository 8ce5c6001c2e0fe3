"""`lotsen run`, told to stop."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

SLOW = """
import sys, time
from bot.cli import main
from knowledge.assistant import Assistant
Assistant.warm = lambda self: time.sleep(60)
sys.exit(main(["run", "--config", sys.argv[1]]))
"""


@pytest.mark.server  # starts the whole program
def test_a_model_that_still_loads_does_not_hold_up_the_end(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text(
        f"""data_dir = "{tmp_path}/data"
[matrix]
homeserver = "http://127.0.0.1:9"
user_id = "@lotsen:example.org"
password = "x"
allowed_servers = ["example.org"]
[knowledge]
documents = []
responsibilities = "{tmp_path}/responsibilities.toml"
"""
    )
    command = [sys.executable, "-c", SLOW, str(config)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as bot:
        assert bot.stderr is not None
        assert any("connecting" in line for line in bot.stderr)
        bot.send_signal(signal.SIGTERM)
        assert bot.wait(60) == 0
