"""A comparison of any two documents can be shown, and nothing in it is more than text."""

import re
from dataclasses import replace

from django.template.loader import render_to_string
from hypothesis import given, settings
from hypothesis import strategies as st

from encyclopedia.document.compare import compare
from tests.documents import documents
from tests.thoroughness import examples

OURS = r"</?(div|section|ul|li|strong|h3|p|span|bdi|dl|dt|dd|ins|del)( [a-z-]+=\"[a-z -]*\")*>"
HOSTILE = st.sampled_from(["<script>x</script>", "\u202e\u2066", '" onclick="', "&lt;b&gt;", "]]>", "\u200b\n\n \t"])


@settings(max_examples=examples(40))  # making two documents takes longer than comparing them
@given(before=documents(), after=documents(), text=HOSTILE)
def test_any_two_documents_can_be_compared_and_every_tag_is_ours(before, after, text):
    for other in (before, after, replace(after, summary=text, short_answer=text)):
        page = render_to_string("components/comparison.html", {"comparison": compare(before, other)})
        assert "<" not in re.sub(OURS, "", page)
        assert ("The two are the same, word for word." in page) == (before == other)
