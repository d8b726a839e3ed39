"""The discussion of one article, below `/wiki/<slug>/comments/`."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.comments, name="comments"),
    path("new/", views.new, name="comment-new"),
    path("<slug:public_id>/", views.comment, name="comment"),
    path("<slug:public_id>/status/", views.status, name="comment-status"),
]
