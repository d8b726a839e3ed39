"""That the `page` of these tests would notice what it is there to notice."""

import pytest

from tests.builders import make_article
from tests.patience import until


def test_a_page_is_shown_with_its_styles_and_breaks_no_rule(page, assert_accessible):
    make_article("Ada Lovelace")
    page.goto("/wiki/ada-lovelace/")
    assert page.locator("h1").inner_text() == "Ada Lovelace"
    assert page.evaluate("document.styleSheets.length") > 0
    assert_accessible(page)


def test_a_missing_article_is_no_fault(page):
    assert page.goto("/wiki/nobody/").status == 404


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("console.error('broken')", "broken"),
        ("setTimeout(() => { throw new Error('lost') })", "lost"),
        ("document.body.setAttribute('style', 'color: red')", "style"),
        ("document.body.append(Object.assign(document.createElement('script'), {text: '1'}))", "inline script"),
        ("document.body.append(Object.assign(new Image(), {src: 'https://example.org/x.png'}))", "example.org"),
        ("fetch('/nothing/')", "404"),
    ],
)
def test_faults_are_noticed(page, faults, script, words):
    page.goto("/")
    page.evaluate(f"() => {{ try {{ {script} }} catch (error) {{ console.error(error.message) }} }}")
    until(lambda: words in "\n".join(faults), lambda: page.wait_for_timeout(20))
    page.close()  # no more of them come
    faults.clear()
