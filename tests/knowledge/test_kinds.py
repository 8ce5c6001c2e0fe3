from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.kinds import Kind, asked


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Vem skriver rapporten?", Kind.WHO),
        ("who signs the report", Kind.WHO),
        ("Vad heter enhetschefen?", Kind.NAME),
        ("vem är chef nu, vad heter hon", Kind.NAME),
        ("tel till jouren", Kind.PHONE),
        ("vilken mejl har MAS", Kind.EMAIL),
        ("Vilken adress har lasarettet?", Kind.ADDRESS),
        ("vad kostar en nyckel", Kind.AMOUNT),
        ("how much is the fee", Kind.AMOUNT),
        ("hur många platser finns", Kind.COUNT),
        ("Hur länge gäller beslutet?", Kind.DURATION),
        ("När är mötet?", Kind.TIME),
        ("varför dröjer det", Kind.REASON),
        ("Vad är ett larmrum?", Kind.DEFINITION),
        ("vad är tanken med mötena på fredagar", Kind.OPEN),
        ("Får man låna bilen?", Kind.PERMISSION),
        ("vilka papper behövs", Kind.LIST),
        ("hur städar man ett förråd", Kind.OPEN),
        ("", Kind.OPEN),
    ],
)
def test_what_kind_of_thing_is_asked_for(question: str, kind: Kind) -> None:
    assert asked(question).kind is kind


@pytest.mark.parametrize(
    ("question", "answer", "no_answer"),
    [
        (
            "Vem skriver rapporten?",
            "Rapporten skrivs av enhetschefen.",
            "Rapporten skrivs på fredag.",
        ),
        ("Vem är enhetschef?", "Enhetschef: Ada Lind", "Enhetschef för boendet"),
        ("vad heter skolorna", "Skolorna kallas Norra och Södra.", "Det finns två skolor."),
        ("vad heter chefen", "Chef är Ada Lind sedan maj.", "Chefen sitter i kommunhuset."),
        ("tel till jouren", "Jouren nås på 0912-345 67.", "Jouren nås dygnet runt, § 3."),
        ("mejl till jouren", "Skriv till jour@example.org.", "Skriv till jouren."),
        ("vilken adress", "Kontoret ligger på Storgatan 3.", "Kontoret ligger i centrum."),
        ("vad kostar nyckeln", "En ny nyckel kostar 200 kronor.", "Nyckeln kostar på."),
        (
            "hur många platser har huset",
            "Huset har tolv platser.",
            "Två av husen i byn har platser.",
        ),
        ("how many beds", "Avdelningen har 8 sängar.", "Det finns sängar på 3 avdelningar"),
        ("hur länge gäller det", "Det gäller i tre månader.", "Det gäller kommunen."),
        ("när är mötet", "Mötet är på tisdagar.", "Mötet är i kommunhuset."),
        ("varför dröjer det", "Det beror på sjukdom.", "Svaren dröjer."),
        ("vad står ABC för", "Allmän beredskapscentral (ABC)", "Ring ABC vid brand."),
        ("vad är en rond", "En rond är ett kort möte.", "Varje rond leds av läkaren."),
        ("får man låna bilen", "Bilen får inte lånas ut.", "Bilen lånades i maj."),
        ("vilka papper behövs", "Pass, körkort och intyg.", "Papper behövs."),
    ],
)
def test_a_sentence_about_it_need_not_hold_it(question: str, answer: str, no_answer: str) -> None:
    assert asked(question).is_in(answer)
    assert not asked(question).is_in(no_answer)


def test_what_is_asked_for_is_not_what_it_is_about() -> None:
    assert asked("Vad kostar en larmknapp?").about == (("larmknapp",),)
    assert asked("vem ansvarar för bilarna").about == (("bilarna",),)


@given(st.text(), st.text())
def test_any_question_and_any_sentence(question: str, sentence: str) -> None:
    assert asked(question).is_in(sentence) in (True, False)
