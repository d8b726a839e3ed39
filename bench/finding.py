"""What it costs to find something among many articles, and how well it is found: `python -m bench.finding`.

A site with the starter articles and generated ones is made for each database. Every address is asked inside one
process, as a view answers it. The questions are those in `questions/`: `open.jsonl` was at hand when the search was
written, `held_out.jsonl` was written before and looked at only for the score.
"""

import argparse
import itertools
import json
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

from .machine import describe, sites

STARTER = Path(__file__).parent.parent / "encyclopedia" / "starter"
CHUNK = 200
TRIES = 9
#: What must hold, in milliseconds: the median, and the worst of all.
SEARCH, SUGGESTIONS, LIST = (50, 250), (10, 50), (30, 100)


@dataclass(frozen=True, slots=True)
class Measured:
    """An address that is asked for, with what must hold for it."""

    name: str
    addresses: list[str]
    median: int
    worst: int


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=100_000, metavar="NUMBER")
    parser.add_argument("--step", choices=["fill", "ask"], help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.step:
        import encyclopedia.wsgi  # noqa: F401 as a process of the server begins

        return fill(options.articles) if options.step == "fill" else ask()
    print(describe())
    missed = False
    with sites() as environments:
        for database, environment in environments.items():
            print(f"\n{database}, {options.articles:,} articles and the starter articles", flush=True)
            line = [sys.executable, "-m", "bench.finding", f"--articles={options.articles}", "--step"]
            subprocess.run([*line, "fill"], env=environment, check=True)  # noqa: S603
            missed |= bool(subprocess.run([*line, "ask"], env=environment, check=False).returncode)  # noqa: S603
    return int(missed)


def fill(number: int) -> int:
    from django.core.management import call_command
    from django.db import connection

    from encyclopedia.editing.batches import record_all
    from encyclopedia.transfer import Import

    from .articles import documents

    started = time.perf_counter()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    for _ in Import().take_in([STARTER]):
        pass
    made = documents(number)
    while chunk := list(itertools.islice(made, CHUNK)):
        record_all(chunk, by=None)
    with connection.cursor() as cursor:
        # What PostgreSQL does by itself a while after so many rows have come.
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    print(f"  made in {time.perf_counter() - started:,.0f} s", flush=True)
    return 0


def ask() -> int:
    missed = False
    for each in measurements():
        times, queries = [], set()
        for address in each.addresses:
            found, asked = timed(address)
            times += found
            queries.add(asked)
        median, worst = statistics.median(times), max(times)
        held = median < each.median and worst < each.worst
        missed |= not held
        number = f"{min(queries)}" if len(queries) == 1 else f"{min(queries)} to {max(queries)}"
        print(
            f"  {each.name:34} median {median:6.1f} ms, worst {worst:6.1f} ms, {number} queries"
            f"{'' if held else f'   NOT under {each.median} and {each.worst}'}",
            flush=True,
        )
    return int(missed | (not quality()))


def timed(address: str) -> tuple[list[float], int]:
    """The milliseconds of some answers of a view, and how many questions it asks the database."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(headers={"host": "localhost"})
    with CaptureQueriesContext(connection) as asked:
        response = client.get(address)
    queries = len(asked)  # before another request empties the log
    assert response.status_code in {200, 302}, (address, response.status_code)  # noqa: S101
    times = []
    for _ in range(TRIES):
        started = time.perf_counter()
        client.get(address)
        times.append(1_000 * (time.perf_counter() - started))
    return times, queries


def measurements() -> Iterator[Measured]:
    from encyclopedia import search as finding
    from encyclopedia.models import Article, Category, FactLabel, Tag

    chance = random.Random(5)  # noqa: S311
    count = Article.objects.count()
    some = [Article.objects.filter(slug=f"article-{chance.randrange(count - 12)}").get() for _ in range(8)]
    frequency = word_frequency()
    rare = list(frequency)[:8]
    common = [word for word, part in frequency.items() if 0.02 < part < 0.2][:8]
    everywhere = [word for word, part in frequency.items() if part > 0.9][:3]

    def searches(typed: list[str]) -> list[str]:
        return [f"/search/?q={quote(text)}" for text in typed]

    texts = [article.body.split("\n\n")[1].split() for article in some]
    yield Measured("search: a rare word", searches(rare), *SEARCH)
    yield Measured("search: a common word", searches(common), *SEARCH)
    yield Measured("search: three words", searches([" ".join(chance.sample(text, 3)) for text in texts]), *SEARCH)
    yield Measured("search: three common words", searches([" ".join(common[at : at + 3]) for at in range(4)]), *SEARCH)
    yield Measured("search: a phrase", searches([f'"{" ".join(text[5:7])}"' for text in texts]), *SEARCH)
    yield Measured("search: a word of every article", searches(everywhere), *SEARCH)
    yield Measured("search: a word of every title", searches(["article"]), *SEARCH)
    yield Measured("search: a title", searches([article.title for article in some]), *SEARCH)
    yield Measured("search: a misspelt word", searches(["pytroch", "stabel difusion", "hugingface"]), 100, 250)
    yield Measured("search: a question", searches(["who made pytorch", "is bert free to use?"]), 100, 250)
    yield Measured("search: with filters", [f"{searches(common)[0]}&category={Category.objects.last().slug}"], *SEARCH)
    yield Measured("search: last page", [f"{searches(everywhere[:1])[0]}&page={finding.MOST // 20}"], 250, 250)
    yield Measured("search: hostile", searches(HOSTILE), 250, 250)
    typed = ["art", "a", "py", "sta", "article 1", "zzz", "bert", texts[0][0][:3]]
    yield Measured("suggestions", [f"/search/suggest/?q={quote(text)}" for text in typed], *SUGGESTIONS)

    label = FactLabel.objects.order_by("-values").first()
    value = label.facts.order_by("-articles").first()
    root = Category.objects.get(slug="subjects")  # of all generated articles
    small = Category.objects.exclude(parent=None).last()
    tag = Tag.objects.last()
    yield Measured("timeline", ["/timeline/", "/timeline/?before=end"], *LIST)
    yield Measured("timeline: a period", ["/timeline/?from=1950&to=1959", "/timeline/?from=1950-05"], *LIST)
    yield Measured(
        "timeline: a subject",
        [f"/timeline/?category={slug.slug}{end}" for slug in (root, small) for end in ("", "&before=end")],
        *LIST,
    )
    yield Measured("timeline: a word", [f"/timeline/?q={quote(common[0])}"], 100, 250)
    yield Measured("facts", ["/facts/", label.get_absolute_url(), value.get_absolute_url()], *LIST)
    yield Measured("facts: last page", [last(label.get_absolute_url())], *LIST)
    yield Measured("subjects", ["/categories/"], *LIST)
    for order in ("newest", "linked", "title"):
        addresses = [f"/categories/{each.slug}/?order={order}" for each in (root, small)]
        ends = [last(address) for address in addresses] if order != "linked" else []
        yield Measured(f"a subject, {order}", addresses + ends, *LIST)
    yield Measured(
        "A to Z", ["/articles/", last("/articles/"), "/articles/?letter=A", last("/articles/?letter=A")], *LIST
    )
    yield Measured("a tag", [f"/tags/{tag.slug}/", last(f"/tags/{tag.slug}/")], *LIST)
    yield Measured("a random article", ["/random/"], *LIST)
    yield Measured(
        "a table",
        [f"/categories/{small.slug}/table/", f"/categories/{root.slug}/table/?{urlencode({'sort': 'Label 1'})}"],
        60,
        150,
    )


HOSTILE = [
    '"',
    "a AND NOT (",
    "& | ! :* <->",
    "NEAR(a b)",
    "- -",
    "the of and",
    "x" * 300,
    "a b c d e f g h i j k l m n o p q",
]


def word_frequency() -> dict[str, float]:
    """For words of some articles, in which part of these articles each stands."""
    from encyclopedia.models import Article

    bodies = list(Article.objects.order_by("pk").values_list("body", flat=True)[20:220])
    held = [set(body.lower().replace(".", " ").split()) for body in bodies]
    counted: dict[str, int] = {}
    for words in held:
        for word in words:
            if word.isalpha() and len(word) > 4:
                counted[word] = counted.get(word, 0) + 1
    return {word: number / len(bodies) for word, number in sorted(counted.items(), key=lambda one: (one[1], one[0]))}


def last(address: str) -> str:
    """The address of the last page of a list."""
    import re

    from django.test import Client

    page = Client(headers={"host": "localhost"}).get(address).content.decode()
    pages = re.search(r"Page 1 of (\d+)", page)
    return f"{address}{'&' if '?' in address else '?'}page={pages[1] if pages else 1}"


def quality() -> bool:
    """Print how many of the questions find what they should; whether enough do."""
    from encyclopedia import search
    from encyclopedia.models import Article

    slugs = dict(Article.objects.values_list("pk", "slug"))
    held = True
    for half in ("open", "held_out"):
        asked = [
            json.loads(line)
            for line in Path(__file__).with_name("questions").joinpath(f"{half}.jsonl").read_text().splitlines()
        ]
        asked += generated(half)
        scores: dict[str, list[bool]] = {"first three": [], "answer": [], "no false answer": []}
        for question in asked:
            answer = search.answer(question["query"])
            found = search.search(question["query"], answering=answer and answer.article_id)
            best = [slugs[pk] for pk in found.ids[:3]]
            said = answer and (
                slugs[answer.article_id],
                answer.question.question if answer.question else "short answer",
            )
            if question["article"]:
                scores["first three"].append(question["article"] in best)
            if question["kind"] == "question":
                scores["answer"].append(said == (question["article"], question["answer"]))
            elif question["kind"] == "nothing":
                scores["no false answer"].append(not said)
        least = {"first three": 0.95, "answer": 0.80, "no false answer": 0.95}
        for name, results in scores.items():
            part = sum(results) / len(results)
            held &= part >= least[name]
            print(f"  {half}: {name}: {sum(results)} of {len(results)} ({part:.0%}, at least {least[name]:.0%})")
    return held


def generated(half: str) -> list[dict]:
    """Thirty questions about generated articles: names, misspelt names, and their own questions with words left out."""
    from encyclopedia.models import Article, Faq

    chance = random.Random(half)  # noqa: S311
    count = Article.objects.count() - 12
    made = []
    for number in range(10):
        article = Article.objects.get(slug=f"article-{chance.randrange(count)}")
        made.append({"query": article.title.upper(), "kind": "name", "article": article.slug, "answer": "short answer"})
        words = article.title.split()
        words[-1] = misspelt(words[-1], chance)
        made.append({"query": " ".join(words), "kind": "misspelt", "article": article.slug, "answer": None})
        faq = Faq.objects.filter(article=article).order_by("position")[number % 4]
        asked = faq.question.rstrip("?").split()
        asked.pop(chance.randrange(len(asked)))
        chance.shuffle(asked)
        made.append(
            {"query": " ".join(asked) + "?", "kind": "question", "article": article.slug, "answer": faq.question}
        )
    return made


def misspelt(word: str, chance: random.Random) -> str:
    """The word with one letter left out, doubled or swapped."""
    if len(word) < 4:
        return word
    at = chance.randrange(1, len(word) - 1)
    ways: list[Callable[[], str]] = [
        lambda: word[:at] + word[at + 1 :],
        lambda: word[:at] + word[at] + word[at:],
        lambda: word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :],
    ]
    return chance.choice(ways)()


if __name__ == "__main__":
    os.environ.setdefault("PYTHONWARNINGS", "ignore")
    sys.exit(main())
