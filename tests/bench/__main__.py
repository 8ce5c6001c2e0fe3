"""Run every measurement; each prints a small table."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.bench import endurance, prompts, reply


def main() -> None:
    print("# Question to reply\n")
    with tempfile.TemporaryDirectory() as folder:
        reply.run(Path(folder))
    print("\n# A thousand prompts at nine\n")
    with tempfile.TemporaryDirectory() as folder:
        prompts.run(Path(folder))
    print("\n# Memory over many messages\n")
    with tempfile.TemporaryDirectory() as folder:
        endurance.run(Path(folder))


main()
