"""Run every measurement; each prints a small table."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.bench import reply


def main() -> None:
    print("# Question to reply in an encrypted room\n")
    with tempfile.TemporaryDirectory() as folder:
        reply.run(Path(folder))


main()
