"""The discussion of one article, below `/wiki/<slug>/comments/`."""

from django.urls import path

from .views import opinions, thread, writing

urlpatterns = [
    path("", thread.comments, name="comments"),
    path("new/", writing.new, name="comment-new"),
    path("own/", opinions.own, name="comments-own"),
    path("<slug:public_id>/", thread.comment, name="comment"),
    path("<slug:public_id>/status/", writing.status, name="comment-status"),
    path("<slug:public_id>/edit/", writing.edit, name="comment-edit"),
    path("<slug:public_id>/delete/", writing.delete, name="comment-delete"),
    path("<slug:public_id>/report/", opinions.report, name="comment-report"),
    path("<slug:public_id>/helpful/", opinions.helpful, name="comment-helpful"),
]
