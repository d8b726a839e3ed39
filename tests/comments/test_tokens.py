"""What a form carries about itself."""

import time
from dataclasses import replace

import pytest
from django.core.signing import Signer

from comments.posting import tokens
from comments.refusals import OutOfDate


def test_a_token_comes_back_as_it_was_issued():
    token = tokens.issue(7, "0123456789abcdef")
    assert tokens.read(str(token), article=7) == token


def test_no_two_forms_have_the_same_number():
    assert len({tokens.issue(7).nonce for _ in range(100)}) == 100


def test_a_token_is_good_for_a_day(standing_clock):
    token = tokens.issue(7)
    token = replace(token, issued=token.issued - 86_390)
    assert tokens.read(str(token), article=7) == token


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nonsense",
        "a:b:c",
        "\x00",
        "é" * 9,
        str(tokens.issue(7)) + "x",
        str(tokens.issue(7))[1:],
        str(tokens.issue(8)),
        str(replace(tokens.issue(7), issued=time.time() - 86_401)),
    ],
)
def test_a_token_that_is_old_or_forged_or_of_another_article_is_out_of_date(text):
    with pytest.raises(OutOfDate):
        tokens.read(text, article=7)


def test_a_signature_of_something_else_is_no_token():
    other = Signer(salt="comments.status").sign_object(
        {"article": 7, "parent": "", "issued": time.time(), "nonce": "x"}
    )
    with pytest.raises(OutOfDate):
        tokens.read(other, article=7)
