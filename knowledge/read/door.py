"""The entry: a file's path in, a document out, with a process of its own in between."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Any

from knowledge.model import Document, Unreadable
from knowledge.read.formats import OUT_OF_MEMORY, SUFFIXES, Limits
from knowledge.read.writer import Content
from knowledge.recognise import recognise, with_side_file

_ROOT = Path(__file__).parents[2]


def read(path: Path, file: str, *, limits: Limits | None = None) -> Document:
    """Read one file; `file` is its key in the library.

    Raises Unreadable with one of the codes of the table [unreadable] in the text catalogues.
    """
    with Reader(limits) as reader:
        return reader.read(path, file)


class Reader:
    """Reads many files with one process, which is replaced when a file has broken it.

    Not for several threads at once.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Reader:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def read(self, path: Path, file: str) -> Document:
        """As the function `read`."""
        _check_file(path, self._limits)
        answer = self._ask(path)
        if "code" in answer:
            raise Unreadable(answer["code"], **answer["details"])
        content = Content.from_dict(answer["content"])
        found = recognise(content.text, content.blocks, content.properties)
        metadata = with_side_file(found, path)
        return Document(file, content.text, content.blocks, metadata, answer["digest"])

    def close(self) -> None:
        """End the process."""
        if self._process:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def _ask(self, path: Path) -> dict[str, Any]:
        """The answer of the process about a file; raises Unreadable when it died of it."""
        process = self._process = self._process or _start(self._limits)
        answer = _exchange(process, json.dumps(str(path.absolute())))
        if answer.endswith("\n"):
            return dict(json.loads(answer))
        code = process.wait()
        self.close()
        raise Unreadable(_DEATHS.get(code, "unreadable.wrong-format"), reason=f"exit {code}")


def _exchange(process: subprocess.Popen[str], request: str) -> str:
    """Send a line and wait for one; "" when the process is gone."""
    if process.stdin is None or process.stdout is None:
        raise ValueError("the process has no pipes")
    with suppress(BrokenPipeError):
        process.stdin.write(request + "\n")
        process.stdin.flush()
    return process.stdout.readline()


_DEATHS = {
    -signal.SIGALRM: "unreadable.timeout",
    OUT_OF_MEMORY: "unreadable.memory",
    -signal.SIGKILL: "unreadable.memory",
}
"""Why the process died, by its exit code; any other signal is a library that broke."""


def _check_file(path: Path, limits: Limits) -> None:
    """What can be told without opening the file."""
    if path.suffix.lower() not in SUFFIXES:
        raise Unreadable("unreadable.unsupported", suffix=path.suffix)
    try:
        found = path.stat()
    except OSError as error:
        raise Unreadable("unreadable.missing") from error
    if not stat.S_ISREG(found.st_mode):
        raise Unreadable("unreadable.wrong-format")
    if found.st_size > limits.bytes:
        raise Unreadable("unreadable.too-large", limit=limits.bytes // 1_000_000)
    if found.st_size == 0:
        raise Unreadable("unreadable.empty")


def _start(limits: Limits) -> subprocess.Popen[str]:
    """Start the process, without the bot's secrets in its environment."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("LOTSEN_")}
    environment |= {"PYTHONPATH": str(_ROOT), "OPENBLAS_NUM_THREADS": "1", "PYTHONUTF8": "1"}
    return subprocess.Popen(  # noqa: S603 - our own module
        [sys.executable, "-P", "-m", "knowledge.read.worker", json.dumps(asdict(limits))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
        env=environment,
    )
