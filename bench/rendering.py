"""What rendering costs against bare markdown-it-py, and how it grows up to a megabyte: `python -m bench.rendering`."""

import gc
import statistics
import sys
import time
from collections.abc import Callable
from itertools import pairwise

from markdown_it import MarkdownIt

from encyclopedia.markup import Contents, Numbering, Target, parse

from .machine import describe

#: What must hold: times the work of bare markdown-it-py, and the growth when a text becomes twice as long.
MAX_WORK, MAX_GROWTH = 6, 2.3
LENGTHS = (250_000, 500_000, 1_000_000)

SECTION = """## Section {0}

The *first* section of **article {0}** tells about [[Article {0}]] and [[Ada Lovelace|her]], who wrote `code` and
letters to a [friend](https://example.org/{0}).[@ref-{1}] Of the machine she knew more than anyone, its maker
included, and what she wrote about it was read for a hundred years.[@ref-{1}, p. {0}] In 1843 it cost $5 and now $10,
and $E = mc^2$ holds.

- One thing that is told in a list, with *emphasis*
- Another thing, see [[Article {1}]]

> Somebody said this, and it was written down.

| Year | Machine | Weight |
|------|---------|-------:|
| 1837 | Engine  | 15,000 |
| 1946 | ENIAC   | 27,000 |

"""
WITH_EXTRAS = "```python\ndef note(x):\n    return x + 1  # one more\n```\n\n> [!NOTE]\n> Read this.\n\n"
REPEATED = {
    "prose": SECTION,
    "brackets": "[",
    "brackets of links": "[[a]] ",
    "emphasis": "**a* ",
    "quotes": "> a\n",
    "quotes within quotes": "> > > > > > > a\n",
    "lists": "- a\n",
    "lists within lists": "- - - - - - - - a\n",
    "links": "[a](/b) ",
    "tables": "|a|b|\n|-|-|\n|c|d|\n\n",
    "citations": "[@ref-1; @ref-2, p. 4] ",
    "code": WITH_EXTRAS.partition(">")[0],
    "formulas": "$x_1^2$ ",
    "figures": '![a](/media/b.png "c")\n*d*\n\n',
    "alerts": "> [!NOTE]\n> a\n\n",
    "notes": "a[^1]\n\n",
}


def article(length: int) -> str:
    """A text with what ordinary articles have, about so long; in one place of it code and an alert."""
    sections = [SECTION.format(number, number % 8) for number in range(1, length // len(SECTION) + 1)]
    return "".join([*sections, WITH_EXTRAS])


def ours(source: str) -> str:
    numbering = Numbering(f"ref-{number}" for number in range(8))
    return parse(source).html(
        find_article=lambda title: Target("/wiki/a/", title), citations=numbering, contents=Contents(["references"])
    )


def seconds(render: Callable[[str], str], source: str, tries: int) -> float:
    """The least that one process spends on it."""
    spent = []
    for _ in range(tries):
        gc.collect()  # what an earlier text left is no work of this one
        began = time.process_time()
        render(source)
        spent.append(time.process_time() - began)
    return min(spent)


def main() -> int:
    print(describe())
    bare = MarkdownIt("commonmark").enable("table").render
    source = article(8_000)
    for render in (bare, ours):
        render(source)
    # In turns, so that whatever else the machine does meets both.
    pairs = [(seconds(bare, source, 3), seconds(ours, source, 3)) for _ in range(15)]
    ratio = statistics.median(own / plain for plain, own in pairs)
    least = min(own for _, own in pairs)
    print(f"an article of {len(source):,} characters: {1000 * least:.1f} ms, {ratio:.2f} times bare markdown-it-py")
    missed = ratio >= MAX_WORK
    for name, repeated in REPEATED.items():
        texts = [(repeated * (length // len(repeated) + 1))[:length] for length in LENGTHS]
        took = [float("inf")] * len(texts)
        for _ in range(4):  # a busy machine makes some measurements long, and the least of several hardly
            took = [min(before, seconds(ours, text, 1)) for before, text in zip(took, texts, strict=True)]
            growth = max(later / before for before, later in pairwise(took))
            if growth <= MAX_GROWTH:
                break
        missed |= growth > MAX_GROWTH
        print(f"  1 MB of {name}: {took[-1]:.1f} s; twice the text takes at most {growth:.2f} times as long")
    print("not as it must be" if missed else "as it must be")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
