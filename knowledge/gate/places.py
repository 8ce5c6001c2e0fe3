"""Places as people write them: municipalities, villages, streets, homes and rooms."""

from __future__ import annotations

import re

from knowledge.fold import fold

_MUNICIPALITIES = frozenset(
    """
    ale alingsås alvesta aneby arboga arjeplog arvidsjaur arvika askersund avesta bengtsfors
    berg bjurholm bjuv boden bollebygd bollnäs borgholm borlänge borås botkyrka boxholm bromölla
    bräcke burlöv båstad dals-ed danderyd degerfors dorotea eda ekerö eksjö emmaboda enköping
    eskilstuna eslöv essunga fagersta falkenberg falköping falun filipstad finspång flen
    forshaga färgelanda gagnef gislaved gnesta gnosjö gotland grums grästorp gullspång gällivare
    gävle göteborg götene habo hagfors hallsberg hallstahammar halmstad hammarö haninge
    haparanda heby hedemora helsingborg herrljunga hjo hofors huddinge hudiksvall hultsfred
    hylte hällefors härjedalen härnösand härryda hässleholm håbo höganäs högsby hörby höör
    jokkmokk järfälla jönköping kalix kalmar karlsborg karlshamn karlskoga karlskrona karlstad
    katrineholm kil kinda kiruna klippan knivsta kramfors kristianstad kristinehamn krokom kumla
    kungsbacka kungsör kungälv kävlinge köping laholm landskrona laxå lekeberg leksand lerum
    lessebo lidingö lidköping lindesberg linköping ljungby ljusdal ljusnarsberg lomma ludvika
    luleå lund lycksele lysekil malmö malung-sälen malå mariestad mark markaryd mellerud mjölby
    mora motala mullsjö munkedal munkfors mölndal mönsterås mörbylånga nacka nora norberg
    nordanstig nordmaling norrköping norrtälje norsjö nybro nykvarn nyköping nynäshamn nässjö
    ockelbo olofström orsa orust osby oskarshamn ovanåker oxelösund pajala partille perstorp
    piteå ragunda robertsfors ronneby rättvik sala salem sandviken sigtuna simrishamn sjöbo
    skara skellefteå skinnskatteberg skurup skövde smedjebacken sollefteå sollentuna solna
    sorsele sotenäs staffanstorp stenungsund stockholm storfors storuman strängnäs strömstad
    strömsund sundbyberg sundsvall sunne surahammar svalöv svedala svenljunga säffle säter
    sävsjö söderhamn söderköping södertälje sölvesborg tanum tibro tidaholm tierp timrå tingsryd
    tjörn tomelilla torsby torsås tranemo tranås trelleborg trollhättan trosa tyresö täby
    töreboda uddevalla ulricehamn umeå uppsala uppvidinge vadstena vaggeryd valdemarsvik
    vallentuna vansbro vara varberg vaxholm vellinge vetlanda vilhelmina vimmerby vindeln
    vingåker vårgårda vänersborg vännäs värmdö värnamo västervik västerås växjö ydre ystad åmål
    ånge åre årjäng åsele åstorp åtvidaberg älmhult älvdalen älvkarleby älvsbyn ängelholm öckerö
    ödeshög örebro örkelljunga örnsköldsvik östersund österåker östhammar östra-göinge överkalix
    övertorneå
    """.split()
)
_MAIL_NAMES = frozenset(map(fold, _MUNICIPALITIES))
_PLACE_ENDS = (
    "sele",
    "trask",
    "back",
    "liden",
    "sjo",
    "nas",
    "fors",
    "koping",
    "stad",
    "sund",
    "vik",
)
"""Of villages and towns as mail domains write them, without those that surnames share."""

_WIDE = frozenset(
    """
    sverige norge finland danmark europa norrland västerbotten norrbotten lappland jämtland
    västernorrland inlandet skåne dalarna norden sweden norway finland
    """.split()
)
"""Too wide to point anybody out."""

_STREET_ENDS = ("gatan", "vägen", "gränd", "gränden", "stigen", "torget", "backen", "allén")
_VILLAGE_ENDS = (
    "sele", "träsk", "bäck", "liden", "sjö", "sjön", "näs", "berg", "by", "byn", "mark", "fors",
    "forsen", "heden", "vik", "viken", "ås", "lund", "strand", "gården", "dal", "dalen", "torp",
    "sund", "ån", "bodarna", "selet", "noret", "myran", "holm", "holmen", "stad", "köping", "hult",
    "åker", "å", "björken", "hem", "hemmet", "lunda", "gård", "sjo", "vattnet", "tjärn", "kullen",
)  # fmt: skip

ROOM = re.compile(
    r"\b(?:rum|avd(?:elning)?|lgh|lägenhet|room|ward|flat|säng|bed)\.? ?\d{1,3}\b", re.IGNORECASE
)


def is_municipal(domain: str) -> bool:
    """Whether a mail domain is a municipality's: dorotea.se, or a place by its end."""
    name = domain.split(".")[-2] if "." in domain else domain
    return name in _MAIL_NAMES or (len(name) > 5 and name.endswith(_PLACE_ENDS))


def is_municipality(word: str) -> bool:
    """A municipality by name."""
    return word[:1].isupper() and word.lower() in _MUNICIPALITIES


def is_street(word: str) -> bool:
    """A street by its end: "Skolvägen"."""
    return word[:1].isupper() and len(word) > 6 and word.lower().endswith(_STREET_ENDS)


def is_place(word: str) -> bool:
    """A municipality or a village, home or street by its end: "Risbäck", "Solgården"."""
    lower = word.lower()
    if not word[:1].isupper() or word.isupper() or lower in _WIDE:
        return False
    return is_municipality(word) or (len(word) > 4 and lower.endswith(_VILLAGE_ENDS))


def may_be_place(word: str) -> bool:
    """A capitalised word that stands where places do: after "i", "på", "från"."""
    return word[:1].isupper() and not word.isupper() and word.lower() not in _WIDE
