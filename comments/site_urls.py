"""What stands at addresses of its own, outside the discussion of one article."""

from django.urls import path

from .threads import feeds
from .views import profile, subscriptions

urlpatterns = [
    path("feeds/comments/", feeds.newest, name="comments-feed"),
    path("people/<slug:public_id>/", profile.profile, name="person"),
    path("mail/confirm/<str:proof>/", subscriptions.confirm, name="subscription-confirm"),
    path("mail/end/<slug:token>/", subscriptions.end, name="subscription-end"),
]
