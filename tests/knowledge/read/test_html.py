from __future__ import annotations

from knowledge.read.html import read

PAGE = """\
<!doctype html><html><head><meta charset="utf-8"><title>Cyklar</title><style>p{}</style></head>
<body><nav>Start</nav><header>Mörby</header><h1>Rutin för cyklar</h1>
<p>En <b>tjänste</b>cykel<br>lånas.</p>
<h2>§ 2 Steg</h2><ol><li>Hämta<ul><li>hjälm</li></ul></li><li>Cykla</li></ol>
<dl><dt>Dnr:</dt><dd>MK 2026/17</dd></dl>
<table><tr><th>Tid</th><th>Vem</th></tr><tr><td>natt</td><td>Cia<br>Dan</td></tr></table>
<table><tr><td><h3>Karta</h3><p>Ritad.</p></td></tr></table>
<script>var x;</script><footer>Sidfot</footer></body></html>
"""


def parts(page: str | bytes) -> list[tuple[str, str]]:
    content = read(page.encode() if isinstance(page, str) else page)
    return [(block.kind, content.text[block.start : block.end]) for block in content.blocks]


def test_the_page_in_its_order() -> None:
    assert parts(PAGE) == [
        ("heading", "Rutin för cyklar"),
        ("text", "En tjänstecykel"),
        ("text", "lånas."),
        ("heading", "§ 2 Steg"),
        ("item", "1. Hämta"),
        ("item", "• hjälm"),
        ("item", "2. Cykla"),
        ("item", "Dnr: MK 2026/17"),
        ("row", "natt | Cia Dan"),
        ("heading", "Karta"),
        ("text", "Ritad."),
    ]


def test_only_the_main_part_is_read_where_there_is_one() -> None:
    assert parts("<p>Meny</p><main><p>Text.</p></main><p>Länkar</p>") == [("text", "Text.")]


def test_the_name_of_the_page_is_kept_for_the_metadata() -> None:
    assert read(PAGE.encode()).properties == {"name": "Cyklar"}


def test_encodings() -> None:
    assert parts("<p>Räka</p>".encode("cp1252")) == [("text", "Räka")]
    declared = '<meta charset="iso-8859-1"><p>Räka</p>'.encode("latin-1")
    assert parts(declared) == [("text", "Räka")]


def test_deep_nesting_is_no_deeper_for_us() -> None:
    assert parts("<div>" * 2000 + "djupt") == [("text", "djupt")]
