"""Rights at the desk that Django's own do not cover."""

#: To publish and withdraw articles.
PUBLISH = "encyclopedia.publish_article"
#: To hide a revision from readers, and to read those that are hidden.
HIDE = "encyclopedia.hide_revision"
