"""The whole site on one screen, grouped by address."""

from django.contrib import admin
from django.urls import include, path

from encyclopedia.views import articles, categories, search, site

# /wiki/<slug>/
article_urls = [
    path("", articles.article, name="article"),
    path("comments/", include("comments.urls")),
]

urlpatterns = [
    path("", site.front, name="front"),
    path("wiki/<str:slug>.md", articles.article_text, name="article-text"),
    path("wiki/<str:slug>/", include(article_urls)),
    path("articles/", articles.articles, name="articles"),
    path("categories/", categories.categories, name="categories"),
    path("categories/<str:slug>/", categories.category, name="category"),
    path("tags/<str:slug>/", categories.tag, name="tag"),
    path("search/", search.search, name="search"),
    path("search/suggest/", search.suggest, name="suggest"),
    path("media/<path:path>", site.media, name="media"),
    path("favicon.ico", site.favicon, name="favicon"),
    path("healthz", site.healthz, name="healthz"),
    path("robots.txt", site.robots, name="robots"),
    path("admin/", admin.site.urls),
]

handler400 = site.bad_request
handler403 = site.forbidden
handler404 = site.not_found
