"""Deleting `comments/` and the lines that name it leaves a working encyclopedia."""

import re
import shutil
import subprocess
import sys

import pytest
from django.conf import settings as site

from tests.settings import environment_of_a_site

NAMED_IN = {
    "encyclopedia/settings.py": (
        r'^ +"comments",\n|^.*"comments\.accounts\..*\n|"comments\.exchange\.transfer"|"tidy_comments"'
    ),
    "encyclopedia/urls.py": r'^.*include\("comments\..*\n',
    "templates/components/footer.html": r'^.*url "account".*\n',
    "templates/encyclopedia/parts/discussion.html": r'^.*\{% include "comments/.*\n?',
}
VISIT = """
import django
django.setup()
from django.test import Client
answer = Client().get("/wiki/bert/", headers={"host": "localhost"})
print(answer.status_code, "<h1" in answer.content.decode())
"""


@pytest.fixture
def copy(tmp_path):
    """Runs Python in a copy of the site without comments; the answer is what it printed."""
    for part in ("manage.py", "encyclopedia", "templates", "static"):
        source = site.BASE_DIR / part
        if source.is_dir():
            shutil.copytree(source, tmp_path / part, ignore=shutil.ignore_patterns("comments", "__pycache__"))
        else:
            shutil.copy(source, tmp_path)
    for name, lines in NAMED_IN.items():
        path = tmp_path / name
        text, times = re.subn(lines, "", path.read_text(), flags=re.MULTILINE)
        assert times, f"{name} does not name the comments; take it out of this test"
        path.write_text(text)
    environment = environment_of_a_site(tmp_path / "data", DEBUG="yes")  # static files need not be collected

    def run(*arguments):
        done = subprocess.run(
            [sys.executable, *arguments], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


def test_the_encyclopedia_works_without_comments(copy):
    assert "no issues" in copy("manage.py", "check")
    copy("manage.py", "migrate", "--verbosity=0")
    copy("manage.py", "import_articles", "encyclopedia/starter/bert.md")
    assert copy("-c", VISIT) == "200 True\n"
    assert "No changes detected" in copy("manage.py", "makemigrations", "--check", "--dry-run")
