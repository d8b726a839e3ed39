"""Public pages as finished bytes, answered before the framework for as long as they are true.

A kept page names the versions that it was made from: rows of the database that move in the transaction of the change
that they are about. They are read before anything that the page shows, and again for each answer. So a change that was
committed when a request came is in its answer, in every process and on every machine, and nothing has to be hunted
down; a page that does not say what it is made from is not kept.

What becomes true by the clock alone is told by the version called CLOCK, whose number is the next such moment, or by
the page itself (`Making.expire`).
"""
