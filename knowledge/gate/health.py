"""Words for illness, symptoms, events, treatment and measures, as staff use them."""

from __future__ import annotations

_STEMS = tuple(
    """
    abstinens adhd afasi aggressiv alkoholber alkoholis alkoholmissbr alvedon alzheimer amputer
    andningsbesv andningssvår andnöd anemi anorexi antabus antibiot artros astma autism bensår
    bipolär blodbrist blodpropp blodsocker blodtransf blodtryck blåskatarr blödning borrelia
    bronkit bröstsmärt bulimi buprenorf bältros calici cancer catheter celiaki cellgift cirros
    clostridi copd corona covid demens demenssjuk dement dementia depressed depression deprimer
    depåinjek diabet diabetic dialys diarré drogmissbr dysfagi döende eliquis emfysem epilep
    esbl fetma fotsår fragmin furix förlam förmaksflimmer förstopp förvirr gallsten gangrän
    glukos gravid gulsot haldol hallucin halsfluss halvsidig hematuri hepatit hiv-posit
    hjärnblöd hjärnskak hjärntumör hjärtfel hjärtflimmer hjärtinfarkt hjärtstopp hjärtsvikt
    hotfull hypogly höftled illamå imovane incontinen infekter infektion influensa inkontin
    insulin kateter konfus kortison kramp kräkning kräksjuk kärlkramp lantus ledgång leukemi
    levercirros lungemboli lunginflam lungödem lymfom lårbensbr magsjuk magsår malnutri
    medvetslös metadon metastas metformin migrän missbruk missfall morfin mrsa narkoman neuropat
    njursten njursvikt novorapid nyoperer näsblod ofrivill operation operer opererad orosanm
    osteopor oxycontin oxynorm p-glukos palliativ palliative panikång parkinson penicillin
    pneumoni pneumonia posttraumat psoriasis psykos psykot ptsd reumat rullstolsbur ryggskott
    salmonel saturation schizofren sepsis självmord självskad skabb skizo skleros smittad sobril
    sondmat stesolid stomi stroke strålbehandl subutex suicid svimm sväljer sväljningssvår
    sväljsvår syrgas sänglig trakeostom trombos trycksår tuberkul tumör tyreo ulcer undernär
    urinvägsinfektion urosepsis utagerande utmatt uttork uvi- vanför vattkoppor viktnedg
    vinterkräk våldsutsatt wandering waran wound yrsel ätstör ångest öroninfl överdos
    """.split()
)
"""What words for illness, symptoms and treatment begin with."""
_HEADS = frozenset(stem[:3] for stem in _STEMS)

_ENDS = tuple(
    """
    abstinens beroende bett blödning blödningar cancer cancern demens demensen depression
    fraktur frakturen frakturer förvirrad gravid infarkt infektion inflammation inflammationen
    missbruk operation operationen psykos sjukdom sjukdomen smärta smärtor spruta sprutan stopp
    svikt svikten sår såren såret värk värken
    """.split()
)
"""What compounds for them end with."""

_WHOLE = frozenset(
    """
    adhd aids als amputation andas avliden avlidit bajsat benbrott bleeding blind blod blodig
    blood blött broke broken bruten brutet brutit brutna bältad confused cough crp demented
    dementia dosett dosetten dropp droppet dying död dött döv eksem failure fallen fallit feber
    febern febrig fever fracture fraktur frakturer försvunnit försämrad försämrats försämring
    gikt golvet halkat hip hiv hospitalised hosta hostan infection inlagd inlagt inr insjuknat
    kissat kol koma krampat kräkas kräkt kräkts lam laro lpt lvm lvu medication medicin
    medicinen mediciner medicinerna missbrukare morphine ms nyopererad ont operationen pain peg
    personlyft pregnant puls pulsen ramlat rymt självskadebeteende smärta smärtor snubblat sond
    sonden stel stroke stukat suicidal svimmat svullen svullna svullnad sämre sår såren såret
    temp tempen terminal tia urin utskriven utskrivet uvi vak viktnedgång vomiting vre värk våld
    wound yr återfallit
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
    ansvar ansvaret ansvarig avvikelse avvikelsen besök besöket boende boendet dag dagen
    delegering delegeringen enheten frågor frågorna förening föreningen grupp gruppen hjälpmedel
    kontroll kontroller kurs kursen larm lista listan läkare läkaren madrass madrassen manschett
    manschetten material modellen mottagning mottagningar mottagningen mätare mätaren nätverk
    nätverket ombud ombuden passet plan planen prevention preventionen produkter produkterna
    projekt rapport rapporten register registret riktlinje rond ronden runda rundan rundor rutin
    rutinen rutiner råd rådet screening sjukvård skola skolan skåp skåpet sköterska sköterskan
    specialist statistik statistiken team teamet uppföljning utbildning utbildningen vagnen vård
    vården
    """.split()
)
"""What compounds about the work end with: "diabetesmottagning", "fallprevention"."""

_MEDICINES = tuple(
    """
    alvedon antibiotik dosett dropp eliquis fragmin furix haldol imovane insulin ipren kortison
    lantus laxer medication medicin metadon metformin morfin morphine novorapid oxycontin
    oxynorm painkiller panodil penicillin smärtlindr sobril spruta sprutan stesolid syrgas
    tablett waran ögondropp
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
