"""A citation in the forms that programs which keep references read: BibTeX, RIS and CSL-JSON."""

import json
import re

from .items import Citation

#: What TeX gives a meaning to. Braces are spelt out: BibTeX counts them, escaped or not.
_TEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{character: f"\\{character}" for character in "#$%&_"},
    }
)
#: Characters that TeX draws together with the next: -- is a dash, '' a quotation mark, ?` turned upside down.
_LIGATURE = re.compile("(?<=[-'`<>,?!])(?=[-'`<>,])")


def bibtex(citation: Citation) -> str:
    """The citation for BibTeX and biber, in UTF-8. A second pair of braces keeps the case of the words."""
    fields = {
        "author": f"{{{tex(citation.author)}}}",
        "title": f"{{{tex(citation.title)}}}",
        "howpublished": tex(citation.site),
        "year": str(citation.day.year),
        "month": str(citation.day.month),
        "note": f"Revision {citation.revision}",
        "url": citation.url,
    }
    written = "".join(f",\n  {name} = {{{value}}}" for name, value in fields.items())
    return f"@misc{{{citation.key}{written}\n}}\n"


def tex(text: str) -> str:
    """The text as TeX reads it."""
    return _LIGATURE.sub("{}", one_line(text).translate(_TEX))


def ris(citation: Citation) -> str:
    """The citation in the format of Reference Manager, one field a line, lines ended by CR LF."""
    fields = [
        ("TY", "ENCYC"),
        ("AU", citation.author),
        ("TI", citation.title),
        ("T2", citation.site),
        ("PY", str(citation.day.year)),
        ("DA", f"{citation.day:%Y/%m/%d}/"),
        ("N1", f"Revision {citation.revision}"),
        ("UR", citation.url),
        ("ER", ""),
    ]
    return "".join(f"{tag}  - {one_line(value)}\r\n" for tag, value in fields)


def csl_json(citation: Citation) -> str:
    """The citation as CSL-JSON: a list of one item."""
    return json.dumps([citation.item], ensure_ascii=False, indent=2) + "\n"


def one_line(text: str) -> str:
    """The text on one line."""
    return " ".join(text.splitlines())
