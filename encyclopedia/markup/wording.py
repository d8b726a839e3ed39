"""The few words that rendering adds to an author's own."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wording:
    """What readers are told about a link, a table or a box. A site in another language has its own."""

    unwritten: str = "not yet written"
    section_link: str = "Link to this section"
    reference: str = "Reference"
    note: str = "Note"
    back: str = "Back to the text"
    table: str = "Table"
    done: str = "Done"
    not_done: str = "Not done"


ENGLISH = Wording()
