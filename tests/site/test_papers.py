"""What README and docs name is there: files, commands and their options, settings, make targets, addresses."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands, load_command_class
from django.urls import Resolver404, resolve

HERE = Path(settings.BASE_DIR)
#: Decisions tell what was so when they were made.
PAPERS = [
    *(HERE / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")),
    *sorted((HERE / "docs").glob("*.md")),
]
FOLDERS = ("encyclopedia", "comments", "templates", "static", "tests", "bench", "docs", ".ci", ".github")
FILES = {
    str(path.relative_to(HERE))
    for folder in FOLDERS
    for path in (HERE / folder).rglob("*")
    if "__pycache__" not in path.parts
} | {path.name for path in HERE.iterdir()}
#: Words in backticks that look like files or addresses and are what users have: their files, and parts of an export.
THEIRS = re.compile(
    r"articles/|drafts/|history/|comments/$|comments/<|images/|categories\.yaml|export\.|data/|media/|static/$|daily|"
    r"work\.lock|secret-key|encyclopedia\.sqlite3|\.json$|\.jsonl$|\.md$|\.gz$|\.zip|\.markdown|\.txt|\.mdx|/de/|/64"
)

#: What is in backticks for another reason: spans of dates, a right, and a file by its name.
OTHERS = {"1991/", "/1945", "comments.moderate_comment", "encyclopedia.sqlite3"}

each_paper = pytest.mark.parametrize("paper", PAPERS, ids=lambda path: path.name)


def named(paper):
    """All that stands in backticks, but for blocks of code."""
    text = re.sub(r"^```.*?^```$", "", written(paper), flags=re.DOTALL | re.MULTILINE)
    return set(re.findall(r"`([^`\n]+)`", text)) - OTHERS


def written(path):
    return path.read_text(encoding="utf-8")


def is_there(name):
    """Whether some file or folder has this path, or ends with it; `*` stands for anything."""
    ends = re.compile(r"(?:.*/)?" + re.escape(name.rstrip("/")).replace(r"\*", "[^/]*"))
    return any(map(ends.fullmatch, FILES))


@each_paper
def test_files_are_there(paper):
    paths = {name for name in named(paper) if re.fullmatch(r"[\w.*/-]+(?:\.(?:py|js|css|html|txt|toml|md)|/)", name)}
    assert [
        name for name in sorted(paths) if not name.startswith("/") and not THEIRS.search(name) and not is_there(name)
    ] == []


@each_paper
def test_links_lead_somewhere(paper):
    targets = re.findall(r"\]\(([^)#\s]+)", written(paper))
    assert [target for target in targets if "://" not in target and not (paper.parent / target).exists()] == []


@each_paper
def test_addresses_are_answered(paper):
    found = [name for name in named(paper) if re.fullmatch(r"/[^\s.,*]*", name.partition("?")[0])]
    missing = []
    for name in found:
        path = re.sub(r"<[^>]+>", "1", name.partition("?")[0])
        try:
            resolve(path)
        except Resolver404:
            if not path.startswith("/admin/") and not THEIRS.search(name):
                missing.append(name)
    assert missing == []


def test_each_command_is_described_with_options_that_it_has():
    text = written(HERE / "docs" / "commands.md")
    ours = {name: app for name, app in get_commands().items() if app in {"encyclopedia", "comments"}}
    assert [name for name in sorted(ours) if f"`python manage.py {name}" not in text and f"`{name}" not in text] == []
    for row in re.findall(r"^\| `python manage\.py (\w+)([^|]*)\|", text.replace("\\|", "/"), flags=re.MULTILINE):
        name, rest = row
        parser = load_command_class(ours[name], name).create_parser("manage.py", name)
        known = {option for action in parser._actions for option in action.option_strings}
        assert set(re.findall(r"--[a-z-]+", rest)) <= known, name


def test_each_setting_is_described_and_no_other():
    code = written(HERE / "encyclopedia" / "settings.py")
    read = set(re.findall(r'env(?:ironment)?(?:\.\w+)?\(\s*"([A-Z0-9_]+)"', code))
    rows = re.findall(r"^\| (`[^|]*) \|", written(HERE / "docs" / "settings.md"), flags=re.MULTILINE)
    assert read == {name for row in rows for name in re.findall(r"`([A-Z0-9_]+)`", row)}


@each_paper
def test_make_has_these_targets(paper):
    targets = set(re.findall(r"^([\w-]+):", written(HERE / "Makefile"), flags=re.MULTILINE))
    assert set(re.findall(r"(?:^\$ |`)make ([a-z-]+)", written(paper), flags=re.MULTILINE)) <= targets


@each_paper
def test_modules_of_the_code_are_written_as_they_stand(paper):
    dotted = {name for name in named(paper) if re.fullmatch(r"(?:encyclopedia|comments)(?:\.\w+)+", name)}
    paths = {name: name.replace(".", "/") for name in dotted}
    assert [name for name, path in paths.items() if not is_there(f"{path}.py") and not is_there(path)] == []
