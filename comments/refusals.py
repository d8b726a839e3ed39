"""Why a comment is not taken: each reason with its status, its code for programs, and its words for the author."""

#: Within which one can change one's own comment.
MINUTES_TO_CHANGE = 15


class Refused(Exception):
    """The comment is not taken."""

    status: int
    code: str
    title = "This comment was not sent"
    message: str
    retry_after: int | None = None


class NotText(Refused):
    status = 400
    code = "not_utf8"
    title = "This request is not understood"
    message = "The text did not arrive as UTF-8, the way in which this page sends it."


class WrongType(Refused):
    status = 415
    code = "wrong_type"
    title = "This request is not understood"
    message = "A comment is sent as the fields of a form."


class FormUnchecked(Refused):
    status = 403
    code = "csrf"
    message = "The form could not be checked. Cookies must be allowed for this site. Press Post again."


class NoArticle(Refused):
    status = 404
    code = "not_found"
    title = "There is no such article"
    message = "It may have been moved or withdrawn."


class NoSuchComment(Refused):
    """It is not public, or it is one's own where only another's will do."""

    status = 404
    code = "not_found"
    title = "There is no such comment"
    message = "It may have been removed."


class Closed(Refused):
    status = 403
    code = "closed"
    title = "Comments are closed here."
    message = "No more comments are taken on this article."


class Banned(Refused):
    """A moderator has decided that this account posts no more."""

    status = 403
    code = "banned"
    message = "This account cannot post comments any more."


class TooLate(Refused):
    """The time in which this can be done with one's own comment is over."""

    status = 403
    code = "too_late"
    title = "It is too late for that"
    message = f"A comment can be changed for {MINUTES_TO_CHANGE} minutes, until somebody's reply to it is shown."


class Changed(Refused):
    """The comment is not what it was when its form was opened."""

    status = 409
    code = "changed"
    message = "Changed since you opened it."


class OutOfDate(Refused):
    """The form token is old, forged or of another article."""

    status = 422
    code = "out_of_date"
    message = "This form was out of date. Press Post again."


class Invalid(Refused):
    status = 422
    code = "invalid"
    message = "Something in the form is not as it should be."


class NotOpenToReplies(Refused):
    """The comment that is to be answered is missing, belongs to another article or is not approved."""

    status = 409
    code = "no_parent"
    message = "That comment is no longer open to replies. You can post yours as a new comment."


class Duplicate(Refused):
    """The same text from the same sender at the same place, within a day."""

    status = 409
    code = "duplicate"
    message = "You have already posted this."


class TooFast(Refused):
    status = 429
    code = "too_fast"
    message = "You are posting very quickly. Wait a little, then press Post again."

    def __init__(self, retry_after: int) -> None:
        super().__init__()
        self.retry_after = retry_after


class Paused(Refused):
    """So many comments wait for a moderator that no more are taken."""

    status = 503
    code = "paused"
    message = "More comments are waiting than can be read. Try again later; keep a copy of your text."
    retry_after = 600
