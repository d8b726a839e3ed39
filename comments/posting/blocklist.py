"""What moderators have decided not to hear from again, and whether a text meets it.

Letters are compared as readers see them: without regard to case, in one form of each (NFKC), and without characters
that nobody sees. However long the list is, a text is read once.
"""

import html
import ipaddress
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ValidationError

from comments.articles import UNSPACED
from comments.models import BlockEntry, BlockKind
from encyclopedia.site.characters import REFUSED
from encyclopedia.site.mailboxes import key_of

from .phrases import Phrases

if TYPE_CHECKING:
    from .draft import Draft

LONGEST = 200
#: Networks with a shorter prefix are a good part of all addresses there are.
SHORTEST_PREFIX = {4: 8, 6: 16}
#: Whoever has one IPv6 address has all of its network; see `senders`.
IPV6_PARTY = 64

# Characters without a look of their own: https://www.unicode.org/reports/tr44/#Default_Ignorable_Code_Point
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U000e0000-\U000e0fff]"
)
_HANGUL = "\u1100-\u11ff\uac00-\ud7a3"  # written with spaces, but what belongs to a word hangs on without one
_ALONE = re.compile(f"[{UNSPACED}{_HANGUL}]")
# As nh3 writes them: a text holds no bare `<`, a value no bare quotation mark, but it may hold a `>`.
_TAG = re.compile(r'</?(\w+)((?:[^>"]|"[^"]*")*)>')
_HREF = re.compile(r'href="([^"]*)"')
#: Tags that stand within words and sentences; any other ends them.
_WITHIN = {"a", "bdi", "code", "em", "strong"}
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?")


def hit(draft: "Draft") -> BlockKind | None:
    """Which kind of entry the draft meets, None where it meets none."""
    entries = BlockEntry.objects.order_by("pk").values_list("kind", "pattern")
    return _list_of(tuple(entries)).hit(draft)


def clean(kind: str, pattern: str) -> str:
    """The pattern as it is kept; two that mean the same come out equal.

    Raises ValidationError with a sentence for whoever has written it.
    """
    if found := REFUSED.search(pattern):
        raise ValidationError(f"The character U+{ord(found[0]):04X} cannot stand here. Remove it.")
    cleaned = _CLEANERS[BlockKind(kind)](pattern)
    if len(cleaned) > LONGEST:
        raise ValidationError(f"This is longer than {LONGEST} characters.")
    return cleaned


class _List:
    """A block list, ready to be asked."""

    def __init__(self, entries: Iterable[tuple[str, str]]) -> None:
        patterns: dict[str, set[str]] = defaultdict(set)
        for kind, pattern in entries:
            try:
                patterns[kind].add(clean(kind, pattern))
            except ValidationError:
                continue  # it came here past the form, and means nothing
        self.phrases = Phrases(_tokens(word) for word in patterns[BlockKind.WORD])
        self.hosts = patterns[BlockKind.HOST]
        self.emails = patterns[BlockKind.EMAIL]
        self.names = patterns[BlockKind.NAME]
        self.networks: dict[tuple[int, int], set[int]] = defaultdict(set)
        for network in map(ipaddress.ip_network, patterns[BlockKind.ADDRESS]):
            self.networks[network.version, network.prefixlen].add(_start(network.network_address, network.prefixlen))

    def hit(self, draft: "Draft") -> BlockKind | None:
        """The first kind, the cheapest ones first."""
        account_email = draft.account.email if draft.account else ""
        checks = {
            BlockKind.ADDRESS: lambda: self._holds_address(draft.address),
            BlockKind.EMAIL: lambda: self._holds_email(draft.email or account_email),
            BlockKind.NAME: lambda: _fold(draft.name) in self.names,
            BlockKind.HOST: lambda: any(self._holds_host(host) for host in hosts_in(draft.html)),
            BlockKind.WORD: lambda: any(self.phrases.meet(_tokens(text)) for text in _texts(draft)),
        }
        return next((kind for kind, holds in checks.items() if holds()), None)

    def _holds_address(self, text: str) -> bool:
        try:
            address = ipaddress.ip_address(text)
        except ValueError:
            return False
        address = getattr(address, "ipv4_mapped", None) or address
        return any(
            version == address.version and _start(address, prefix) in starts
            for (version, prefix), starts in self.networks.items()
        )

    def _holds_email(self, text: str) -> bool:
        name, at, domain = key_of(text).rpartition("@")
        domain = _ascii_host(domain)
        return bool(at) and (
            f"{name}@{domain}" in self.emails or any(f"@{host}" in self.emails for host in _up(domain))
        )

    def _holds_host(self, host: str) -> bool:
        return any(above in self.hosts for above in _up(host))


@lru_cache(maxsize=2)
def _list_of(entries: tuple[tuple[str, str], ...]) -> _List:
    return _List(entries)


def hosts_in(rendered: str) -> set[str]:
    """The hosts that the links of a comment lead to, as browsers read them."""
    found = set()
    for address in _addresses(rendered):
        try:
            host = urlsplit(address).hostname
        except ValueError:
            continue
        if host:
            found.add(_ascii_host(_fold_host(unquote(host))))
    return found


def _texts(draft: "Draft") -> Iterator[str]:
    """All that the draft says: what readers see, where its links lead, and who says it."""
    yield _seen(draft.html)
    yield from _addresses(draft.html)
    yield draft.name


def _addresses(rendered: str) -> list[str]:
    return [html.unescape(address) for tag in _TAG.finditer(rendered) for address in _HREF.findall(tag[2])]


def _seen(rendered: str) -> str:
    return html.unescape(_TAG.sub(lambda tag: "" if tag[1] in _WITHIN else "\n", rendered))


def _tokens(text: str) -> list[str]:
    """The words of a text; each sign, and each letter of a script that is written without spaces, for itself."""
    found = []
    word = ""
    for character in _fold(text):
        kind = _kind(character)
        if kind == "letter":
            word += character
            continue
        if word:
            found.append(word)
            word = ""
        if kind == "alone":
            found.append(character)
    return [*found, word] if word else found


@lru_cache(maxsize=20_000)
def _kind(character: str) -> str:
    if character.isspace():
        return "space"
    is_letter = character.isalnum() or unicodedata.category(character)[0] == "M"
    return "letter" if is_letter and not _ALONE.match(character) else "alone"


def _fold(text: str) -> str:
    """The text as it is compared."""
    seen = _UNSEEN.sub("", unicodedata.normalize("NFKC", _UNSEEN.sub("", text)).casefold())
    return " ".join(unicodedata.normalize("NFKC", seen).split())


def _fold_host(host: str) -> str:
    # Browsers keep ß and ς apart from what case folding makes of them.
    return _UNSEEN.sub("", unicodedata.normalize("NFKC", _UNSEEN.sub("", host)).lower()).replace("。", ".").strip(".")


def _ascii_host(host: str) -> str:
    """The host as it is asked for in the DNS."""
    return ".".join(
        label if label.isascii() else "xn--" + label.encode("punycode").decode("ascii") for label in host.split(".")
    )


def _up(host: str) -> Iterator[str]:
    """The host and what it lies below, from the inside out."""
    while host:
        yield host
        host = host.partition(".")[2]


def _start(address: ipaddress.IPv4Address | ipaddress.IPv6Address, prefix: int) -> int:
    return int(address) >> (address.max_prefixlen - prefix)


def _clean_word(pattern: str) -> str:
    tokens = _tokens(pattern)
    if len("".join(tokens)) < 2 and not (tokens and _ALONE.match(tokens[0])):
        raise ValidationError("Write a word or a phrase of at least two letters.")
    return _fold(pattern)


def _clean_name(pattern: str) -> str:
    if not _fold(pattern):
        raise ValidationError("Write a name.")
    return _fold(pattern)


def _clean_host(pattern: str) -> str:
    text = pattern.strip()
    try:
        host = urlsplit(text if "://" in text else f"//{text}").hostname or ""
    except ValueError:
        host = ""
    host = _fold_host(unquote(host))
    if _is_address(host):
        return host
    labels = _ascii_host(host).split(".")
    if len(labels) < 2 or not all(_LABEL.fullmatch(label) for label in labels):
        raise ValidationError("Write the name of a site such as example.org.")
    return ".".join(labels)


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _clean_address(pattern: str) -> str:
    try:
        network = ipaddress.ip_network(pattern.strip(), strict=False)
    except ValueError:
        raise ValidationError("Write an address such as 192.0.2.7, or a network such as 192.0.2.0/24.") from None
    mapped = network.network_address.ipv4_mapped if network.version == 6 else None
    if mapped:
        network = ipaddress.ip_network(f"{mapped}/{max(0, network.prefixlen - 96)}", strict=False)
    if network.prefixlen < SHORTEST_PREFIX[network.version]:
        raise ValidationError("This network holds far too many addresses. Write a smaller one.")
    if network.version == 6 and network.prefixlen > IPV6_PARTY:
        network = network.supernet(new_prefix=IPV6_PARTY)
    whole = network.prefixlen == network.max_prefixlen
    return str(network.network_address if whole else network)


def _clean_email(pattern: str) -> str:
    name, at, domain = key_of(pattern.strip()).rpartition("@")
    labels = _ascii_host(domain.strip(".")).split(".")
    if not at or " " in name or len(labels) < 2 or not all(_LABEL.fullmatch(label) for label in labels):
        raise ValidationError("Write an address such as name@example.org, or @example.org for all addresses there.")
    return f"{name}@{'.'.join(labels)}"


_CLEANERS = {
    BlockKind.WORD: _clean_word,
    BlockKind.HOST: _clean_host,
    BlockKind.ADDRESS: _clean_address,
    BlockKind.EMAIL: _clean_email,
    BlockKind.NAME: _clean_name,
}
