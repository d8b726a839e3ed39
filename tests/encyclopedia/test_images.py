"""Uploaded pictures."""

import re
import resource
import stat
import struct
import zlib
from base64 import b64decode
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from encyclopedia import editing
from encyclopedia.document.schema import Infobox
from encyclopedia.models import Article
from tests.builders import make_article
from tests.growth import MOST, growth

from .browsers import Page, article_form

pytestmark = pytest.mark.django_db

UPLOAD = "/admin/encyclopedia/article/markdown/upload/"
ADD = "/admin/encyclopedia/article/add/"
NO_PICTURE = "This is not a PNG, JPEG, GIF or WebP picture that can be read."
TOO_LARGE = "The picture has more than 40 million pixels."
SECRET = b"52.5200N 13.4050E"


@pytest.fixture
def desk(client, editor, settings, tmp_path):
    """A browser in which an editor has signed in; uploads go to a folder of the test's own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    client.force_login(editor)
    return client


def encoded(picture, kind, **options):
    file = BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def checkered(mode="RGB", size=(40, 20)):
    """A picture that is no square and not the same everywhere."""
    picture = Image.new("L", size)
    picture.putdata([(x * 5 + y * 40) % 256 for y in range(size[1]) for x in range(size[0])])
    return picture.convert(mode)


def send(client, data, name="picture.png", kind="image/png"):
    return client.post(UPLOAD, {"image": SimpleUploadedFile(name, data, kind)})


def stored(response, settings):
    """The path and the picture that an accepted upload led to."""
    assert response.status_code == 200, response.content
    code = response.json()["image_code"]
    assert code.startswith("![](/media/images/")
    file = Path(settings.MEDIA_ROOT) / code.removeprefix("![](/media/").removesuffix(")")
    return file, Image.open(BytesIO(file.read_bytes()))


def files(settings):
    folder = Path(settings.MEDIA_ROOT)
    return sorted(str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file())


def png_chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_that_claims(width, height):
    """A small file whose header promises a large picture."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = png_chunk(b"IHDR", head) + png_chunk(b"IDAT", zlib.compress(b"\0" * 10_000)) + png_chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.mark.parametrize(
    ("kind", "mode", "ending"),
    [
        *(("PNG", mode, "png") for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16")),
        *(("JPEG", mode, "jpg") for mode in ("L", "RGB", "CMYK")),
        *(("GIF", mode, "gif") for mode in ("L", "P")),
        *(("WEBP", mode, "webp") for mode in ("RGB", "RGBA")),
    ],
)
def test_a_picture_is_stored_under_an_ending_of_its_own_format(desk, settings, kind, mode, ending):
    picture = checkered("L").convert("I;16") if mode == "I;16" else checkered(mode)
    file, kept = stored(send(desk, encoded(picture, kind), "x.exe", "text/html"), settings)
    assert (file.suffix, kept.format, kept.size) == (f".{ending}", kind, (40, 20))
    before, after = (
        image.convert("RGB").resize((8, 4)).tobytes() for image in (_eight_bits(picture), _eight_bits(kept))
    )
    assert max(abs(one - other) for one, other in zip(before, after, strict=True)) < 24
    response = desk.get(f"/media/images/{file.name}")
    assert b"".join(response.streaming_content) == file.read_bytes()
    assert response["Content-Type"] == f"image/{'jpeg' if ending == 'jpg' else ending}"


def _eight_bits(picture):
    return picture.point(lambda value: value, "L") if picture.mode == "I;16" else picture


def test_sixteen_bits_of_grey_do_not_turn_white(desk, settings):
    picture = Image.new("I;16", (3, 1))
    picture.putdata([300, 20_000, 65_535])
    _, kept = stored(send(desk, encoded(picture, "PNG")), settings)
    assert [kept.getpixel((x, 0)) for x in range(3)] == [300, 20_000, 65_535]


def test_a_palette_keeps_its_transparency(desk, settings):
    picture = Image.new("P", (4, 1))
    picture.putpalette([255, 0, 0, 0, 255, 0, 0, 0, 255])
    picture.putdata([0, 1, 2, 1])
    _, kept = stored(send(desk, encoded(picture, "PNG", transparency=b"\xff\x00\x80")), settings)
    assert [kept.convert("RGBA").getpixel((x, 0)) for x in range(3)] == [
        (255, 0, 0, 255),
        (0, 255, 0, 0),
        (0, 0, 255, 128),
    ]


def test_of_an_animation_the_first_frame_is_kept(desk, settings):
    frames = [Image.new("RGB", (8, 8), color) for color in ("red", "green", "blue")]
    for kind in ("GIF", "WEBP"):
        data = encoded(frames[0], kind, save_all=True, append_images=frames[1:], duration=50)
        assert Image.open(BytesIO(data)).n_frames == 3
        _, kept = stored(send(desk, data), settings)
        assert getattr(kept, "n_frames", 1) == 1
        red, green, blue = kept.convert("RGB").getpixel((4, 4))
        assert (red > 200, green < 50, blue < 50) == (True, True, True)


def test_an_editor_is_told_that_an_animation_will_not_move(desk, settings):
    frames = [Image.new("RGB", (8, 8), color) for color in ("red", "green")]
    data = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=50)
    said = "This picture moves; only its first frame is kept."
    assert send(desk, data).json()["remarks"] == [said]
    assert send(desk, encoded(checkered(), "PNG")).json()["remarks"] == []
    fields = article_form(desk, ADD) | {"title": "Ada Lovelace"}
    page = Page(desk.post(ADD, with_picture(fields, data, "ada.gif"), follow=True))
    assert said in page.messages


def test_the_several_pictures_of_a_phone_are_one_picture(desk, settings):
    data = encoded(checkered(), "MPO", save_all=True, append_images=[checkered(size=(10, 10))])
    file, kept = stored(send(desk, data, "IMG_0001.JPG", "image/jpeg"), settings)
    assert (file.suffix, kept.format, kept.size) == (".jpg", "JPEG", (40, 20))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_the_camera_s_orientation_is_applied_and_its_notes_are_gone(desk, settings, kind):
    exif = Image.Exif()
    exif[0x0112] = 6  # a quarter turn
    exif[0x010E] = SECRET.decode()
    exif.get_ifd(0x8825)[1] = SECRET.decode()  # GPS
    data = encoded(checkered(), kind, exif=exif.tobytes())
    assert SECRET in data
    file, kept = stored(send(desk, data), settings)
    assert kept.size == (20, 40)
    assert SECRET not in file.read_bytes()
    assert dict(kept.getexif()) == {}


def test_comments_profiles_and_texts_are_gone(desk, settings):
    texts = PngInfo()
    for add in (texts.add_text, texts.add_itxt):
        add("Comment", SECRET.decode())
    for data in (
        encoded(checkered(), "PNG", pnginfo=texts, icc_profile=SECRET, dpi=(72, 72)),
        encoded(checkered(), "JPEG", comment=SECRET, icc_profile=SECRET, xmp=SECRET),
        encoded(checkered("P"), "GIF", comment=SECRET),
        encoded(checkered(), "WEBP", icc_profile=SECRET, xmp=SECRET),
    ):
        assert SECRET in data
        file, _ = stored(send(desk, data), settings)
        assert SECRET not in file.read_bytes()


@pytest.mark.parametrize("behind", [b"<script>alert(1)</script>", b"PK\x03\x04zip", b"%PDF-1.7", b"\x00" * 1000])
def test_what_stands_behind_a_picture_is_not_stored(desk, settings, behind):
    for kind in ("PNG", "JPEG", "GIF"):
        file, _ = stored(send(desk, encoded(checkered("L"), kind) + behind, "page.html", "text/html"), settings)
        assert behind not in file.read_bytes()


@pytest.mark.parametrize(
    ("name", "kind", "data"),
    [
        ("evil.html", "image/gif", b"<html><script>alert(1)</script>"),
        ("evil.gif", "image/gif", b"GIF89a<script>alert(1)</script>"),
        ("a.svg", "image/svg+xml", b"<svg xmlns='http://www.w3.org/2000/svg'><circle r='1'/></svg>"),
        ("a.svg", "image/svg+xml", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("a.png", "image/png", b"<?xml version='1.0'?><svg><script>alert(1)</script></svg>"),
        ("a.png", "image/png", b""),
        ("a.png", "image/png", b"\x89PNG\r\n\x1a\n"),
        ("a.txt", "text/plain", b"words"),
        ("a.png", "image/png", b"\xff\xd8\xff"),
        ("a.webp", "image/webp", b"RIFF\xff\xff\xff\xffWEBPVP8L\x00\x00\x00\x00"),
        *((f"a.{kind}", f"image/{kind}", kind) for kind in ("tiff", "bmp", "ico", "ppm", "tga", "pdf", "eps", "icns")),
    ],
)
def test_what_is_no_picture_of_ours_is_refused_and_not_stored(desk, settings, name, kind, data):
    if isinstance(data, str):
        data = encoded(checkered(), data.upper())
    response = send(desk, data, name, kind)
    assert (response.status_code, response.json()) == (400, {"image": [NO_PICTURE]})
    assert files(settings) == []


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_a_picture_that_was_cut_off_is_refused(desk, settings, kind):
    whole = encoded(checkered(size=(300, 200)), kind)
    for length in (10, 40, len(whole) // 2, len(whole) - 40):
        response = send(desk, whole[:length])
        assert (length, response.status_code, response.json()) == (length, 400, {"image": [NO_PICTURE]})
    assert files(settings) == []


@pytest.mark.parametrize(
    ("width", "height"), [(20_000, 20_000), (9_000, 9_000), (2**31 - 1, 1), (2**31 - 1, 2**31 - 1)]
)
def test_a_small_file_that_unpacks_to_a_huge_picture_is_refused_before_it_does(desk, settings, width, height):
    data = png_that_claims(width, height)
    assert len(data) < 1000
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    response = send(desk, data)
    assert (response.status_code, response.json()) == (400, {"image": [TOO_LARGE]})
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory < 50_000  # kB
    assert files(settings) == []


def test_a_jpeg_of_thousands_of_scans_is_refused_before_it_costs_anything(desk, settings):
    data = encoded(Image.new("L", (6300, 6300)), "JPEG", progressive=True)
    last = data[data.rindex(b"\xff\xda") : -2]
    hostile = data[:-2] + last * 10_000 + b"\xff\xd9"
    response = send(desk, hostile)
    assert response.status_code == 400
    assert "too many steps" in response.json()["image"][0]
    assert growth(lambda data: send(desk, data), data, hostile, most=1) <= 1, "less than the picture itself"


def test_a_picture_of_forty_million_pixels_is_taken_in_bounded_time_and_memory(desk, settings):
    def drawn(width, height):
        gradient = Image.linear_gradient("L").resize((width, height)).convert("RGBA")
        return encoded(gradient, "PNG", compress_level=1)

    assert growth(lambda data: send(desk, data), drawn(2000, 1250), drawn(4000, 2500)) < MOST
    data, memory = drawn(8000, 5000), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    _, kept = stored(send(desk, data), settings)
    assert kept.size == (8000, 5000)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory < 700_000  # kB


def test_a_file_of_more_than_ten_megabytes_is_refused(desk, settings):
    response = send(desk, encoded(checkered(), "PNG") + b"\0" * 10 * 1024 * 1024)
    assert (response.status_code, response.json()) == (400, {"image": ["The picture is larger than 10 MB."]})
    assert files(settings) == []


def test_a_request_without_a_picture_is_refused_with_a_sentence(desk):
    picture = SimpleUploadedFile("a.png", encoded(checkered(), "PNG"))
    for sent in ({}, {"picture": picture}, {"image": "a.png"}, {"image": ""}):
        response = desk.post(UPLOAD, sent)
        assert (response.status_code, response.json()) == (400, {"image": ["There is no image in this request."]})


@pytest.mark.parametrize(
    "name",
    ["../../evil.py", "/etc/passwd", "evil.php.png", "a\x00b.png", "\u202egnp.exe", "x" * 5000, "<script>.png", ""],
)
def test_nothing_of_the_file_s_name_is_kept(desk, settings, name):
    data = encoded(checkered(), "PNG")
    body = b"\r\n".join(
        [
            b"--limit",
            b'Content-Disposition: form-data; name="image"; filename="' + name.encode() + b'"',
            b"Content-Type: image/png\r\n",
            data,
            b"--limit--\r\n",
        ]
    )
    response = desk.post(UPLOAD, body, content_type="multipart/form-data; boundary=limit")
    if response.status_code == 400:
        assert files(settings) == []
    else:
        file, _ = stored(response, settings)
        assert files(settings) == [f"images/{file.name}"]
        assert file.stem.isalnum()
        assert len(file.stem) == 24


def test_the_same_picture_is_kept_once_and_is_no_program(desk, settings):
    one = stored(send(desk, encoded(checkered(), "PNG"), "one.png"), settings)[0]
    two = stored(send(desk, encoded(checkered(), "PNG", compress_level=0), "two.png"), settings)[0]
    assert one == two
    assert files(settings) == [f"images/{one.name}"]
    assert stat.S_IMODE(one.stat().st_mode) == 0o644


def test_without_the_right_nothing_is_uploaded(desk, editor, settings):
    editor.groups.clear()
    response = send(desk, encoded(checkered(), "PNG"))
    assert (response.status_code, response.json()) == (403, {"image": ["Your account may not upload images."]})
    assert files(settings) == []


# In the form of an article


def with_picture(fields, data, name="ada.png"):
    return fields | {"infobox_upload": SimpleUploadedFile(name, data, "image/png")}


def test_a_picture_sent_with_the_form_becomes_the_infobox_s(desk, settings):
    fields = article_form(desk, ADD) | {"title": "Ada Lovelace", "infobox_image": "images/old.png"}
    response = desk.post(ADD, with_picture(fields, encoded(checkered(), "PNG")))
    assert response.status_code == 302
    (file,) = files(settings)
    document = editing.current(Article.objects.get())
    assert document.infobox.image == file
    change = f"/admin/encyclopedia/article/{Article.objects.get().pk}/change/"
    again = desk.post(change, with_picture(article_form(desk, change), encoded(checkered(), "PNG")), follow=True)
    assert Page(again).messages == ["Nothing was changed."]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"<svg onload=alert(1)>", NO_PICTURE),
        (b"", "The submitted file is empty."),
        (png_that_claims(20_000, 20_000), TOO_LARGE),
        (b"x" * (10 * 1024 * 1024 + 1), "The picture is larger than 10 MB."),
    ],
)
def test_a_picture_that_is_refused_is_said_beside_its_field_and_keeps_the_text(desk, settings, data, said):
    fields = article_form(desk, ADD) | {"title": "Ada Lovelace", "body": "Typed."}
    page = Page(desk.post(ADD, with_picture(fields, data)), "article_form")
    assert (page.status, page.errors) == (422, {"infobox_upload": [said]})
    assert page.fields["body"] == "Typed."
    assert "Choose the picture again" in page.html
    assert (files(settings), Article.objects.count()) == ([], 0)


def test_a_refused_form_stores_no_picture(desk, settings):
    make_article("BERT")
    fields = article_form(desk, ADD)
    picture = encoded(checkered(), "PNG")
    for path, wrong, status in (
        (ADD, {"title": ""}, 422),
        (ADD, {"title": "BERT"}, 422),
        (ADD, {"title": "New", "slug": "bert"}, 422),
        (ADD, {"title": "New", "timeline-0-event": "No date."}, 422),
        ("/admin/encyclopedia/article/preview/", {"title": "New"}, 200),
    ):
        assert desk.post(path, with_picture(fields | wrong, picture)).status_code == status, wrong
        assert files(settings) == []


def test_the_preview_shows_the_picture_that_was_chosen_and_stores_nothing(desk, settings):
    article = make_article("Ada Lovelace", infobox=Infobox(image="images/old.png", image_alt="Her"))
    change = f"/admin/encyclopedia/article/{article.pk}/"
    data, fields = encoded(checkered(), "JPEG"), article_form(desk, f"{change}change/")
    for path, sent in ((f"{change}preview/", fields), ("/admin/encyclopedia/article/preview/", fields)):
        response = desk.post(path, with_picture(sent, data))
        shown = re.search(r'<img src="([^"]+)"', response.content.decode())[1]
        assert shown.startswith("data:image/jpeg;base64,")
        with Image.open(BytesIO(b64decode(shown.partition(",")[2]))) as picture:
            assert picture.size == (40, 20)
        assert "data:" in response["Content-Security-Policy"]
        assert files(settings) == []
    assert "data:" not in desk.get(f"{change}preview/")["Content-Security-Policy"]
    assert desk.post(f"{change}preview/", with_picture(fields, b"<svg>")).status_code == 422


def test_a_picture_is_not_lost_when_two_change_the_same_words(desk, settings):
    article = make_article("Ada Lovelace", body="Before.")
    change = f"/admin/encyclopedia/article/{article.pk}/change/"
    fields = article_form(desk, change) | {"body": "Mine."}
    editing.record(article, replace(editing.current(article), body="Theirs."), by=None)
    page = Page(desk.post(change, with_picture(fields, encoded(checkered(), "PNG"))), "article_form")
    assert page.status == 409
    assert files(settings) == [page.fields["infobox_image"]]
    desk.post(change, page.fields | {"resolved": "yes"})
    assert editing.current(article).infobox.image == files(settings)[0]


def test_without_the_right_the_form_takes_no_picture(desk, editor, settings):
    group = editor.groups.get()
    group.permissions.remove(group.permissions.get(codename="upload_image"))
    page = Page(desk.get(ADD), "article_form")
    assert 'name="infobox_upload"' in page.html
    assert "disabled" in page.html.split('name="infobox_upload"')[1].split(">")[0]
    page = Page(
        desk.post(ADD, with_picture(page.fields | {"title": "Ada"}, encoded(checkered(), "PNG"))), "article_form"
    )
    assert (page.status, page.errors) == (422, {"infobox_upload": ["Your account may not upload images."]})
    assert (files(settings), Article.objects.count()) == ([], 0)
