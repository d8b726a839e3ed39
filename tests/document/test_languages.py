"""In which direction a language is written."""

import pytest

from encyclopedia.document.languages import direction


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        *(
            (language, "rtl")
            for language in ("ar", "AR-eg", "fa_IR", "he", "ur", "yi", "ckb", "dv", "az-Arab", "pa-arab-PK")
        ),
        *(
            (language, "ltr")
            for language in ("", "en", "de-AT", "zh-Hant", "ku", "az", "he-Latn", "ara", "x-ar", "sr-Cyrl")
        ),
    ],
)
def test_a_script_or_else_the_language_tells_the_direction(language, expected):
    assert direction(language) == expected
