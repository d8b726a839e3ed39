"""Pictures with a caption and a credit."""

import pytest

from encyclopedia.markup import parse

from .reader import elements, read, show


def html(source: str) -> str:
    return show(parse(source)).strip()


def test_a_picture_with_a_title_alone_in_its_paragraph_is_a_figure() -> None:
    shown = html('![A fox](/media/fox.png "Foxes <b>hunt</b>.")')
    assert [tag for tag, _ in read(shown).elements] == ["figure", "img", "figcaption"]
    assert elements(shown, "img") == [{"src": "/media/fox.png", "alt": "A fox", "loading": "lazy"}]
    assert read(shown).text.strip() == "Foxes <b>hunt</b>."
    assert read(shown).problems == []


def test_an_emphasised_line_below_is_the_credit() -> None:
    shown = html('![A fox](/media/fox.png "Foxes hunt.")\n*Ada, [CC BY](https://e.org/by)[@turing1950] and [[BERT]]*')
    assert [tag for tag, _ in read(shown).elements][:4] == ["figure", "img", "figcaption", "span"]
    assert elements(shown, "span") == [{"class": "credit"}]
    assert len(elements(shown, "a")) == 3
    assert read(shown).text.split() == ["Foxes", "hunt.", "Ada,", "CC", "BY[1]", "and", "BERT"]


def test_a_credit_is_enough_for_a_figure() -> None:
    shown = html("![A fox](/media/fox.png)  \n_Ada_")
    assert [tag for tag, _ in read(shown).elements] == ["figure", "img", "figcaption", "span"]


@pytest.mark.parametrize(
    "source",
    [
        "![A fox](/media/fox.png)",
        'A ![fox](/media/fox.png "Foxes hunt.")',
        '![A fox](/media/fox.png "Foxes hunt.") there',
        '![A fox](/media/fox.png "Foxes hunt.")\nAda',
        '![A fox](/media/fox.png "Foxes hunt.")\n*Ada* and *Grace*',
        '![A fox](/media/fox.png "Foxes hunt.")\n**Ada**',
        '![A fox](/media/fox.png "Foxes hunt.")\n![A fox](/media/fox.png)',
        '- ![A fox](/media/fox.png "Foxes hunt.")',
        '# ![A fox](/media/fox.png "Foxes hunt.")',
        '[![A fox](/media/fox.png "Foxes hunt.")](/wiki/fox/)',
    ],
)
def test_other_pictures_stay_where_they_are(source: str) -> None:
    shown = html(source)
    assert not elements(shown, "figure")
    assert elements(shown, "img")


def test_a_figure_from_elsewhere_has_a_link_in_place_of_its_picture() -> None:
    shown = html('![A fox](https://e.org/fox.png "Foxes hunt.")')
    assert [tag for tag, _ in read(shown).elements] == ["figure", "a", "figcaption"]


def test_the_words_of_a_figure_are_found() -> None:
    assert parse('![A fox](/media/fox.png "Foxes hunt.")\n*Ada*').text == "A fox Foxes hunt. Ada"
