"""An article as text: the document, its parts, and the file it is written to. Knows nothing of Django."""
