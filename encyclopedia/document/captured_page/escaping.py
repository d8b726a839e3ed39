"""Plain text written so that Markdown reads it as it stands: as few backslashes as will do."""

import re

# What means something anywhere in a line. Brackets mean something only as [[link]], [@source], [^note], ^[note] and
# [text](address); a lone pair is text, since a page defines no reference links.
SPECIAL = re.compile(
    r"""
    \\(?=[!-/:-@\[-`{-~]|$)
    | `
    | \*+ | _+
    | <(?=\S)
    | \[(?=[\[@^]) | (?<=[\[^])\[
    | \](?=\()
    | &(?=\#?[0-9A-Za-z]{1,40};)
    """,
    re.VERBOSE,
)

# What means something at the start of a line: headings, bullets, quotes, fences, link definitions, and lines that
# would underline a heading, rule off a section or make a table of the line above.
START = re.compile(r"#{1,6}(?:\s|$)|[-+*](?:\s|$)|>|~~~|[\[_*]|[-=:|][-=:|\s]*$")
CLOSING_SEQUENCE = re.compile(r"(?:^|\s)(#+)$")
NUMBER = re.compile(r"\d{1,9}(?=[.)](?:\s|$))", re.ASCII)


def inline(text: str) -> str:
    """Text for the middle of a line, or for a field that is inline Markdown."""
    return SPECIAL.sub(_escaped, text)


def line(text: str) -> str:
    """A line that begins a paragraph, goes on with one or begins the text of a list item."""
    written = inline(text)
    if number := NUMBER.match(text):
        return f"{number[0]}\\{written[number.end() :]}"
    return f"\\{written}" if START.match(text) and not written.startswith("\\") else written


def heading(text: str) -> str:
    """The text of a heading, whose last number signs Markdown would drop."""
    written = inline(text)
    if closing := CLOSING_SEQUENCE.search(text):
        return f"{written.removesuffix(closing[1])}\\{closing[1]}"
    return written


def _escaped(found: re.Match[str]) -> str:
    run = found[0]
    if run[0] not in "*_":
        return f"\\{run}"
    before = found.string[found.start() - 1 : found.start()]
    after = found.string[found.end() : found.end() + 1]
    between_spaces = (not before or before.isspace()) and (not after or after.isspace())
    # CommonMark 0.31, 6.2: underscores inside a word are no emphasis, asterisks are.
    inside_a_word = run[0] == "_" and before.isalnum() and after.isalnum()
    return run if between_spaces or inside_a_word else "".join(f"\\{mark}" for mark in run)
