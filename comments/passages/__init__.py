"""Comments about words of an article: where these stand, also after the article has changed."""
