"""Words of English that say little of what is looked for, and those that questions use for one another."""

from .words import stem

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

#: What a question asks for. Two questions that ask for different things are different ones.
ASKING = {
    "who": "who", "whom": "who", "whose": "who",
    "when": "when", "year": "when", "date": "when", "since": "when",
    "where": "where",
    "why": "why", "reason": "why", "purpose": "why",
    "how": "how",
}  # fmt: skip

#: Words by which questions ask the same, though they are no synonyms everywhere: they count for answers only.
_CONCEPTS = """
make create develop build invent design author write start establish begin launch found creator founder developer maker
    inventor author origin release publish appear introduce announce generate produce
own owner belong hold control behind maintain manage govern run
free cost price pay charge money fee gratis cheap expensive
allow permit may legal lawful permission right forbid prohibit ban
sell commercial business profit company trade
use apply employ usage serve work good
differ difference versus vs compare comparison distinguish unlike distinction than
require need necessary demand requirement
name call stand abbreviation acronym short term spell write
change modify alter edit adapt
remove delete erase withdraw revoke take cancel
choose pick select decide
share give distribute redistribute pass copy
train teach learn
kind type sort variant version form
big large size many number long
safe secure danger harm risk dangerous
picture image photo photograph drawing
data dataset corpus collection
computer machine hardware device laptop pc
example instance
today now still current nowadays present
stop end close cease finish discontinue quit
better best advantage benefit strength
bad worse disadvantage drawback weakness problem criticism criticize limitation issue
download get install obtain
prove check verify test measure
""".strip().replace("\n    ", " ")

#: The numbers of the groups that a stem belongs to.
CONCEPTS: dict[str, frozenset[int]] = {}
for _number, _line in enumerate(_CONCEPTS.splitlines()):
    for _word in _line.split():
        CONCEPTS[stem(_word)] = CONCEPTS.get(stem(_word), frozenset()) | {_number}
