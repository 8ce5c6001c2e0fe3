"""Known vulnerabilities among the pinned packages: `make audit`.

pip-audit asks PyPI about every pin. Where the advisories cannot be reached, as behind a mirror
without them, it would say "none found"; so one pin is asked for first, and what was not
audited is called so.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

PINS = Path(__file__).parents[1] / "constraints.txt"
SECONDS = 600


class NotAudited(Exception):
    """The advisories cannot be had; the message says why."""


def main(tool: str) -> int:
    """Audit all pins with the pip-audit at `tool`; 1 where a vulnerability is known."""
    pins = PINS.read_text("utf-8").split()
    try:
        report = ask(tool, pins)
    except NotAudited as error:
        print(f"dependencies: NOT AUDITED: {error}")
        return 0
    found = list(vulnerable(report))
    for line in found:
        print(line)
    missed = skipped(report)
    print(f"dependencies: {len(pins)} pins, {len(found)} vulnerable, {len(missed)} not audited")
    return 1 if found else 0


def ask(tool: str, pins: Sequence[str]) -> dict[str, Any]:
    """pip-audit's report about some pins; raises NotAudited."""
    if skipped(_run(tool, pins[:1])):
        raise NotAudited("the package index has no advisories")
    return _run(tool, pins)


def _run(tool: str, pins: Sequence[str]) -> dict[str, Any]:
    with NamedTemporaryFile("w", suffix=".txt") as file:
        file.write("\n".join(pins))
        file.flush()
        words = [tool, "-r", file.name, "--no-deps", "--disable-pip", "--format", "json"]
        try:
            done = subprocess.run(words, capture_output=True, text=True, timeout=SECONDS)
            return dict(json.loads(done.stdout))
        except (OSError, subprocess.TimeoutExpired):
            raise NotAudited("pip-audit cannot be run") from None
        except json.JSONDecodeError:
            raise NotAudited("the package index cannot be reached") from None


def skipped(report: dict[str, Any]) -> list[str]:
    """The packages that nothing is known about."""
    return [one["name"] for one in report["dependencies"] if "skip_reason" in one]


def vulnerable(report: dict[str, Any]) -> Iterable[str]:
    """A line for each package with a known vulnerability."""
    for one in report["dependencies"]:
        for flaw in one.get("vulns", ()):
            mend = ", ".join(flaw["fix_versions"]) or "no release yet"
            yield f"{one['name']} {one['version']}: {flaw['id']}, mended in {mend}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
