"""`> [!NOTE]` above the lines of a quote: what readers should note, in the notation of GitHub.

There are NOTE, TIP, IMPORTANT, WARNING and CAUTION. Elsewhere they are shown as quotes.
"""

from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererProtocol
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict


def alerts(md: MarkdownIt) -> None:
    """Read alerts as markdown-it does, and show them under a title in the language of the site."""
    md.options["alerts"] = True
    md.core.ruler.after("block", "alert_titles", _drop_titles)
    md.add_render_rule("alert_open", _open)


def _drop_titles(state: StateCore) -> None:
    # They are words of the page, not of the text; search has no use for them.
    titles = {place for place, token in enumerate(state.tokens) if token.type == "alert_title_open"}
    if titles:
        dropped = {place + following for place in titles for following in range(3)}
        state.tokens = [token for place, token in enumerate(state.tokens) if place not in dropped]


def _open(self: RendererProtocol, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
    kind = tokens[idx].meta["kind"].lower()
    title = escapeHtml(getattr(env["wording"], f"alert_{kind}"))
    opening = f'<div class="alert alert-{kind}" role="note" aria-label="{title}">'
    return f'{opening}\n<p class="alert-title">{title}</p>\n'
