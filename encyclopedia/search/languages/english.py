"""English, as search knows it."""

import re

from .language import Language

#: Words that have forms. Those of other languages are found as they stand.
INFLECTED = re.compile(r"[a-z]{3,}")

GENITIVE = re.compile(r"['’]s\b", re.IGNORECASE)

#: What British and American spelling write differently, as far as rules tell; both are stemmed as American.
SPELLINGS = [
    (re.compile(r"(.{3,})is(e|ed|es|er|ers|ing|ation|ations)"), r"\1iz\2"),
    (re.compile(r"(.{2,})our(s|ed|ing|able|ably|ite|ites|ist|ists|al|ally|er|ers)?"), r"\1or\2"),
    (re.compile(r"(lic|def|off|pret)enc(e|es|ed|ing)"), r"\1ens\2"),
    (re.compile(r"(cent|theat|met|lit|fib|calib|spect)re(s|d)?"), r"\1er\2"),
    (re.compile(r"(catal|dial|anal|monol|epil)ogue(s|d)?"), r"\1og\2"),
    (re.compile(r"(.*)programme(s)?"), r"\1program\2"),
    # Of "spelling" and "quelled", one syllable long without their ending, both l are kept.
    (re.compile(r"(.*(?<!q)[aeiouy].*[aeiouy])ll(ed|ing|er|ers|or|ors)"), r"\1l\2"),
]

_IRREGULAR = """
be been was were are is am; begin began begun; break broke broken; bring brought; build built; buy bought;
choose chose chosen; come came; do did done does; draw drew drawn; drive drove driven; eat ate eaten; fall fell
fallen; fight fought; find found; fly flew flown; forbid forbade forbidden; forget forgot forgotten; get got
gotten; give gave given; go went gone; grow grew grown; have has had; hold held; keep kept; know knew known;
lead led; leave left; lend lent; lose lost; make made; mean meant; meet met; pay paid; run ran; say said; see
saw seen; sell sold; send sent; show shown; sing sang sung; speak spoke spoken; spend spent; spell spelt; stand
stood; steal stole stolen; swim swam; take took taken; teach taught; tell told; think thought; throw threw
thrown; understand understood; win won; withdraw withdrew withdrawn; write wrote written; child children; man
men; woman women; person people; foot feet; tooth teeth; mouse mice; life lives; half halves; index indices;
matrix matrices; medium media; analysis analyses; criterion criteria; phenomenon phenomena;
cpu cpus; gpu gpus; tpu tpus
"""
#: Forms that no rule tells, with the word that they are forms of.
IRREGULAR = {form: word for line in _IRREGULAR.split(";") for word, *forms in [line.split()] for form in forms}

_LITTLE = """
a about all am an and any are as at be been being but by can could did do does doing done for from had has have
having he her him his how i if in into is it its itself me might must my of off on or our ours out over shall she
should so some such than that the their them then there these they this those to too under up us very was we were
what whats when where whether which while who whom whose why will with would you your yours s t re ve ll d m tell
please explain define definition meaning get got much many no not only also just really actually ever longer
possible someone somebody anyone anybody people without within between during before after through against via per
"""
#: Left out of a question that has other words, unless they stand in quotes.
LITTLE = frozenset(_LITTLE.split())

#: Left out besides when two questions are compared; what asks for something is told by KINDS.
_LITTLE_IN_QUESTIONS = """
themselves himself herself ourselves yourself need want like work works working thing things way ways kind sort type
else less more most once back already yet anything something nothing year date since purpose reason one instead
assume suppose guess wonder think know explain explained explanation
dont doesnt didnt isnt arent wasnt cant wont shouldnt couldnt havent hasnt
"""
LITTLE_IN_QUESTIONS = (LITTLE | frozenset(_LITTLE_IN_QUESTIONS.split())) - {"meaning"}

#: Words that say so little of what is done that it counts for less whether they are shared.
_LIGHT = """
always come every everything get give go happen have help keep let make may part put set take use
"""
LIGHT = frozenset(_LIGHT.split())

#: What several words say together, and a word that questions use for it.
_TOGETHER = """
abbreviation: full form, full name, short for
dataset: data set, data sets
ai: machine learning, artificial intelligence
responsible: in charge
commercial: make money, makes money, making money, earn money, for money, for profit
remove: opt out, opted out, opting out, take down, taken down, took down, get rid, take out, taken out
gratis: free of charge, for free, for nothing
install: set up, setting up
publish: open up, put online
difference: vs, versus
my: my own, your own, our own, their own, its own
"""
TOGETHER = {
    word: tuple(tuple(each.split()) for each in several.split(", "))
    for word, several in (line.split(": ") for line in _TOGETHER.strip().splitlines())
}

_AUXILIARIES = (
    "is|isn|are|aren|am|was|were|do|don|does|doesn|did|didn|can|could|may|might|must|has|have|had|should|would|will|won"
    "|shall"
)
#: How a question begins, and how one does that comes after other words.
BEGINS = re.compile(rf"^(who|whom|whose|what|which|when|where|why|how|{_AUXILIARIES})\b")
ASKS = re.compile(rf"\b({_AUXILIARIES}) (i|it|he|she|that|there|they|this|we|you)\b")
#: What a question asks for. Two questions that ask for different things are different ones.
KINDS = {
    kind: re.compile(pattern)
    for kind, pattern in {
        "number": r"^(\w+ ){0,3}how (many|much|long|old|big|large|far|tall|fast|high|often|few)\b|\bnumber of\b",
        "when": r"\b(when|since|(what|which) (year|date|day)|how long ago)\b",
        "who": r"\b(who|whom|whose|(what|which) (company|companies|firm|foundation|group|lab|organi[sz]ation|people"
        r"|person|team|university))\b",
        "why": r"\b(why|how come|reasons?|origin)\b|\bwhere\b.*\bfrom\b|^what (made|makes|led)\b|\bwhat for\b",
        "where": r"\bwhere\b(?!.*\bfrom\b)",
        "how": r"\bhow\b",
        "whether": rf"^({_AUXILIARIES})\b",
        "what": r"\b(what|whats|which)\b",
    }.items()
}

#: Words by which questions ask the same, though they are no synonyms everywhere: they count for answers only.
_CONCEPTS = """
make create develop build invent design author write start establish begin launch found creator founder
    developer maker inventor origin produce generate construct devise craft
release publish publication appear introduce announce launch issue unveil debut out
own owner ownership belong hold possess property copyright right control behind maintain maintainer manage govern run
    operate lead leader head direct director oversee responsible
free cost price pay paid charge money fee gratis cheap expensive afford subscription bill earn revenue fund
allow permit legal lawful law permission right forbid prohibit ban restrict restriction limit condition
sell commercial business profit company trade firm enterprise startup corporation market product
use apply employ usage utilize adopt usable user
differ difference versus vs compare comparison distinguish unlike distinction than contrast same similar alike
    identical lack
require need necessary demand requirement enough suffice sufficient minimum handle
name call stand abbreviation acronym initial short term mean meaning word title etymology pronounce refer
spell write letter
change modify alter edit adapt revise convert transform customise
remove delete erase withdraw revoke revocable irrevocable take cancel pull retract recall drop exclude undo
choose pick select decide prefer recommend suggest advise
share give distribute redistribute pass copy spread
train teach learn study
beginner novice newcomer start begin
variant version form edition
big large size many number long huge amount
safe safer safety secure security danger harm harmful risk risky dangerous malicious malware virus trust threat
picture image photo photograph drawing artwork illustration
data dataset corpus collection database
computer machine hardware device laptop pc desktop notebook processor graphic gpu vram cpu ram memory card
example instance
today now still current nowadays present anymore modern relevant obsolete outdated
stop end close cease finish discontinue quit complete
better best advantage benefit strength good
bad worse wrong fault disadvantage drawback weakness problem criticism criticize limitation issue controversy
download get install obtain access acquire
prove check verify test measure evaluate assess benchmark
connect connection relate relation relationship link associate affiliate affiliation belong part tie own partner
    subsidiary
store host keep hold save contain archive
software program code application app
ordinary normal usual typical home personal everyday consumer standard regular local
closed proprietary secret private
fit suit suitable appropriate compatible compatibility combine mix together merge integrate incorporate include
    bundle ship contain inside
happen consequence result effect occur
text essay chat chatbot chatgpt talk conversation speak
license terms agreement
court sue lawsuit judge trial
place located location based headquarters
fast quick speed slow performance efficient
popular famous widespread known
win award prize
join member contribute participate contributor
help support assist aid
work function
all every everything everyone always whole
buy purchase
company team group organisation institute lab foundation firm
source base basis
""".strip()

_OPPOSITES = """
add upload insert contribute, remove delete withdraw download
start begin launch found, stop end close cease finish discontinue
buy purchase, sell
win, lose
install, uninstall
"""
#: Pairs of groups of words: who asks of the one does not ask of the other.
OPPOSITES = [
    (some.split(), others.split()) for some, others in (line.split(", ") for line in _OPPOSITES.strip().splitlines())
]

ENGLISH = Language(
    stemmer="english",
    inflected=INFLECTED,
    irregular=IRREGULAR,
    spellings=SPELLINGS,
    genitive=GENITIVE,
    little=LITTLE,
    little_in_questions=LITTLE_IN_QUESTIONS,
    light=LIGHT,
    together=TOGETHER,
    begins=BEGINS,
    asks=ASKS,
    kinds=KINDS,
    concepts=[line.split() for line in _CONCEPTS.replace("\n    ", " ").splitlines()],
    opposites=OPPOSITES,
)
