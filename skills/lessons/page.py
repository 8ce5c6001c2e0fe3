"""The pieces of a page that everyone can read: headings in order, tables with headers, pictures
with their content in words. HTML that stands alone."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import count

BAR, GAP, LABEL, WIDE = 22, 8, 220, 640
"""Pixels: a bar's height, the space below it, the room for its name, the whole picture."""


class Page:
    """A page that is put together from above to below."""

    def __init__(self, language: str, title: str) -> None:
        self._language = language
        self._title = title
        self._parts: list[str] = []
        self._ids = count(1)

    def heading(self, text: str) -> None:
        """A part begins."""
        self._parts.append(f"<h2>{escape(text)}</h2>")

    def text(self, text: str) -> None:
        """A paragraph."""
        self._parts.append(f"<p>{escape(text)}</p>")

    def list(self, items: Sequence[str]) -> None:
        """Things, one below the other."""
        rows = "".join(f"<li>{escape(item)}</li>" for item in items)
        self._parts.append(f"<ul>{rows}</ul>")

    def table(
        self, caption: str, heads: Sequence[str], rows: Sequence[Sequence[str | int]]
    ) -> None:
        """A table; the first cell of each row names it."""
        top = "".join(f'<th scope="col">{escape(head)}</th>' for head in heads)
        body = "".join(_row(row) for row in rows)
        self._parts.append(
            f"<table><caption>{escape(caption)}</caption>"
            f"<thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"
        )

    def bars(self, title: str, values: Sequence[tuple[str, int]]) -> None:
        """A picture of lying bars, each with its name and number; in words for who cannot see."""
        name = f"picture-{next(self._ids)}"
        most = max((value for _, value in values), default=0) or 1
        height = len(values) * (BAR + GAP)
        said = "; ".join(f"{label}: {value}" for label, value in values)
        drawn = "".join(
            _bar(row * (BAR + GAP), label, value, value / most)
            for row, (label, value) in enumerate(values)
        )
        self._parts.append(
            f'<figure><svg role="img" aria-labelledby="{name}-t {name}-d" '
            f'viewBox="0 0 {WIDE} {height}" xmlns="http://www.w3.org/2000/svg">'
            f'<title id="{name}-t">{escape(title)}</title>'
            f'<desc id="{name}-d">{escape(said)}</desc>{drawn}</svg>'
            f"<figcaption>{escape(title)}</figcaption></figure>"
        )

    def html(self) -> bytes:
        """The whole page."""
        return _PAGE.format(
            language=escape(self._language),
            title=escape(self._title),
            body="\n".join(self._parts),
        ).encode()


def _row(cells: Sequence[str | int]) -> str:
    first, *rest = (escape(str(cell)) for cell in cells)
    return f'<tr><th scope="row">{first}</th>{"".join(f"<td>{one}</td>" for one in rest)}</tr>'


def _bar(top: int, label: str, value: int, share: float) -> str:
    length = share * (WIDE - LABEL - 60)
    middle = top + BAR * 0.7
    return (
        f'<text x="0" y="{middle:.0f}">{escape(label)}</text>'
        f'<rect x="{LABEL}" y="{top}" width="{length:.0f}" height="{BAR}" fill="#1f4e79"/>'
        f'<text x="{LABEL + length + 8:.0f}" y="{middle:.0f}">{value}</text>'
    )


_PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ font: 1rem/1.5 sans-serif; color: #1a1a1a; background: #fff; max-width: 46rem;
  margin: 2rem auto; padding: 0 1rem }}
h1, h2 {{ line-height: 1.2; font-family: serif }}
h2 {{ margin-top: 2.5rem }}
table {{ border-collapse: collapse; width: 100%; margin: 1rem 0 }}
caption {{ text-align: left; font-weight: bold; padding: .25rem 0 }}
th, td {{ text-align: left; vertical-align: top; padding: .3rem .8rem .3rem 0;
  border-bottom: 1px solid #767676 }}
th[scope=row] {{ font-weight: normal }}
figure {{ margin: 1rem 0 }}
svg {{ width: 100%; height: auto; font: 14px sans-serif }}
@media print {{ body {{ margin: 0; max-width: none }} h2, table, figure {{ break-inside: avoid }} }}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
{body}
</main>
</body>
</html>
"""
