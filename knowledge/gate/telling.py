"""What a sentence tells of the health of somebody who is named in it."""

from __future__ import annotations

from knowledge.gate.health import EVENTS, is_condition, is_medicine, is_refusal
from knowledge.gate.naming import STATES, Named, is_patient
from knowledge.gate.places import may_be_place
from knowledge.gate.sentence import Sentence

_TWO_WORD_STATES = {("ska", "ha"), ("ska", "få"), ("ska", "ta"), ("väntar", "på")}
_TAKES = frozenset("tar tog äter åt använder medicinerar takes took".split())
_PARTICLES = frozenset("emot med fram hand över upp in ut bort ner hem".split())
"""After "tog" they tell of work: "tog emot medicinen"."""
_SMALL = frozenset(
    """
    , / a akut akuta an att av bad been begynnande behandlad behandlas bli blivit by både dag
    dessutom diagnosed diagnosen diagnosticerats diagnostiserad diagnostiserats djup djupt dos
    dosen dubbel dygnet dålig dåligt efter en ett fel from från få fått för ganska grad grav
    gången går ha haft hans hela hennes her his hög högt i idag igen igår in ingen inget
    insulinbehandlad inte ju just kanske knappt kronisk kroniskt känd last lever lindrig lite
    liten litet lyft länge lätt lätta låg lågt långt med mer mera mild misstänkt morgon morse
    mot mycket mått natt natten ner nog nu ny nya nydebuterad nyligen nytt och också precis
    pressure rejäl rejält sedan severe sig sin sina sitt sitta slutat som stor stora stort stått
    svagt svår svåra svårt tablett tabletter the tre troligen två typ tyvärr upp ur urusel ut
    vara varit very visst väl väldigt with även åter
    """.split()
)
"""What may stand between "Karin har" and the condition."""
_ABOUT = frozenset("hos på åt".split())
_GIVING = frozenset("ge gav gett ger give gave".split())
_MINDING = frozenset("hjälp hjälpa hittade hittat duscha orolig oroliga".split())
_MODAL = frozenset("ska skall får har fick behöver brukar ville vill".split())
_HAVING = frozenset("ha få fått ta tagit".split())
_LOCATED = frozenset("i på från".split())
_PASSED_OVER = frozenset(", : hon han hen som she he".split())
_AT_WORK = frozenset(
    """
    training nurse clinic course team round conference ward midwife behind manager specialist
    education unit project schemat systemet mötet kalendern listan mössan trött apoteket
    """.split()
)
"""What follows a condition that is somebody's work: "Karin is the diabetes nurse"."""
_SUBJECTS = ("ansvar", "område", "ämne", "uppdrag", "inriktning", "sitt", "tema")
_REACH = 8


def is_told(sentence: Sentence, named: Named) -> bool:
    """Whether the sentence tells something of the health of the one who is named."""
    if is_patient(sentence, named):
        return _tells_health(sentence, named)
    if named.genitive and _health_follows(sentence, named.end):
        return True
    after = _past_place(sentence, named.end)
    told = _predicate(sentence, after) or _second_predicate(sentence, after)
    return told or _object(sentence, named)


def _tells_health(sentence: Sentence, named: Named) -> bool:
    """Whether anything of the sentence beside the name is about health."""
    return any(
        is_health(sentence, index)
        for index in range(len(sentence.words))
        if not named.start <= index < named.end
    )


def is_health(sentence: Sentence, index: int) -> bool:
    """Whether a word, with those beside it, tells of somebody's health."""
    before, word, after = (sentence.lower(index + step) for step in (-1, 0, 1))
    return is_condition(word) or is_refusal(before, word, after)


def _past_place(sentence: Sentence, index: int) -> int:
    """Past "… i Granliden", "… på Storgatan 4", "… på korttids", ", hon", "som"."""
    place = sentence.get(index + 1)
    if sentence.lower(index) in _LOCATED and (may_be_place(place) or place in {"korttids", "byn"}):
        index += 3 if sentence.get(index + 2).isdigit() else 2
    while sentence.lower(index) in _PASSED_OVER:
        index += 1
    return index


def _predicate(sentence: Sentence, index: int) -> bool:
    """ "… har svår KOL", "… ramlade", "… är dement"."""
    word, following = sentence.lower(index), sentence.lower(index + 1)
    if (word, following) in _TWO_WORD_STATES:
        return _health_follows(sentence, index + 2)
    if word in _TAKES and following not in _PARTICLES:
        return any(is_medicine(sentence.lower(index + step)) for step in (1, 2, 3))
    if word in STATES:
        return is_health(sentence, index) or _health_follows(sentence, index + 1)
    if word.isdigit():
        return _health_follows(sentence, index)
    return is_health(sentence, index) and not _is_work(sentence, index)


def _second_predicate(sentence: Sentence, index: int) -> bool:
    """ "… dricker igen och har ramlat": what is told after "and"."""
    return any(
        sentence.lower(step) in {"och", "men", "and"}
        and (
            sentence.lower(step + 1) in EVENTS
            or (sentence.lower(step + 1) in STATES and _health_follows(sentence, step + 2))
        )
        for step in range(index + 1, index + _REACH)
    )


def _health_follows(sentence: Sentence, index: int) -> bool:
    """A condition after nothing but small words."""
    for step in range(index, index + _REACH):
        word = sentence.lower(step)
        if is_health(sentence, step):
            return not _is_work(sentence, step)
        if (word, sentence.lower(step + 1)) == ("på", "golvet"):
            return True
        if word not in _SMALL and not word.isdigit():
            return False
    return False


def _is_work(sentence: Sentence, index: int) -> bool:
    """Whether the condition is what somebody works with, "diabetes som specialområde"."""
    following = sentence.lower(index + 1), sentence.lower(index + 2)
    if following[0] == "som":
        return following[1].endswith(_SUBJECTS)
    return not _AT_WORK.isdisjoint(following)


def _object(sentence: Sentence, named: Named) -> bool:
    """ "såret hos Rune", "ge Gunvor två Alvedon", "ska Sven ha insulin"."""
    thing, before = sentence.lower(named.start - 2), sentence.lower(named.start - 1)
    if before in _ABOUT and is_health(sentence, named.start - 2):
        return True
    if before == "till" and is_medicine(thing):
        return True
    if before in _GIVING:
        return any(is_medicine(sentence.lower(named.end + step)) for step in range(3))
    if before in _MINDING or thing in _MINDING:
        return _tells_health(sentence, named)
    return before in _MODAL and _is_asked(sentence, named)


def _is_asked(sentence: Sentence, named: Named) -> bool:
    """ "Hur mycket insulin ska Sven ha", "har Astrid fått sin Waran"."""
    if sentence.lower(named.end) not in _HAVING:
        return False
    asked_before = any(is_medicine(word.lower) for word in sentence.words[: named.start])
    return asked_before or _health_follows(sentence, named.end + 1)
