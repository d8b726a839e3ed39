"""How much a run of the tests asks: `make test` while one works, `make test-all` before a large step lands.

Both ask the same of the software. `make test` tries fewer examples of each property, leaves out what is marked
`thorough` because it takes minutes by its nature, and asks PostgreSQL only what databases answer differently.
"""

import os
from collections.abc import Iterable
from typing import TypeVar

T = TypeVar("T")

ALL = os.environ.get("TEST_ALL") == "1"

#: Modules whose tests run on PostgreSQL in every run: what they are about is said in SQL, locked, counted or ordered.
DATABASES_DIFFER = {
    "comments": (
        "blocklist discussions erasure finding imports_importing mailboxes models moderation opinions passages people "
        "posting races rates retention senders subscriptions threads tokens transfer undoing"
    ),
    "encyclopedia": (
        "answers attempt browse categories database_away editing facts feeds folding hidden history "
        "kept_pages kept_pages_true links misses pending people recent related renderings search snapshots standing "
        "table timeline transfer transfer_archives transfer_batches transfer_elsewhere transfer_export "
        "transfer_faults transfer_moving transfer_round_trip verbs"
    ),
    "site": "comparisons every_page interrupts migrations outages",
}
DIFFERING = {f"tests/{folder}/test_{name}.py" for folder, names in DATABASES_DIFFER.items() for name in names.split()}


def examples(number: int) -> int:
    """How many examples of a property are tried where `number` are asked for: in a short run a tenth, but ten."""
    return number if ALL else max(10, number // 10)


def some(values: Iterable[T], *, every: int = 4) -> list[T]:
    """Which of these cases are tried: all of them, in a short run each fourth, the first among them."""
    return list(values)[:: 1 if ALL else every]
