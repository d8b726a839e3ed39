"""How many events there are, as bars: where each stands in a picture, in hundredths of its width and height.

Only periods with events get a bar. A few empty ones between two of them keep their room; more are left out, and the
ground that the bars stand on is broken there. So a chart of three thousand years is as legible as one of thirty.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from .scales import Period, Scale

#: More bars than these are too thin to be seen or met; whoever asks takes a coarser scale.
MAX_BARS = 120
#: So many empty periods in a row keep their room.
MAX_EMPTY = 2
#: Pixels: of the narrowest screen and of one character of a label there, and of a bar's room where there is enough.
NARROWEST, CHARACTER, ROOM = 300, 8, 28
#: Hundredths of the height: of the highest bar, and of the lowest.
HIGHEST, LOWEST = 82, 2.5


@dataclass(frozen=True, slots=True)
class Bar:
    period: Period
    events: int
    left: float
    """Where its room begins."""
    height: float


@dataclass(frozen=True, slots=True)
class Label:
    text: str
    at: float
    anchor: str
    """Which side of the text that is: `start` or `end`."""


@dataclass(frozen=True, slots=True)
class Chart:
    bars: Sequence[Bar]
    room: float
    """How wide the room of each bar is; the bar itself leaves a part of it free."""
    ground: Sequence[tuple[float, float]]
    """From where to where time goes on without a gap."""
    gaps: Sequence[tuple[float, float]]
    labels: Sequence[Label]
    width: int
    """In pixels, where there is enough room."""

    @property
    def highest(self) -> Bar:
        """The first of those with most events."""
        return max(self.bars, key=lambda bar: bar.events)

    def stretch(self, first: int, last: int) -> tuple[float, float]:
        """From where to where the bars of these years stand."""
        rooms = [bar.left for bar in self.bars if bar.period.last >= first and bar.period.first <= last]
        return (rooms[0], rooms[-1] + self.room) if rooms else (0.0, 0.0)


def draw(gathered: Mapping[Period, int], scale: Scale) -> Chart:
    """The chart of these numbers, of which there is at least one."""
    periods = list(gathered)
    empty = [-(-(after.first - before.last - 1) // scale.years) for before, after in pairwise(periods)]
    between = [min(number, MAX_EMPTY) for number in empty]
    if len(periods) + sum(between) > MAX_BARS:
        between = [min(number, 1) for number in between]
    room = 100 / (len(periods) + sum(between))
    places = [0]
    for number in between:
        places.append(places[-1] + 1 + number)
    most = max(gathered.values())
    bars = [
        Bar(period, events, place * room, max(LOWEST, HIGHEST * events / most))
        for place, (period, events) in zip(places, gathered.items(), strict=True)
    ]
    left_out = [at for at, (number, kept) in enumerate(zip(empty, between, strict=True), start=1) if number > kept]
    gaps = [(bars[at - 1].left + room, bars[at].left) for at in left_out]
    edges = [0.0, *(edge for gap in gaps for edge in gap), 100.0]
    width = max(ROOM * (places[-1] + 1), NARROWEST)
    return Chart(
        bars=bars,
        room=room,
        ground=list(zip(edges[::2], edges[1::2], strict=True)),
        gaps=gaps,
        labels=list(_labels(bars, room, [*left_out, *_round(bars, scale)])),
        width=width,
    )


def _round(bars: Sequence[Bar], scale: Scale) -> Iterator[int]:
    """Which bars begin ten such periods: 1990 of years, the 1900s of decades."""
    for at, bar in enumerate(bars):
        if (bar.period.first - (scale.years > 10)) % (10 * scale.years) == 0:
            yield at


def _labels(bars: Sequence[Bar], room: float, others: Sequence[int]) -> Iterator[Label]:
    """The first period and the last, and of the others those that there is room for."""
    yield Label(bars[0].period.title, 0, "start")
    if len(bars) == 1:
        return
    end = bars[-1].left + room
    yield Label(bars[-1].period.title, end, "end")
    taken = [(0.0, _width(bars[0])), (end - _width(bars[-1]), 100.0)]
    for at in others:
        start, stop = bars[at].left, bars[at].left + _width(bars[at])
        if all(stop < begins or start > ends for begins, ends in taken):
            taken.append((start, stop))
            yield Label(bars[at].period.title, start, "start")


def _width(bar: Bar) -> float:
    return 100 * (len(bar.period.title) + 1) * CHARACTER / NARROWEST
