"""No pin is older than what mends a hole that is known."""

import re

import pytest
from django.conf import settings

import audit

KNOWN = audit.ADVISORIES.read_text()


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_no_pin_has_a_known_hole(name, capsys):
    assert audit.main([str(settings.BASE_DIR / name)]) == 0
    assert re.search(r"as of \d{4}-\d\d-\d\d", capsys.readouterr().out)


@pytest.mark.parametrize(
    ("pin", "is_old"),
    [
        ("pillow==12.3.0", True),
        ("Pillow==12.10.0 ; python_version >= '3.11' \\\n    --hash=sha256:00", True),
        ("pillow==13.0.0", False),
        ("pillow==13.1", False),
        ("markdown_it.py==1.0", True),
        ("django-allauth[mfa]==65.9.0", True),
        ("# pillow==1.0", False),
        ("something-else==0.1", False),
    ],
)
def test_a_pin_that_is_too_old_is_named_with_what_mends_it(tmp_path, capsys, pin, is_old):
    path = tmp_path / "requirements.txt"
    path.write_text(f"other==1.0\n{pin}\n")
    assert audit.main([str(path)]) == is_old
    assert ("mends" in capsys.readouterr().out) == is_old


def test_every_line_of_the_list_can_be_read():
    read = list(audit.advisories(KNOWN))
    assert len(read) == len(set(read)) > 30
    assert all(re.fullmatch(r"((CVE-\d{4}-\d{4,}|GHSA(-[0-9a-z]{4}){3}|ChangeLog)(, )?)+", names) for *_, names in read)
