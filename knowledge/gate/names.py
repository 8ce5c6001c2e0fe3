"""Given names common in Sweden, old and young, and the surnames that can be told by their end."""

from __future__ import annotations

_GIVEN = frozenset(
    """
    adam adele adina agda agnes agneta agnetha ahmad ahmed aina aino aisha albert albin
    aleksander alex alexander alexandra alf alfhild alfons alfred algot ali alice alicia alida
    alina alma alva alvar alvin amanda amelia amina amir amira anders andrea andreas andré ane
    anette anita anitha ann anna annacarin anneli annelie annette annie annika anny ante anton
    antonia antonio arja arne arnold aron arthur artur arvid asta aster astrid august augusta
    aurora axel barbara barbro beata beatrice beda benedikt bengt benjamin benny bent berit
    berith berndt bernt bert berta bertha bertil bettan bia bibbi birger birgit birgitta birthe
    bjarne björn bo bodil boel boris bosse brita britt britta bror bruno börge börje camilla
    carin carina carita carl carl-erik carlos carmen carola carolina caroline caspar catarina
    catharina cecilia charlie charlotta charlotte christel christer christian christin christina
    christine christoffer claes clara clas claudia conny cornelia curt dag dagmar dagny dan
    daniel daniela danuta david denise dennis desirée diana dick didrik doris dorothea
    ebba ebbe eddie edgar edit edith edla edvard edvin edward efraim egil egon eila eilert einar
    eino eira eivor elena eleonora eli elias elin elina elis elisabet elisabeth elise ella elle
    ellen elliot elly elma elmer elof elsa elsie elsy elva elvira elvy emanuel embla emelie emil
    emilia emilie emily emma emmy enar engla enok erica erik erika erkki erland erling erna
    ernst esbjörn ester esther estrid eugen eva evald evelina evert evy fabian fadi farah fatima
    fatma felicia felix filip filippa folke frank frans fransiska fred fredric fredrik fredrika
    freja frida fridolf fritiof fritjof fritz gabriel gabriella georg gerd gerda gerhard gert
    gertrud gideon gillis gisela git gitte glenn gottfrid greger greta grete gretha grethe
    gudrun gull gullan gulli gullvi gun gunborg gunda gunhild gunilla gunlög gunn gunnar gunnel
    gunnevi gunvor gurli gustaf gustav gusten göran gösta göta göte göthe haidar hamid hampus
    hanna hannah hannele hannes hans harald harriet harry hasan hassan hedda hedvig heidi heikki
    helen helena helene helga helge helmer helmi helmut helny hencke henning henny henric henrik
    henry herbert herman hermine hertha hilda hilding hildur hilja hillevi hilma hjalmar hjördis
    holger hubert hugo hulda hussein håkan ibrahim ida idun ilona ilse inez inga inga-lill
    inga-maj ingalill ingbritt ingeborg ingegerd ingegärd ingela ingemar ingemo inger ingmar
    ingrid ingrun ingvald ingvar irene irina iris irma iréne isa isabel isabell isabella
    isabelle isac isak isidor ismail ivan ivar jack jacob jakob jamila jan jan-erik jane janet
    janne jannike jasmine jean jeanette jeanna jennie jenny jens jerker jerry jesper jessica jim
    jimmie jimmy joachim joakim joel joen johan johanna johannes john johnny jon jonas jonatan
    jonathan jonna jonny josef josefin josefina josefine joseph josephine juha juhani julia
    julian juliana julius jussi jytte jöns jörgen jörn kaarina kaj kajsa kalle karim karin
    karina karl karl-erik karola karolin karolina karsten kasper katarina katarzyna katharina
    kathrine katja katrin kennet kenneth kenny kent kerstin kerttu khadija khaled kim kira kjell
    klara klas klaus knut konrad krister kristian kristin kristina kristine kristoffer kurt
    käthe kåre laila lars lars-erik lasse laura lea leena leif leila lena lennart lennarth leo
    leon leonard leopold liban lillemor lilli lillian lilly lily lina linda linn
    linnea linnéa linus lis lisa lisbet lisbeth lisbett lise lise-lott liselott liselotte liv
    liza lo lotta lotten louis louise love lovis lovisa lucas lucia ludmila ludvig lukas luna
    lydia lykke maaret madeleine magda magdalena maggan maggie magnhild magnus mahmoud mai maj
    maj-britt maj-lis maj-lise maja majbritt majken malena malin malou malte malva manfred manne
    manuel marcus marek margaret margareta margareth margaretha margit margita margot margreta
    margrethe mari maria mariam mariana mariann marianne marie marie-louise marielle marika
    marina mario marion marit marita marja marjatta markus marlene marta martha martin martina
    mary maryam mateusz mathias mathilda matilda mats matti mattias matts max maximilian may
    melker melvin mette mia michael michaela mikael mikaela milla milton mimmi mina minna miriam
    mirja miroslav moa mohamed mohammad mohammed molly mona monica monika morgan mossa muhammad
    mustafa my myrna märit märta måns nadia nadja nahid nanna nanny natalia natalie nathalie
    nelly nichlas niclas nicole niklas nikolaj nilla nils nils-erik nina ninni nisse noah noel
    noomi nora nova novalie ola olaf olav ole olga oliver olivia olle olof olov omar orvar oscar
    oskar ossian osvald otto ove owe pamela parisa patricia patrick patrik paul paula paulina
    pauline pekka pelle per per-erik per-olof pernilla pertti peter petra petronella petrus
    petter philip pia pirjo pirkko pontus päivi pär ragna ragnar ragnhild ragnvald rakel ralf
    ralph rania rasmus rebecca rebecka regina reidar reijo reinhold renée richard rickard riitta
    rikard rita robert robin roger roland rolf roma ronja ronny ros ros-marie rosa rose
    rose-marie rosita roy ruben rudolf runa rune rut rutger ruth ruvin saga saida salah salem
    sally salma samir samira samuel sandra sanna sara sarah sebastian selma set seth severin
    shirin sibylla sid sigbritt sigfrid signe signhild sigrid sigurd sigvard sigyn simon simone
    siri sirkka siv sixten sofi sofia sofie sol sol-britt solbritt solveig solweig sonja sonny
    sophia sophie staffan stefan stella sten stephanie stieg stig stina sture styrbjörn sune
    susan susann susanna susanne suzanne svante svea sven sven-erik sven-olof svenne svetlana
    sylve sylvia sylwia sören tage tanja tatjana tea tekla teodor teres teresa terese teresia
    thea theo theodor theres therese thomas thor thora thorbjörn thord thore thorsten thorvald
    thure thyra tilda tilde tim timo tina tindra tobias toini tom tomas tomasz tommy tony tor
    torbjörn tord tore torgny torkel torsten torun torvald tova tove tove-lis tryggve ture tuula
    tuva tyko tyra ulf ulla ulla-britt ulla-karin ulrica ulrik ulrika uno urban ursula valborg
    valdemar valentin valfrid valter vanessa vanja vega veikko vendela vera verna verner
    veronica veronika vesa vibeke victor victoria vidar vide vigert viggo viking viktor viktoria
    vilgot vilhelm vilja ville vilma vincent viola violet virginia vivan vivi vivian
    waldemar walter wenche wenke werner wilhelm william wilma wiveca wolfgang xerxes yasmin
    yngve yusuf yvette yvonne zahra zainab zara zelma zilla zoe åge åke åsa åse åsta ödger ögge
    örjan östen
    """.split()
)

AMBIGUOUS = frozenset(
    """
    ante august augusta aurora björn bo bror dag elle embla erling frank frid gull gun
    hans hedvig isa jack jean jim kim lea leo lill lis liv lo love lucia luna lykke mai
    maj mari max may mina mona morgan my nova ola ole per ros rosa rose rut saga set seth sid
    siv sol stella sten stig sture tage tea tim tor torun tova urban ursula vega vera vide
    viking viola åse
    """.split()
)
"""Names that are also words or places, to be taken for names only where a name must stand."""

_SURNAME_ENDS = (
    "sson", "ström", "qvist", "kvist", "gren", "blad", "löf", "stedt", "lander", "lén", "dén",
    "rén",
)  # fmt: skip
_PLACE_LIKE_ENDS = ("strand", "lund", "mark", "berg", "lind", "dahl", "hammar", "vall", "ek")

_PARTS = frozenset({"lill", "britt", "mari", "maj", "lis", "lise", "lott", "lotta"})


def is_given(word: str) -> bool:
    """Whether a capitalised word is a given name, also double: "Anna-Greta"."""
    lower = word.lower()
    return word[:1].isupper() and (
        lower in _GIVEN
        or ("-" in lower and all(part in _GIVEN or part in _PARTS for part in lower.split("-")))
    )


def given_of(word: str) -> str:
    """The given name that a word is or is the genitive of: "Karin's", "Karins"; else nothing."""
    bare = word.removesuffix("'s")
    if is_given(bare):
        return bare
    return bare[:-1] if bare.endswith("s") and is_given(bare[:-1]) else ""


def is_name(word: str) -> bool:
    """A given name that is no common word."""
    given = given_of(word)
    return bool(given) and given.lower() not in AMBIGUOUS


def is_surname(word: str, *, alone: bool = False) -> bool:
    """A capitalised word that ends as surnames do; standing alone, as no place does."""
    bare = word.lower().removesuffix("'s").removesuffix("s")
    ends = _SURNAME_ENDS if alone else _SURNAME_ENDS + _PLACE_LIKE_ENDS
    return word[:1].isupper() and len(word) > 5 and bare.endswith(ends)
