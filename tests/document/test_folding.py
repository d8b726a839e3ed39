"""Names and words in plain letters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from encyclopedia.document.folding import loosely, plain
from encyclopedia.document.names import fold


@pytest.mark.parametrize(
    ("written", "looked_for"),
    [
        ("Łódź", "lodz"),
        ("Ørsted Đuro Ða Þór Æthelred Œuvre Işık Ħal Straße", "orsted duro da thor aethelred oeuvre isik hal strasse"),
        ("Hawaiʻi", "hawaii"),
        ("H₂O, m², ＮＨＫ, Ⅷ, ㎒, ﬁn", "h2o, m2, nhk, viii, mhz, fin"),
        ("ﾊﾝｶｸ ｶﾞ", "ハンカク ガ"),
        (
            "soft\u00adhyphen zero\u200bwidth word\u2060joiner كتـــاب می\u200cخواهم",
            "softhyphen zerowidth wordjoiner كتاب میخواهم",
        ),
        ("Word™", "word"),
        ("Wi-Fi, Node.js, U.S.A., e-commerce, GPT-3", "wifi, nodejs, usa, ecommerce, gpt3"),
        ("O'Brien, Hawai‘i, Ada's, don’t", "obrien, hawai‘i, ada's, don’t"),
        # Numbers stay what they are, and signs part other names.
        ("2.0 1939-1945 GPT-3.5", "2.0 1939-1945 gpt3.5"),
        ("C C++ C#", "c c++ c#"),
        # Signs of a script that tell words apart stay.
        ("हिन्दी ガ Москва", "हिन्दी ガ москва"),
    ],
)
def test_a_name_is_looked_for_in_letters_that_most_keyboards_have(written, looked_for):
    assert loosely(written) == looked_for


@given(st.text(max_size=200))
def test_a_folded_name_is_looked_for_as_the_name_itself(name):
    assert loosely(fold(name)) == loosely(name)
    assert loosely(loosely(name)) == loosely(name) or len(loosely(name)) == 600


@given(st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=126)))
def test_plain_letters_stay(text):
    assert plain(text) == text.lower()
