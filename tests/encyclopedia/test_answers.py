"""The answer itself above the results: from the article of that name, or from a question that asks the same."""

import pytest

from encyclopedia import search
from encyclopedia.document.dates import parse_event_date
from encyclopedia.document.schema import Faq, Name, Reference
from encyclopedia.models import Article
from tests.builders import count_queries, make_article

pytestmark = pytest.mark.django_db


@pytest.fixture
def library(db):
    make_article(
        "PyTorch",
        aliases=("Torch for Python",),
        short_answer="A library for *learning* machines.",
        faq=(
            Faq("Who made PyTorch, and when?", "A team at Facebook, in 2016.[@paper]"),
            Faq("Is PyTorch free?", "Yes, under a licence that also allows commercial use."),
            Faq("Which computers does it run on?", "On ordinary processors and on graphics cards."),
        ),
        references=(
            Reference(
                key="paper", title="The first paper", authors=(Name("Adam Paszke"),), date=parse_event_date("2019")
            ),
            Reference(key="other", title="Another paper"),
        ),
    )
    make_article("BERT", faq=(Faq("Who made BERT?", "A team at Google."), Faq("Is BERT free?", "Yes.")))
    make_article("Gossip", status="draft", faq=(Faq("Who stole the PyTorch logo?", "Nobody knows."),))


def said(typed):
    found = search.answer(typed)
    return found and (found.question.question if found.question else "short answer")


@pytest.mark.parametrize(
    ("typed", "question"),
    [
        ("PyTorch", "short answer"),
        ("pytorch", "short answer"),
        ("torch for python", "short answer"),
        ("what is PyTorch?", "short answer"),
        ("who created pytorch", "Who made PyTorch, and when?"),
        ("pytorch developer who", "Who made PyTorch, and when?"),
        ("who built bert?", "Who made BERT?"),
        ("does pytorch cost anything?", "Is PyTorch free?"),
        ("what does it cost to use BERT", "Is BERT free?"),
        ("which machines can pytorch run on", "Which computers does it run on?"),
        ("who made pytroch", "Who made PyTorch, and when?"),
        ("is bert made by google?", "Who made BERT?"),
        ("i need it for work, is pytorch gratis", "Is PyTorch free?"),
        ("is bert 2 free of charge", "Is BERT free?"),
        ("who made bert 2", None),
        ('who made "torch for python" then', "Who made PyTorch, and when?"),
        ("pytorch gratis", "Is PyTorch free?"),
        ("is cobol free?", None),
        ("who made cobol", None),
        ("how many papers has pytorch", None),
        ("does bert run on pytorch", None),
        ("who stole the pytorch logo", None),
        ("who made the first teapot", None),
        ("where is the office of pytorch?", None),
        ("when was BERT 9 made", None),
        ("bert pytorch", None),
        ("made", None),
        ("who", None),
        ("???", None),
        ("", None),
        ('"who made pytorch"', None),
        ("who made pytorch -facebook", None),
    ],
)
def test_what_is_answered_and_what_is_not(library, typed, question):
    assert said(typed) == question


@pytest.mark.parametrize("typed", ["GPT-3", "gpt 3", "what is gpt 3?", "Generative pre trained transformer 3"])
def test_a_name_is_known_without_its_signs(db, typed):
    make_article("GPT-3", aliases=("Generative pre-trained transformer 3",), short_answer="A model.")
    make_article("GPT")
    assert said(typed) == "short answer"


def test_a_title_goes_before_the_same_name_with_other_signs(db):
    for title, slug in (("C", "c"), ("C++", "c-plus-plus"), ("C#", "c-sharp")):
        make_article(title, slug=slug, short_answer="A language.")
    for title in ("c", "C++", "what is c#?"):
        assert Article.objects.get(pk=search.answer(title).article_id).title.lower() in title.lower()
    make_article("Neural nets", aliases=("Net-works",))
    make_article("Net, works", slug="net-works", short_answer="Some works.")
    assert Article.objects.get(pk=search.answer("net works").article_id).title == "Net, works"


def test_words_that_say_something_together_still_are_a_name(db):
    make_article("Machine learning", faq=(Faq("Who thought of machine learning?", "Arthur Samuel."),))
    make_article("Data set", faq=(Faq("Who thought of the data set?", "Librarians."),))
    assert said("who thought of machine learning") == "Who thought of machine learning?"
    assert said("data sets: who thought of them") == "Who thought of the data set?"


def test_who_asks_for_the_opposite_gets_no_answer(db):
    make_article("LAION", faq=(Faq("Can a picture be removed from the data set?", "Yes."),))
    assert said("can a picture be deleted from the laion dataset") == "Can a picture be removed from the data set?"
    assert said("can a picture be added to the laion data set") is None


def test_a_question_about_another_thing_of_that_name_is_not_answered(db):
    asked = "Should a beginner learn TensorFlow or PyTorch?"
    make_article("TensorFlow", faq=(Faq(asked, "PyTorch."), Faq("Must it publish its training data?", "No.")))
    make_article("GNU", faq=(Faq("May the Hurd be used in a product?", "Yes."),))
    assert said("is tensorflow or pytorch better for a beginner to learn") == asked
    assert said("should a beginner learn tensorflow or scikit-learn?") is None
    assert said("must tensorflow publish its training data") == "Must it publish its training data?"
    assert said("must tensorflow publish its office costs") is None
    assert said("may gnu emacs be used in a product") is None


def test_a_question_in_title_case_has_no_names_in_it(db):
    make_article("TensorFlow", faq=(Faq("Who Wrote The First Version Of It?", "Google Brain."),))
    assert said("who made the first version of tensorflow") == "Who Wrote The First Version Of It?"


def test_where_all_words_are_said_in_an_answer_it_is_given(db):
    faq = Faq("Why was it withdrawn?", "Researchers from Stanford found pictures of abuse among the links.")
    make_article("LAION-5B", faq=(faq, Faq("Is it free?", "Yes.")))
    assert said("what did stanford researchers find in laion-5b") == "Why was it withdrawn?"
    assert said("what did harvard researchers find in laion-5b") is None


def test_words_are_compared_by_their_stems_also_where_these_end_in_s(db):
    make_article("Law", faq=(Faq("Which licence should I choose?", "One that others know."),))
    assert said("help me choose a licence, please?") == "Which licence should I choose?"


def test_the_page_shows_the_answer_with_its_article_and_the_sources_it_cites(client, library):
    page = client.get("/search/?q=who+created+pytorch").content.decode()
    assert 'href="/wiki/pytorch/#question-1"' in page
    assert "A team at Facebook, in 2016." in page
    assert "The first paper" in page and "Another paper" not in page
    assert client.get("/wiki/pytorch/").content.decode().count('id="question-1"') == 1
    page = client.get("/search/?q=pytorch").content.decode()
    assert "A library for <em>learning</em> machines." in page


def test_what_is_answered_is_not_taken_for_misspelt(client, library):
    make_article("Foundation", body="Whoever builds on PyTorch has a gratin for companies.")
    assert search.search("is pytorch gratis for companies").offered == "pytorch gratin companies"
    page = client.get("/search/?q=is+pytorch+gratis+for+companies").content.decode()
    assert "Is PyTorch free?" in page and "Did you mean" not in page


def test_the_answering_article_comes_first(client, library):
    for n in range(5):
        make_article(f"Created {n}", body="Who created PyTorch? It was created.")
    page = client.get("/search/?q=who+created+pytorch").content.decode()
    assert page.index('<a href="/wiki/pytorch/">') < page.index("/wiki/created-")


def test_an_answer_costs_the_same_however_many_questions_there_are(client, library):
    def more(first, last):
        for n in range(first, last):
            make_article(f"Made {n}", faq=(Faq(f"Who made number {n} for PyTorch?", "Nobody."),))
        return count_queries(lambda: search.answer("who created pytorch"))

    few = more(0, 1)
    many = more(1, 50)
    assert few <= many == more(50, 100)
    assert said("who created pytorch") == "Who made PyTorch, and when?"


def test_hostile_questions_are_shown_as_text(client, db):
    make_article("Hostile", faq=(Faq('Who made <script>alert("1")</script>?', "<img src=x onerror=alert(1)> nobody"),))
    page = client.get("/search/?q=who+created+the+script+alert+1").content.decode()
    assert "nobody" in page
    assert "<script>alert" not in page and "<img src=x" not in page
