import pytest

from knowledge.leaning import leans


@pytest.mark.parametrize(
    ("question", "times"),
    [
        ("och på dagtid?", [(4, 13)]),
        ("vem är reserv?", []),
        ("Och numret då", []),
        ("what about the night", [(11, 20)]),
        ("vem tar över sen?", []),
        ("och på helgen då?", [(4, 13)]),
        ("deras nummer?", []),
        ("vad har de för telefonnummer", []),
        ("vem annars?", []),
        ("om ingen svarar?", []),
        ("finns det någon reserv?", []),
        ("and who is the backup?", []),
    ],
)
def test_a_question_without_a_subject_leans_on_the_one_before(
    question: str, times: list[tuple[int, int]]
) -> None:
    assert leans(question, times)


@pytest.mark.parametrize("question", ["och larmen?", "vem har nycklarna", "vad gäller vid brand"])
def test_a_question_with_a_subject_stands_alone(question: str) -> None:
    assert not leans(question, [])
