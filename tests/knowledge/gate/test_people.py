"""Reserve numbers, births, phones, mail, and people told of, by small differences."""

from __future__ import annotations

import pytest

from knowledge.gate import Kind, screen

STOPS = {
    Kind.RESERVE_NUMBER: [
        "19620517A042",
        "19810829M071",
        "19810829SU3A",
        "620517DA0B",
        "19620517TA1A",
        "19620517123R",
        "19620517-12M3",
        "22540312AA06",
        "991981000010",
        "198108320014",
        "18500101M001",
        "1962-05-17 T042 behöver gips",
    ],
    Kind.ASYLUM_NUMBER: ["LMA 50-123456", "dossiernummer 12345678"],
    Kind.BIRTH_DATE: [
        "K.A. född 19540312",
        "Siv, född 1944-02-29",
        "Tage född den 12 mars 1938",
        "pnr 540312",
        "540312-XXXX",
    ],
    Kind.PHONE: [
        "ring Karin på 070-174 06 05",
        "070-174 06 05",
        "hennes telefon 0980-31 92 81",
        "dottern nås på 0980-31 92 82",
        "Bengt Ström, 0980-31 92 83",
        "Sjuksköterskans privata mobil 070-174 06 06",
    ],
    Kind.EMAIL: [
        "karin.andersson@gmail.com",
        "karin.andersson (at) gmail (dot) com",
        "maria.sund@example.com vill komma",
        "sonens mejl: info@example.com",
    ],
    Kind.PERSON: [
        "84-årig kvinna i Risbäck med KOL",
        "Han bor i Storbäck. Han är 84 år och har svår hjärtsvikt.",
        "Karin A har diabetes",
        "Bengt på rum 4 har fallit",
        "Stig har KOL",
        "A.L. på rum 7 har ramlat",
        "Fru Lindgren har kräkts hela natten",
        "Karins blodsocker var 23",
        "såret hos Rune är infekterat",
        "hur mycket insulin ska Sven ha",
        "Astrid äter inte längre och är orolig för Karin, hon har slutat äta",
        "Bengt fell last night.",
    ],
}
PASSES = [
    "2026-03-12 rum B204",
    "Lot 240312-A7",
    "Den som är född 1957-01-01 eller tidigare omfattas.",
    "LMA-kort visas i receptionen",
    "Personnummer skrivs ÅÅÅÅMMDD-NNNN i journalen.",
    "Nattpatrullen 070-174 06 05 (tjänstetelefon)",
    "Anhöriga når boendet på 0980-31 92 40",
    "Sonen eller dottern kan ringa sjukstugan 0980-31 92 10.",
    "registrator@vintersele.example",
    "anna.berg@dorotea.se",
    "@karin:vintersele.example",
    "85-åringar i Risbäck erbjuds vaccination mot lunginflammation",
    "Personer över 65 år i Risbäck med KOL kallas.",
    "En 84-årig kvinna kan ha KOL",
    "sjuksköterskan i Dorotea har hand om diabetes",
    "Sjuksköterskan Karin har diabetesmottagning",
    "Karin har hand om diabetes",
    "Karin är sjuk i dag",
    "Anna har diabetes som specialområde",
    "Stig in genom entrén",
    "Bo kvar hemma med KOL, går det?",
    "Maj är den månad då flest har ramlat.",
    "Karins rutin för insulin",
    "Kan Lisa ge insulin i kväll?",
    "Lund har forskat på demens.",
]


@pytest.mark.parametrize(
    ("kind", "text"), [(kind, text) for kind, texts in STOPS.items() for text in texts]
)
def test_stops(kind: Kind, text: str) -> None:
    found = screen(text)
    assert found is not None
    assert found.kind is kind


@pytest.mark.parametrize("text", PASSES)
def test_passes(text: str) -> None:
    assert screen(text) is None
