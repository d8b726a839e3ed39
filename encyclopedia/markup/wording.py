"""The few words that rendering adds to an author's own."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wording:
    """What readers are told about a link, a table, a box or a formula. A site in another language has its own."""

    unwritten: str = "not yet written"
    section_link: str = "Link to this section"
    reference: str = "Reference"
    note: str = "Note"
    notes: str = "Notes"
    back: str = "Back to the text"
    table: str = "Table"
    done: str = "Done"
    not_done: str = "Not done"
    formula: str = "Formula"
    unreadable_formula: str = "This formula cannot be read"
    alert_note: str = "Note"
    alert_tip: str = "Tip"
    alert_important: str = "Important"
    alert_warning: str = "Warning"
    alert_caution: str = "Caution"
    no_section: str = "no section of this page"
    no_picture: str = "not among the uploads"


ENGLISH = Wording()
