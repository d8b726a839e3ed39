"""How Django writes days on the site, by language, where its own forms differ from those of the dates in articles."""
