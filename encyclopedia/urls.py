"""The whole site on one screen, grouped by address."""

from django.contrib import admin
from django.urls import include, path, register_converter
from django.urls.converters import IntConverter

from encyclopedia import feeds
from encyclopedia.site.kept_pages.addresses import kept
from encyclopedia.site.pages import NUMBER
from encyclopedia.views import (
    articles,
    categories,
    chance,
    citing,
    facts,
    history,
    links,
    recent,
    search,
    site,
    tables,
    timeline,
)
from encyclopedia.views.addresses import of_article, of_category
from encyclopedia.views.due import of_lists


class RevisionNumber(IntConverter):
    """Revisions are counted from 1."""

    regex = NUMBER


register_converter(RevisionNumber, "revision")

# /wiki/<slug>/
article_urls = [
    path("", articles.article, name="article"),
    path("history/", history.revisions, name="article-history"),
    path("history/<revision:number>/", history.revision, name="article-revision"),
    path("compare/", history.choose, name="article-compare"),
    path("compare/<revision:a>/<revision:b>/", history.comparison, name="article-comparison"),
    path("contributors/", history.contributors, name="article-contributors"),
    path("preview/", links.preview, name="article-preview"),
    path("links/", links.backlinks, name="article-links"),
    path("cite/", citing.cite, name="article-cite"),
    path("feed/", kept()(of_article()(feeds.article_changes)), name="article-feed"),
    path("comments/", include("comments.urls")),
]

urlpatterns = [
    path("", site.front, name="front"),
    path("wiki/<str:slug>.md", articles.article_text, name="article-text"),
    path("wiki/<str:slug>/", include(article_urls)),
    path("articles/", articles.articles, name="articles"),
    path("categories/", categories.categories, name="categories"),
    path("categories/<str:slug>/", categories.category, name="category"),
    path("categories/<str:slug>/feed/", kept()(of_lists(of_category(feeds.category_changes))), name="category-feed"),
    path("categories/<str:slug>/table/", tables.table, name="category-table"),
    path("tags/", categories.tags, name="tags"),
    path("tags/<str:slug>/", categories.tag, name="tag"),
    path("facts/", facts.labels, name="facts"),
    path("facts/<str:label>/", facts.label, name="fact-label"),
    path("facts/<str:label>/<path:value>/", facts.fact, name="fact"),
    path("timeline/", timeline.timeline, name="timeline"),
    path("recent/", recent.recent, name="recent"),
    path("random/", chance.random, name="random"),
    path("wanted/", links.wanted, name="wanted"),
    path("choice/", links.choice, name="choice"),
    path("feeds/new/", kept()(of_lists(feeds.new_articles)), name="new-feed"),
    path("feeds/changes/", kept()(of_lists(feeds.site_changes)), name="changes-feed"),
    path("search/", search.search, name="search"),
    path("search/suggest/", search.suggest, name="suggest"),
    path("media/<path:path>", site.media, name="media"),
    path("favicon.ico", site.favicon, name="favicon"),
    path("healthz", site.healthz, name="healthz"),
    path("opensearch.xml", search.opensearch, name="opensearch"),
    path("robots.txt", site.robots, name="robots"),
    path("admin/", admin.site.urls),
    path("accounts/", include("comments.accounts.urls")),
    path("", include("comments.site_urls")),
]

handler400 = site.bad_request
handler403 = site.forbidden
handler404 = site.not_found
handler500 = site.server_error
