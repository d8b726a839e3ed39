"""The dated events of all articles in one order.

`index` keeps them in their places and counted. What is asked of them is asked of a `Selection`, one of those that are
`Stored` or one of `Listed` ids: a page of events, and how many there are at each time. `scales` knows how years are
gathered into decades and centuries, `chart` how their numbers become bars.
"""

from .indexing import index
from .scales import SCALES, Period, Scale, fitting
from .selection import Density, Listed, Page, Place, Selection, Told
from .stored import Stored
from .typed import read_period, type_year

__all__ = [
    "SCALES",
    "Density",
    "Listed",
    "Page",
    "Period",
    "Place",
    "Scale",
    "Selection",
    "Stored",
    "Told",
    "fitting",
    "index",
    "read_period",
    "type_year",
]
