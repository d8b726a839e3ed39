"""The picture that comes along with the form of an article."""

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from encyclopedia.site.annotations import SignedInRequest
from encyclopedia.site.images import ImageRefused, read


def with_picture(request: SignedInRequest, form: Any) -> Any:
    """The document of a form with the picture that was chosen, and that picture, not kept yet; or None for it.

    Raises ImageRefused.
    """
    document, upload = form.result, form.upload
    if not upload:
        return document, None
    if not request.user.has_perm("encyclopedia.upload_image"):
        raise ImageRefused(_("Your account may not upload images."))
    picture = read(upload, upload.size)
    return replace(document, infobox=replace(document.infobox, image=picture.path)), picture
