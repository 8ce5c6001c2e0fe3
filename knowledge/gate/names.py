"""Given names common in Sweden, old and young, and the surnames that can be told by their end."""

from __future__ import annotations

_GIVEN = frozenset(
    """
    aarne abdi abdul abdullah adam adele adina agda agnes agneta agnetha agnieszka ahmad ahmed
    aina aino aisha albert albin aldor aleksander alex alexander alexandra alf alfhild alfons
    alfred algot ali alice alicia alida alina allan alma alrik alva alvar alvin amanda amelia
    amina amir amira anders andrea andreas andrii andré ane anette anita anitha anja ann
    ann-britt ann-kristin ann-louise ann-sofie anna annacarin annbritt anneli annelie annette
    annie annika annkristin annmari annmarie annsofie anny ante anton antonia antonio arja arne
    arnold aron arthur artur arvid assar asta aster astrid august augusta aurora axel axelina
    bahar barbara barbro beata beatrice beda benedikt bengt bengt-åke benjamin benny bent berit
    berith berndt bernt bert berta bertha bertil bettan betty bia bibbi birger birgit birgith
    birgitta birthe bjarne björn bo bodil boel boris bosse brigitte brita britt britt-inger
    britt-marie britta brittmarie bror bruno börge börje camilla carin carina carita carl
    carl-erik carlos carmen carola carolina caroline caspar catarina catharina cecilia charlie
    charlotta charlotte christel christer christian christin christina christine christoffer
    claes clara clas claudia conny cornelia curt dag dagmar dagny dan daniel daniela danuta
    darko david denise dennis desirée diana dick didrik dmitri doris dorothea dragan ebba ebbe
    eddie edgar edit edith edla edmund edvard edvin edward eero efraim egil egon eija eila
    eilert einar eino eira eivor elena eleonora elfrida eli elias elin elina elis elisabet
    elisabeth elise ella elle ellen ellert elliot elly elly-may elma elmer elof elsa elsie elsy
    elva elvira elvy emanuel embla emelie emil emilia emilie emily emma emmy enar engla enok
    erhard erica erik erika erkki erland erling erna ernst esbjörn esko ester esther estrid
    eugen eva eva-lena evald evelina evert evy evy-ann ewa ewelina ewert fabian fadi farah
    fatima fatma felicia felix filip filippa folke frank frans fransiska fred fredric fredrik
    fredrika freja frida fridolf fritiof fritjof frits fritz gabriel gabriella georg georgia
    gerd gerda gerhard gert gertrud gideon gillis gisela git gitte glenn goran gottfrid greger
    greta grete gretha grethe gudmund gudrun gull gullan gulli gullvi gun gun-britt gunborg
    gunda gunhild gunilla gunlög gunn gunn-britt gunnar gunne gunnel gunnevi gunvor gurli gustaf
    gustav gusten göran gösta göta göte göthe hadar haidar halvar halvard hamid hampus hana
    hanna hannah hannele hannes hans harald harriet harry hasan hassan hawa hedda hedvig heidi
    heikki helen helena helene helfrid helga helge helmer helmi helmut helny hencke henning
    henny henric henrik henry herbert herman hermine hertha hilbert hilda hilding hildur hilja
    hillevi hilma hilmer hjalmar hjördis hodan holger hubert huda hugo hulda hussein håkan
    ibrahim ida idun ilona ilse inez inga inga-lill inga-maj ingalill ingbritt ingeborg ingegerd
    ingegärd ingela ingemar ingemo inger ingmar ingolf ingrid ingrun ingvald ingvar irene irina
    iris irma iréne isa isabel isabell isabella isabelle isac isak isidor ismail ivan ivana ivar
    jack jacob jakob jamila jan jan-erik jan-olof jan-åke jane janet janne jannike jarl jasmin
    jasmine jean jeanette jeanna jennie jenny jens jerk jerker jerry jerzy jesper jessica jim
    jimmie jimmy joachim joakim joel joen johan johanna johannes john johnny jon jonas jonatan
    jonathan jonna jonny jorma josef josefin josefina josefine joseph josephine juha juhani
    julia julian juliana julius jussi jytte jöns jörgen jörn jürgen kaarina kaj kajsa kajsa-lisa
    kalevi kalle karim karin karina karl karl-erik karl-gustav karola karolin karolina karsten
    kasper katarina katarzyna katharina kathrine katja katrin kennet kenneth kenny kent kerstin
    kerttu khadija khaled kicki kim kira kjell klara klas klaus knut konny konrad krister
    kristian kristin kristina kristine kristoffer krystyna kuno kurt käthe kåre lage laila lars
    lars-erik lars-göran lars-åke lasse laura lauri layla lea leena leif leila lena lennart
    lennarth leo leon leonard leopold leyla liban lillemor lilli lillian lilly lily lina linda
    linn linnea linnéa linus lis lisa lisbet lisbeth lisbett lise lise-lott liselott liselotte
    liv liza lo lollo lotta lotten louis louise love lovis lovisa lucas lucia ludmila ludvig
    ludvik lukas luna lydia lykke maaret madeleine magda magdalena maggan maggie magnhild magnus
    mahmoud mai maj maj-britt maj-gun maj-lis maj-lise maja majbritt majken majvor malee malena
    malgorzata malin malou malte malva manfred manne manuel manuela marcus marek margaret
    margareta margareth margaretha margit margita margot margreta margrethe mari maria mariam
    mariana mariann marianne marie marie-louise marielle marika marina mario marion marit marita
    marja marjatta markus marlene marta martha martin martina mary maryam mateusz mathias
    mathilda matilda mats matti mattias matts max maximilian may mehdi melker melvin merja mette
    mia michael michaela mikael mikaela milan milla milton mimmi mina minna miriam mirja
    miroslav moa mohamed mohammad mohammed molly mona monica monika morgan mossa muhammad
    mustafa my myrna märit märta måns nadia nadja nahid nanna nanny natalia natalie natanael
    nathalie nelly nichlas niclas nicole niklas nikolaj nilla nils nils-erik nils-gunnar
    nils-olof nina ninni ninnie nisse noah noel noomi nora nore nour nova novalie oksana ola
    olaf olav olavi ole olena olga oliver olivia olle olof olov omar orvar oscar oskar osman
    ossian osvald otto ove owe paavo pamela parisa parvin patricia patrick patrik paul paula
    paulina pauline pekka pelle per per-arne per-erik per-olof pernilla pertti peter petra
    petronella petrus petter philip pia piotr pirjo pirkko pontus putte päivi pär ragna ragnar
    ragnhild ragnvald raija rakel ralf ralph rania rasmus rebecca rebecka regina reidar reijo
    reinhold reino renée reza richard rickard riitta rikard risto rita robert robin roger roland
    rolf rolf-erik roma ronja ronny ros ros-marie rosa rose rose-marie rosita roy ruben rudolf
    runa rune rut rutger ruth ruvin saga saida salah salem sally salma samir samira samuel
    sandra sanfrid sanna sara sarah sebastian seija selam selma seppo sergei set seth severin
    shirin sibylla sid sigbritt sigfrid signar signe signhild sigrid sigurd sigvard sigyn simon
    simone siri sirkka siv sivert sixten slobodan snezana sofi sofia sofie sol sol-britt
    solbritt solveig solweig somchai sonja sonny sophia sophie staffan stefan stella sten
    stephanie stieg stig stig-arne stig-björn stina sture styrbjörn sune supaporn susan susann
    susanna susanne suzanne svante svea sven sven-erik sven-olof svenne svetlana sylve sylvester
    sylvia sylwia sören tage tanja tapani tapio tatiana tatjana tauno tea tekla teodor teres
    teresa terese teresia tesfay thea theo theodor theres therese thomas thor thora thorbjörn
    thord thore thorsten thorvald thorwald thure thyra tilda tilde tim timo tina tindra tobias
    toini toivo tom tomas tomasz tommy tony tor torbjörn tord tore torgny torkel torsten torun
    torvald totte tova tove tove-lis tryggve ture tuula tuulikki tuva tyko tyra ulf ulla
    ulla-britt ulla-karin ulrica ulrik ulrika uno urban urho ursel ursula valborg valdemar
    valentin valfrid valter vanessa vanja vega veikko veli vendela vera verna verner veronica
    veronika vesa vibeke victor victoria vidar vide vigert viggo viking viktor viktoria vilgot
    vilhelm vilja ville vilma vincent viola violet virginia vivan vivi vivian väinö waldemar
    walter wenche wenke werner wilhelm william wilma wiveca wolfgang xerxes yasin yasmin yngve
    yonas yusuf yvette yvonne zahra zaida zainab zara zelma zilla zoe zohreh zoran åge åke åsa
    åse åsta ödger ögge örjan östen
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
