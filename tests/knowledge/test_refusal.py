import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.refusal import Refusal, refused


@pytest.mark.parametrize(
    "question",
    [
        "Hur mycket Alvedon kan jag ge?",
        "hur manga mg morfin ska jag ge i natt",
        "vilken dos insulin ska vi ta",
        "är 10 mg oxynorm en ok dos",
        "how much morphine can I give",
        "hur ofta får man ge Stesolid 5 mg",
    ],
)
def test_doses_are_for_a_person_to_decide(question: str) -> None:
    assert refused(question) is Refusal.DOSE


@pytest.mark.parametrize(
    "question",
    [
        "min patient har fallit, vad gör jag?",
        "varför har brukaren i lägenhet 4 larm?",
        "Får patienten på rum 12 åka hem?",
        "kan fru Andersson få hemtjänst",
        "can my patient go home today",
    ],
)
def test_single_patients_are_not_talked_about(question: str) -> None:
    assert refused(question) is Refusal.PATIENT


@pytest.mark.parametrize(
    "question",
    [
        "vem ansvarar för läkemedelsdelning på natten?",
        "hur ofta kontrolleras narkotikaskåpet?",
        "hur många får vara inskrivna i Närteamet?",
        "vem får ge insulin?",
        "hur länge gäller en delegering för insulin?",
        "vad gör jag när en patient har fallit?",
        "hur mycket kostar ett trygghetslarm",
        "how often must the narcotics cabinet be checked",
        "vem bestämmer om en boende ska flytta",
    ],
)
def test_rules_in_general_may_be_asked_about(question: str) -> None:
    assert refused(question) is None


@given(st.text(max_size=300))
def test_any_text_is_taken(text: str) -> None:
    refused(text)
