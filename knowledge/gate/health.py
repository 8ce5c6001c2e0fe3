"""Words for illness, symptoms, events, treatment and measures, as staff use them."""

from __future__ import annotations

_STEMS = tuple(
    """
    diabet demens dement alzheimer parkinson stroke hjärtsvikt hjärtinfarkt hjärtfel kärlkramp
    förmaksflimmer hjärtflimmer hjärtstopp lunginflam lungödem lungemboli tumör metastas leukemi
    lymfom astma bronkit emfysem pneumoni influensa covid corona calici kräksjuk magsjuk
    vinterkräk mrsa esbl clostridi sepsis urosepsis infektion infekter urinvägsinfektion
    blåskatarr njursvikt dialys cirros levercirros hepatit epilep kramp schizofren psykos psykot
    bipolär depression deprimer ångest panikång suicid självmord självskad ätstör anorexi bulimi
    adhd autism missbruk alkoholis alkoholber alkoholmissbr narkoman drogmissbr trycksår bensår
    fotsår gangrän amputer psoriasis bältros vattkoppor skabb artros reumat ledgång osteopor
    ryggskott förlam halvsidig afasi dysfagi sväljsvår sväljningssvår inkontin förstopp diarré
    kräkning illamå yrsel svimm hallucin bröstsmärt andnöd andningssvår andningsbesv näsblod
    hematuri blodbrist anemi uttork undernär malnutri viktnedg förvirr konfus vanför sänglig
    palliativ döende gravid missfall orosanm våldsutsatt metadon buprenorf subutex antabus
    insulin waran alvedon morfin oxynorm oxycontin haldol furix sobril stesolid imovane
    antibiotik penicillin kortison metformin eliquis fragmin novorapid lantus blodsocker
    blodtryck p-glukos glukos saturation syrgas kateter trakeostom stomi sondmat depåinjek
    cellgift strålbehandl opererad operation nyoperer blodtransf lårbensbr höftled hjärnskak
    hjärntumör hjärnblöd hiv-posit smittad posttraumat ptsd fetma njursten gallsten gulsot
    magsår blödning blodpropp trombos sväljer ofrivill utmatt demenssjuk medvetslös tuberkul
    salmonel borrelia migrän hypogly celiaki neuropat abstinens överdos rullstolsbur aggressiv
    hotfull utagerande operer tyreo skleros halsfluss öroninfl uvi- dementia copd diabetic
    cancer pneumonia wandering depressed incontinen catheter wound palliative
    """.split()
)
"""What words for illness, symptoms and treatment begin with."""
_HEADS = frozenset(stem[:3] for stem in _STEMS)

_ENDS = tuple(
    """
    cancer cancern fraktur frakturen frakturer blödning blödningar värk värken sår såret såren
    infektion sjukdom sjukdomen svikt svikten infarkt spruta sprutan missbruk beroende psykos
    demens demensen smärta smärtor inflammation inflammationen operation operationen gravid
    förvirrad depression abstinens stopp bett
    """.split()
)
"""What compounds for them end with."""

_WHOLE = frozenset(
    """
    adhd aids als amputation andas avliden avlidit bajsat benbrott bleeding blind blod blodig
    blood blött broke broken bruten brutet brutit brutna bältad confused cough crp demented
    dementia dosett dosetten dropp droppet dying död dött döv eksem fallen fallit feber febern
    febrig fever fracture fraktur frakturer försvunnit försämrad försämrats försämring gikt
    golvet halkat hip hiv hospitalised hosta hostan infection inlagd inlagt inr insjuknat kissat
    kol koma krampat kräkas kräkt kräkts lam laro lpt lvm lvu medication medicin medicinen
    mediciner medicinerna missbrukare morphine ms nyopererad ont operationen pain peg personlyft
    pregnant puls pulsen ramlat rymt självskadebeteende smärta smärtor snubblat sond sonden stel
    stroke stukat suicidal svimmat svullen svullna svullnad sämre sår såren såret temp tempen
    terminal tia urin utskriven utskrivet uvi vak viktnedgång vomiting vre värk våld wound yr
    återfallit
    """.split()
)
"""Words for them that also begin or end other words."""

EVENTS = frozenset(
    """
    avled blöder bröt died dog faller fell föll försvann halkade hostar insjuknade kissade
    kissar krampade krampar kräks kräktes ramlade ramlar rymde snubblade stukade svimmade
    vägrade vägrar yrar
    """.split()
)
"""What somebody did or what befell them, in one word that can follow a name."""

_WORK = tuple(
    """
    ansvar ansvaret ansvarig passet rundan runda rundor vagnen madrass madrassen mottagning
    mottagningen utbildning utbildningen team teamet prevention preventionen rutin rutinen
    rutiner skola skolan vård vården sköterska sköterskan ombud ombuden nätverk nätverket frågor
    frågorna förening föreningen dag dagen kurs kursen grupp gruppen rond ronden skåp skåpet
    lista listan avvikelse avvikelsen rapport rapporten statistik statistiken projekt plan
    planen delegering delegeringen hjälpmedel produkter produkterna material mätare mätaren
    manschett manschetten mottagningar besök besöket register registret enheten rådet råd
    modellen boende boendet läkare läkaren riktlinje kontroll kontroller screening larm
    specialist sjukvård uppföljning
    """.split()
)
"""What compounds about the work end with: "diabetesmottagning", "fallprevention"."""

_MEDICINES = tuple(
    """
    insulin waran alvedon morfin oxynorm oxycontin haldol furix sobril stesolid imovane
    antibiotik penicillin kortison metformin eliquis fragmin novorapid lantus metadon medicin
    dosett tablett spruta sprutan dropp syrgas laxer ögondropp smärtlindr panodil ipren morphine
    medication painkiller
    """.split()
)

_REFUSED = frozenset("äta äter ätit dricka dricker druckit duscha duschat andas prata".split())
_REFUSING = frozenset("inte slutat knappt vägrar vägrat varken inget ingenting dåligt".split())


def is_condition(word: str) -> bool:
    """Whether a word in small letters tells of somebody's health rather than of the work."""
    if word in _WHOLE or word in EVENTS:
        return True
    told = (word[:3] in _HEADS and word.startswith(_STEMS)) or word.endswith(_ENDS)
    return told and not word.endswith(_WORK)


def is_medicine(word: str) -> bool:
    """Whether a word in small letters is a medicine or how it is given."""
    return word.startswith(_MEDICINES) and not word.endswith(_WORK)


def is_refusal(before: str, word: str, after: str) -> bool:
    """ "inte ätit", "äter inte": no condition in itself, but one when it is not done."""
    return word in _REFUSED and (before in _REFUSING or after in _REFUSING)
