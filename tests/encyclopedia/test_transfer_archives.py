"""Archives: welcome ones are read like folders, hostile ones are refused whole."""

import io
import os
import stat
import struct
import tracemalloc
import unicodedata
import zipfile
from pathlib import Path

import pytest

from encyclopedia.models import Article
from encyclopedia.transfer import Export, Import, archives

pytestmark = pytest.mark.django_db

FINE = {"ada.md": "# Ada", "below/bert.md": "# BERT"}


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def packed(tmp_path):
    """Writes an archive of these names and texts; names may be ZipInfo."""

    def pack(entries, method=zipfile.ZIP_DEFLATED):
        path = tmp_path / "wiki.zip"
        with zipfile.ZipFile(path, "w", method) as file:
            for name, text in entries.items() if isinstance(entries, dict) else entries:
                file.writestr(name, text)
        return path

    return pack


def take_in(*paths, **options):
    run = Import(**options)
    for _ in run.take_in(paths):
        pass
    return run.report


def entry(name, mode=stat.S_IFREG | 0o644):
    info = zipfile.ZipInfo(name)
    info.external_attr = mode << 16
    return info


def is_refused(path, problem):
    before = [sorted(place.iterdir()) for place in (path.parent, path.parent.parent)]
    report = take_in(path)
    assert report.counts == {"refused": 1}
    assert report.refused[0].startswith(f"{path}: ")
    assert problem in report.refused[0]
    assert not Article.objects.exists()
    assert [sorted(place.iterdir()) for place in (path.parent, path.parent.parent)] == before


def test_an_archive_is_read_like_a_folder(packed):
    path = packed(FINE | {"__MACOSX/._ada.md": b"\x00\x05\x16\x07", ".hidden.md": "x", "picture.png": b"x"})
    assert take_in(path).counts == {"created": 2}


def test_what_is_refused_in_an_archive_is_named_by_its_place_there(packed):
    path = packed(FINE | {"bad/red.md": "---\ncolour: red\n---\n"})
    report = take_in(path)
    assert report.counts == {"created": 2, "refused": 1}
    assert report.refused[0].startswith(f"{path}/bad/red.md:2: ")


@pytest.mark.parametrize("below", ["", "backup/"])
def test_an_export_may_be_packed_with_or_without_its_folder(packed, tmp_path, below):
    take_in(packed({"ada.md": "# Ada"}))
    list(Export(tmp_path / "out", with_history=True).run())
    Article.objects.all().delete()
    files = [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
    packed({f"{below}{path.relative_to(tmp_path / 'out')}": path.read_bytes() for path in files})
    report = take_in(tmp_path / "wiki.zip")
    assert (report.counts, report.beside["revisions"], report.refused) == ({"created": 1}, 1, [])


@pytest.mark.parametrize(
    "name",
    [
        "../ada.md",
        "a/../../ada.md",
        "/ada.md",
        "C:/ada.md",
        "c:ada.md",
        "..\\ada.md",
        "a\\ada.md",
        "./ada.md",
        "a//b.md",
        "..",
    ],
)
def test_a_name_that_leads_elsewhere_refuses_the_archive(packed, name):
    is_refused(packed([("fine.md", "# Fine"), (entry(name), "# Ada")]), "does not lead to a place inside a folder")


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFBLK, stat.S_IFSOCK])
def test_links_and_devices_refuse_the_archive(packed, kind):
    is_refused(packed([("fine.md", "# Fine"), (entry("ada.md", kind | 0o777), "/etc/passwd")]), "neither a file nor")


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(
    ("one", "other"),
    [("a.md", "a.md"), ("A.md", "a.md"), ("é.md", unicodedata.normalize("NFD", "é.md")), ("a", "a/")],
)
def test_a_name_that_stands_twice_refuses_the_archive(packed, one, other):
    is_refused(packed([(one, "# One"), (entry(other), "")]), "stands in the archive twice")


def test_a_file_that_is_a_folder_too_refuses_the_archive(packed):
    is_refused(packed([("a", "# One"), ("a/b.md", "# Two")]), "cannot be unpacked")


def test_a_name_that_no_disk_can_hold_refuses_the_archive(packed):
    is_refused(packed({"a" * 300 + ".md": "# One"}), "cannot be unpacked: File name too long")


def test_an_encrypted_archive_is_refused(packed):
    path = packed({"ada.md": "# Ada"})
    data = bytearray(path.read_bytes())
    for mark, at in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        data[data.find(mark) + at] |= 1
    path.write_bytes(data)
    is_refused(path, "is encrypted")


def test_other_compressions_are_refused(packed):
    is_refused(packed({"ada.md": "# Ada"}, zipfile.ZIP_LZMA), "compressed in a way that is not known")


def test_an_archive_that_would_be_too_large_is_refused_before_it_is_unpacked(packed, monkeypatch):
    monkeypatch.setattr(archives, "LARGEST", 1_000_000)
    is_refused(packed({"a.md": b"\0" * 600_000, "b.md": b"\0" * 600_000}), "unpacked, the archive would be larger")


def test_a_size_that_is_a_lie_refuses_the_archive(packed):
    path = packed({"bomb.md": b"x" * 5_000_000})
    data = bytearray(path.read_bytes())
    struct.pack_into("<L", data, data.find(b"PK\x01\x02") + 24, 10)
    struct.pack_into("<L", data, 22, 10)
    path.write_bytes(data)
    is_refused(path, "no whole .zip archive")


@pytest.mark.parametrize("count", [archives.MAX_ENTRIES + 1, 1_000_000])
def test_too_many_entries_are_refused_before_they_are_listed(tmp_path, count):
    path = tmp_path / "many.zip"
    directory = b"".join(
        struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0) + b"%07d" % number
        for number in range(count)
    )
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count & 0xFFFF, count & 0xFFFF, len(directory), 0, 0)
    path.write_bytes(directory + end)
    tracemalloc.start()
    is_refused(path, "has more than 250,000 entries")
    assert tracemalloc.get_traced_memory()[1] < len(directory) + 20_000_000
    tracemalloc.stop()


def test_the_count_of_a_large_archive_is_believed_to_be_no_smaller_than_its_list(packed, monkeypatch):
    monkeypatch.setattr(archives, "MAX_ENTRIES", 3)
    path = packed({f"{number}.md": "# X" for number in range(5)})
    data = bytearray(path.read_bytes())
    struct.pack_into("<2H", data, data.rfind(b"PK\x05\x06") + 8, 1, 1)
    path.write_bytes(data)
    is_refused(path, "has more than 3 entries")


@pytest.mark.parametrize("kept", [0, 1, 20, 0.3, 0.9, 0.999])
def test_an_archive_that_is_cut_off_is_refused(packed, kept):
    path = packed({f"{number}.md": os.urandom(500).hex() for number in range(20)})
    data = path.read_bytes()
    path.write_bytes(data[: int(kept * len(data)) if isinstance(kept, float) else kept])
    is_refused(path, "")


def test_damage_anywhere_never_stores_half_an_archive(packed):
    path = packed({"ada.md": "# Ada\n\n" + "Words. " * 40, "bert.md": "# BERT"})
    data = path.read_bytes()
    for at in range(0, len(data), 3):
        path.write_bytes(data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :])
        report = take_in(path, dry_run=True)
        assert report.counts["refused"] == len(report.refused)
    path.write_bytes(data)
    with zipfile.ZipFile(path) as file:
        start = file.getinfo("ada.md").header_offset + 40
    path.write_bytes(data[:start] + b"\0\0\0\0" + data[start + 4 :])
    is_refused(path, "")


def test_a_bomb_within_bombs_is_only_a_file_that_is_no_document(packed):
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("zeros.md", b"\0" * 50_000_000)
    report = take_in(packed({"inner.zip": inner.getvalue(), "ada.md": "# Ada"}))
    assert report.counts == {"created": 1}


def test_no_trace_of_an_archive_stays(packed, monkeypatch, tmp_path):
    aside = tmp_path / "aside"
    aside.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(aside))
    take_in(packed(FINE))
    assert list(Path(aside).iterdir()) == []
