"""The two addresses of the Markdown editor, for staff only: the live preview and the upload of images."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from encyclopedia.forms import Prose
from encyclopedia.markup import MarkupError
from encyclopedia.rendering import fragment
from encyclopedia.site.annotations import SignedInRequest
from encyclopedia.site.images import ImageRefused, read
from encyclopedia.site.prefixes import UPLOADS


@require_POST
def preview(request: SignedInRequest) -> HttpResponseBase:
    """The HTML that the page will show for `content`."""
    user = request.user
    if not (user.has_perm("encyclopedia.add_article") or user.has_perm("encyclopedia.change_article")):
        raise PermissionDenied
    if "content" not in request.POST:
        return HttpResponse(_("There is nothing to preview."), status=400, content_type="text/plain; charset=utf-8")
    try:
        return HttpResponse(fragment(Prose(required=False).clean(request.POST["content"])))
    except (ValidationError, MarkupError) as error:
        problem = " ".join(getattr(error, "messages", [str(error)]))
        return HttpResponse(problem, status=400, content_type="text/plain; charset=utf-8")


@require_POST
def upload(request: SignedInRequest) -> HttpResponseBase:
    """Keep an image; the answer is the Markdown that shows it, or what is wrong in the editor's own form.

    `remarks` are sentences about what is not kept of it.
    """
    if not request.user.has_perm("encyclopedia.upload_image"):
        return JsonResponse({"image": [_("Your account may not upload images.")]}, status=403)
    image: Any = request.FILES.get("image")
    if image is None:
        return JsonResponse({"image": [_("There is no image in this request.")]}, status=400)
    try:
        picture = read(image, image.size)
    except ImageRefused as refusal:
        return JsonResponse({"image": [str(refusal)]}, status=400)
    picture.keep()
    return JsonResponse({"image_code": f"![]({UPLOADS}{picture.path})", "remarks": picture.remarks})
