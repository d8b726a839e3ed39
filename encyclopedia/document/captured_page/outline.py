"""How the headings of a page nest, which its text does not say."""

from collections.abc import Collection, Sequence
from itertools import pairwise

from .layout import Section
from .report import Report, quoted

GROUP = 2
MEMBER = 3
MAX_LISTED = 10


def levels(
    sections: Sequence[Section], *, parts: Collection[str], common: Collection[str], report: Report
) -> list[int]:
    """The level of each heading, 2 or 3.

    A heading with nothing before the next one opens a group. Those that follow are inside it until the next such
    heading, a named part or a common top-level name.
    """
    opens = [not section.lines for section, _ in pairwise(sections)] + [False] * bool(sections)
    found = []
    group: Section | None = None
    members: list[str] = []
    for section, opens_group in zip(sections, opens, strict=True):
        is_part = section.key in parts
        if opens_group or is_part or section.key in common:
            _report_group(group, members, report)
            group, members = (section if opens_group and not is_part else None), []
            found.append(GROUP)
        elif group:
            members.append(section.name)
            found.append(MEMBER)
        else:
            found.append(GROUP)
    _report_group(group, members, report)
    return found


def _report_group(group: Section | None, members: list[str], report: Report) -> None:
    if group and members:
        report.add(group.line, f"{quoted(group.name)} is taken to hold {_listed(members)}")
    elif group:
        report.add(group.line, f"{quoted(group.name)} has nothing under it")


def _listed(names: list[str]) -> str:
    listed = ", ".join(quoted(name) for name in names[:MAX_LISTED])
    return listed if len(names) <= MAX_LISTED else f"{listed} and {len(names) - MAX_LISTED:,} more"
