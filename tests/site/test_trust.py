"""Where the project trusts HTML: in one place in Python, and in one template for what comments have stored."""

import re
from pathlib import Path

HERE = Path(__file__).parents[2]


def places(folders, pattern):
    files = [path for folder in folders for path in (HERE / folder).rglob("*") if path.suffix in {".py", ".html"}]
    found = [(path, line) for path in files for line in path.read_text().splitlines() if re.search(pattern, line)]
    return [path.relative_to(HERE).as_posix() for path, line in found if not line.strip().startswith("from ")]


def test_html_is_trusted_in_one_place_of_the_code():
    pattern = r"mark_safe|SafeString|safestring|__html__"
    assert places(["encyclopedia", "comments"], pattern) == ["encyclopedia/rendering/html.py"]


def test_html_is_trusted_in_one_template():
    assert places(["templates"], r"\|\s*safe\b|\|\s*safeseq\b|autoescape") == ["templates/comments/text.html"]
