"""The colours of a picture as browsers show them that are told nothing: in sRGB."""

from functools import lru_cache
from io import BytesIO

from PIL import Image, ImageCms

#: The mode in which the pixels of a picture are read for a profile of each kind, without transparency.
_MODES = {"RGB": "RGB", "GRAY": "L", "CMYK": "CMYK"}
#: Sixteen bits of grey cannot be turned; they are for measuring rather than for looking at, and stay as they are.
_KEPT = frozenset(["1", "I;16"])


def in_srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    """The picture with its colours turned from those of its profile into sRGB; size and transparency stay.

    Raises PyCMSError where the profile is broken, or is for pictures of another kind.
    """
    if picture.mode in _KEPT:
        return picture
    transform = _Transform(profile)
    if picture.mode == "P" and transform.mode == "RGB":
        return _with_palette(picture, transform)
    turned = transform.apply(picture)
    if picture.has_transparency_data:
        whole = picture if "A" in picture.getbands() else picture.convert("RGBA")
        turned.putalpha(whole.getchannel("A"))
    return turned


class _Transform:
    """The way from one profile to sRGB."""

    def __init__(self, profile: bytes) -> None:
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            space = source.profile.xcolor_space.strip()
        except (OSError, TypeError, ValueError) as error:
            raise ImageCms.PyCMSError(str(error)) from None
        if space not in _MODES:
            raise ImageCms.PyCMSError(space)
        self.mode = _MODES[space]
        self._turn = ImageCms.buildTransform(source, _srgb(), self.mode, "RGB")

    def apply(self, picture: Image.Image) -> Image.Image:
        """The colours of the picture in sRGB; grey stays grey."""
        is_grey = picture.mode in ("L", "LA")
        if self.mode == "CMYK" and picture.mode != "CMYK":
            raise ImageCms.PyCMSError(picture.mode)
        if self.mode == "L" and not is_grey:
            raise ImageCms.PyCMSError(picture.mode)
        # A copy of ours is turned in its place: forty million pixels more are 160 MB.
        pixels = picture.copy() if picture.mode == self.mode else picture.convert(self.mode)
        turned = ImageCms.applyTransform(pixels, self._turn, inPlace=self.mode == "RGB") or pixels
        return turned.convert("L") if is_grey else turned


@lru_cache(maxsize=1)
def _srgb() -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))


def _with_palette(picture: Image.Image, transform: _Transform) -> Image.Image:
    colours = bytes(picture.getpalette("RGB") or b"")
    row = Image.frombytes("RGB", (len(colours) // 3, 1), colours)
    turned = picture.copy()
    turned.putpalette(transform.apply(row).tobytes())
    return turned
