"""Words for illness, symptoms, events, treatment and measures, as staff use them."""

from __future__ import annotations

_STEMS = tuple(
    """
    diabet demens dement alzheimer parkinson stroke hjärtsvikt hjärtinfarkt hjärtfel kärlkramp
    förmaksflimmer hjärtflimmer hjärtstopp lunginflam lungödem lungemboli tumör metastas leukemi
    lymfom astma bronkit emfysem pneumoni influensa covid corona calici kräksjuk magsjuk vinterkräk
    mrsa esbl clostridi sepsis urosepsis infektion infekter urinvägsinfektion blåskatarr njursvikt
    dialys cirros levercirros hepatit epilep kramp schizofren psykos psykot bipolär depression
    deprimer ångest panikång suicid självmord självskad ätstör anorexi bulimi adhd autism missbruk
    alkoholis alkoholber alkoholmissbr narkoman drogmissbr trycksår bensår fotsår gangrän amputer
    psoriasis bältros vattkoppor skabb artros reumat ledgång osteopor ryggskott förlam halvsidig
    afasi dysfagi sväljsvår sväljningssvår inkontin förstopp diarré kräkning illamå yrsel svimm
    hallucin bröstsmärt andnöd andningssvår andningsbesv näsblod hematuri blodbrist anemi uttork
    undernär malnutri viktnedg förvirr konfus vanför sänglig palliativ döende gravid missfall
    orosanm våldsutsatt metadon buprenorf subutex antabus insulin waran alvedon morfin oxynorm
    oxycontin haldol furix sobril stesolid imovane antibiotik penicillin kortison metformin eliquis
    fragmin novorapid lantus blodsocker blodtryck p-glukos glukos saturation syrgas kateter
    trakeostom stomi sondmat depåinjek cellgift strålbehandl opererad operation nyoperer blodtransf
    lårbensbr höftled hjärnskak hjärntumör hjärnblöd hiv-posit smittad posttraumat ptsd fetma
    njursten gallsten gulsot magsår blödning blodpropp trombos sväljer ofrivill utmatt demenssjuk
    dementia copd diabetic cancer pneumonia wandering depressed incontinen catheter wound palliative
    """.split()
)
"""What words for illness, symptoms and treatment begin with."""
_HEADS = frozenset(stem[:3] for stem in _STEMS)

_ENDS = (
    "cancer", "cancern", "fraktur", "frakturen", "frakturer", "blödning", "blödningar", "värk",
    "värken", "sår", "såret", "såren", "infektion", "sjukdom", "sjukdomen", "svikt", "svikten",
    "infarkt", "spruta", "sprutan", "missbruk", "beroende", "psykos", "demens", "demensen",
    "smärta", "smärtor", "stopp", "bett",
)  # fmt: skip

_WHOLE = frozenset(
    """
    kol ms als hiv aids uvi adhd vre crp inr laro lvu lvm lpt sår såret såren feber febern febrig
    hosta hostan hostar ont värk yr smärta smärtor bruten brutet brutna brutit benbrott
    fraktur frakturer fallit ramlat ramlade ramlar föll snubblat snubblade halkat halkade svimmat
    svimmade kräkts kräktes kräks kräkas kräkt krampat krampade krampar stukat blöder blött avled
    avlidit avliden dog dött död återfallit insjuknat insjuknade försvann försvunnit rymde rymt
    försämrats försämrad försämring sämre medicin medicinen mediciner medicinerna dosett dosetten
    puls pulsen temp tempen dropp droppet peg sond sonden vak våld missbrukare eksem gikt
    operationen amputation viktnedgång inlagd inlagt självskadebeteende vägrar urin blod blodig
    personlyft stel yrar svullen svullna svullnad andas golvet terminal bältad nyopererad lam
    dementia stroke fell fallen died confused fever pain bleeding vomiting wound hip broke broken
    hospitalised insulin pregnant infection demented suicidal dying cough fracture
    """.split()
)

_WORK = (
    "mottagning", "mottagningen", "utbildning", "utbildningen", "team", "teamet", "prevention",
    "preventionen", "rutin", "rutinen", "rutiner", "skola", "skolan", "vård", "vården",
    "sköterska", "sköterskan", "ombud", "ombuden", "nätverk", "nätverket", "frågor", "frågorna",
    "förening", "föreningen", "dag", "dagen", "kurs", "kursen", "grupp", "gruppen", "rond",
    "ronden", "skåp", "skåpet", "lista", "listan", "avvikelse", "avvikelsen", "rapport",
    "rapporten", "statistik", "statistiken", "projekt", "plan", "planen", "delegering",
    "delegeringen", "hjälpmedel", "produkter", "produkterna", "material", "mätare", "mätaren",
    "manschett", "manschetten", "mottagningar", "besök", "besöket", "register", "registret",
    "enheten", "rådet", "råd", "modellen", "boende", "boendet", "läkare", "läkaren", "riktlinje",
    "kontroll", "kontroller", "screening", "larm", "specialist", "sjukvård", "uppföljning",
)  # fmt: skip

MEDICINES = tuple(
    """
    insulin waran alvedon morfin oxynorm oxycontin haldol furix sobril stesolid imovane antibiotik
    penicillin kortison metformin eliquis fragmin novorapid lantus metadon medicin dosett tablett
    spruta sprutan dropp syrgas laxer ögondropp smärtlindr panodil ipren insulinspruta
    """.split()
)

_REFUSED = frozenset("äta äter ätit dricka dricker druckit duscha duschat andas prata".split())
_REFUSING = frozenset("inte slutat knappt vägrar vägrat varken inget".split())


def is_condition(word: str) -> bool:
    """Whether a word in small letters tells of somebody's health rather than of the work."""
    if word in _WHOLE:
        return True
    told = (word[:3] in _HEADS and word.startswith(_STEMS)) or word.endswith(_ENDS)
    return told and not word.endswith(_WORK)


def is_medicine(word: str) -> bool:
    """Whether a word in small letters is a medicine or how it is given."""
    return word.startswith(MEDICINES) and not word.endswith(_WORK)


def is_refusal(before: str, word: str) -> bool:
    """ "inte ätit", "slutat äta": no condition in itself, but one when it is not done."""
    return word in _REFUSED and before in _REFUSING
