"""Colours of uploaded pictures: they look as they did in the program that made them."""

from io import BytesIO

import pytest
from PIL import Image

from encyclopedia.site.images import read

from . import profiles

BROKEN = "The colour profile of this picture cannot be used; its colours may look different."
MOVES = "This picture moves; only its first frame is kept."
RED, TURNED = (200, 30, 30), (218, 0, 6)


def kept(picture, kind, profile=None, **options):
    """The picture as it is kept, and what is said about it."""
    file = BytesIO()
    picture.save(file, kind, icc_profile=profile, **options)
    taken = read(BytesIO(file.getvalue()), len(file.getvalue()))
    return Image.open(BytesIO(taken.data)), taken.remarks


def near(one, other, most=3):
    return len(one) == len(other) and all(abs(a - b) <= most for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize(("kind", "options"), [("PNG", {}), ("JPEG", {"quality": 100}), ("WEBP", {"lossless": True})])
def test_colours_of_a_wide_screen_become_those_of_the_web(kind, options):
    shown, remarks = kept(Image.new("RGB", (8, 8), RED), kind, profiles.rgb(), **options)
    assert near(shown.convert("RGB").getpixel((4, 4)), TURNED)
    assert (remarks, "icc_profile" in shown.info) == ((), False)


def test_transparency_and_the_way_up_stay():
    picture = Image.new("RGBA", (8, 4), (*RED, 100))
    exif = Image.Exif()
    exif[0x0112] = 6  # a quarter turn
    shown, _ = kept(picture, "PNG", profiles.rgb(), exif=exif.tobytes())
    assert (shown.mode, shown.size) == ("RGBA", (4, 8))
    assert near(shown.getpixel((1, 1)), (*TURNED, 100))
    shown, _ = kept(Image.new("RGB", (2, 2), RED), "PNG", profiles.rgb(), transparency=RED)
    assert shown.convert("RGBA").getpixel((0, 0))[3] == 0


def test_a_palette_is_turned_and_stays_one():
    picture = Image.new("P", (3, 1))
    picture.putpalette([*RED, 255, 255, 255, 0, 0, 0])
    picture.putdata([0, 1, 2])
    shown, _ = kept(picture, "PNG", profiles.rgb(), transparency=b"\x80\xff\xff")
    assert shown.mode == "P"
    pixels = [shown.convert("RGBA").getpixel((x, 0)) for x in range(3)]
    assert near(pixels[0], (*TURNED, 128))
    assert pixels[1:] == [(255, 255, 255, 255), (0, 0, 0, 255)]


def test_grey_stays_grey_and_is_as_light_as_it_was():
    for mode in ("L", "LA"):
        shown, remarks = kept(Image.new("LA", (4, 4), (128, 200)).convert(mode), "PNG", profiles.grey(1.0))
        assert (shown.mode, remarks) == (mode, ())
        assert near(shown.getpixel((0, 0)), (188, 200)) if mode == "LA" else near([shown.getpixel((0, 0))], [188])
    shown, _ = kept(Image.new("L", (4, 4), 128), "JPEG", profiles.rgb())
    assert near([shown.getpixel((0, 0))], [128])


def test_inks_become_the_colours_that_they_print():
    shown, remarks = kept(Image.new("CMYK", (8, 8), (255, 0, 0, 0)), "JPEG", profiles.cmyk(), quality=100)
    assert (shown.mode, remarks) == ("RGB", ())
    assert near(shown.getpixel((4, 4)), (119, 119, 119), 6)


def test_sixteen_bits_of_grey_stay_as_they_are():
    picture = Image.new("I;16", (2, 1))
    picture.putdata([300, 65_535])
    shown, _ = kept(picture, "PNG", profiles.grey(1.0))
    assert [shown.getpixel((x, 0)) for x in range(2)] == [300, 65_535]


@pytest.mark.parametrize(
    ("mode", "profile"),
    [
        ("RGB", b"no profile"),
        ("RGB", b"\0" * 200),
        ("RGB", profiles.rgb()[:150]),
        ("RGB", profiles.rgb()[:-60]),
        ("RGB", profiles.grey(1.0)),
        ("RGB", profiles.cmyk()),
        ("L", profiles.cmyk()),
        ("P", b"broken"),
    ],
)
def test_a_profile_that_cannot_be_used_is_named_and_the_picture_kept(mode, profile):
    shown, remarks = kept(Image.new("RGB", (4, 4), RED).convert(mode), "PNG", profile)
    assert remarks == (BROKEN,)
    assert shown.convert("RGB").getpixel((0, 0)) == Image.new("RGB", (1, 1), RED).convert(mode).convert("RGB").getpixel(
        (0, 0)
    )


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP"])
def test_whoever_sends_an_animation_is_told_that_it_will_not_move(kind):
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "green")]
    assert kept(frames[0], kind, save_all=True, append_images=frames[1:], duration=50)[1] == (MOVES,)
    assert kept(frames[0], kind)[1] == ()
