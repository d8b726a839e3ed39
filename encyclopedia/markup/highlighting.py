"""Fenced code in colours: Pygments finds the words, and classes name them for `static/css/code.css`."""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import groupby
from time import thread_time

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml, unescapeAll
from markdown_it.renderer import RendererHTML, RendererProtocol
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import STANDARD_TYPES, Whitespace, _TokenType

# Of Pygments' five hundred, those that readers meet, and whose lexers were measured never to stop for long within the
# bounds below: a lexer can be stopped between two words, but not while it looks for one.
# fmt: off
LANGUAGES = frozenset([
    "bash", "c", "c++", "clojure", "console", "cpp", "cs", "csharp", "css", "diff", "docker", "dockerfile",
    "elixir", "erlang", "fortran", "go", "graphql", "haskell", "html", "http", "ini", "java", "javascript", "js",
    "json", "julia", "kotlin", "latex", "lisp", "lua", "make", "makefile", "markdown", "matlab", "md", "nginx",
    "ocaml", "octave", "perl", "php", "powershell", "py", "pycon", "python", "python3", "r", "rb", "ruby", "rust",
    "scala", "scheme", "scss", "sh", "shell", "sparql", "sql", "swift", "tex", "toml", "ts", "turtle", "typescript",
    "xml", "yaml", "yml",
])
# fmt: on
MAX_CODE_LENGTH = 10_000
MAX_SECONDS = 0.25
"""Seconds of one processor for all the code of a text. What is longer, or takes longer, is shown plain."""

# Lexers look far ahead on an endless line, on empty lines and on the same sign again and again: some in cubic time.
_ENDLESS = re.compile(r"[^\n]{1001}|\s{201}|(.{1,8}?)\1{120}", re.DOTALL)


def highlighted_code(md: MarkdownIt) -> None:
    """Show fenced code whose language is known in colours."""
    md.add_render_rule("fence", _show)


def _show(self: RendererProtocol, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
    assert isinstance(self, RendererHTML)  # noqa: S101, for the type checker
    token = tokens[idx]
    language = unescapeAll(token.info).strip().split(maxsplit=1)[:1]
    if not language or not _may_be_coloured(language[0].lower(), token.content):
        return self.fence(tokens, idx, options, env)
    began = thread_time()
    coloured = _coloured(_lexer(language[0].lower()), token.content, until=began + env["code_seconds"])
    env["code_seconds"] -= thread_time() - began
    return f'<pre><code class="language-{escapeHtml(language[0])}">{coloured}</code></pre>\n'


def _may_be_coloured(language: str, code: str) -> bool:
    return language in LANGUAGES and len(code) <= MAX_CODE_LENGTH and not _ENDLESS.search(code)


@lru_cache(maxsize=len(LANGUAGES))
def _lexer(language: str) -> Lexer:
    found: Lexer = get_lexer_by_name(language)
    return found


def _coloured(lexer: Lexer, code: str, *, until: float) -> str:
    words = []
    for _, kind, word in lexer.get_tokens_unprocessed(code):
        if thread_time() > until:
            return escapeHtml(code)
        words.append((_class(kind), word))
    if "".join(word for _, word in words) != code:
        return escapeHtml(code)  # never show other code than was typed
    return "".join(
        _marked(name, "".join(word for _, word in same)) for name, same in groupby(words, key=lambda pair: pair[0])
    )


def _marked(name: str, words: str) -> str:
    return f'<span class="{name}">{escapeHtml(words)}</span>' if name else escapeHtml(words)


def _class(kind: _TokenType) -> str:
    """The short name of a kind of word, or of the nearest kind above it that has one; spaces need none."""
    nearest: _TokenType | None = None if kind is Whitespace else kind
    while nearest is not None:
        if nearest in STANDARD_TYPES:
            name: str = STANDARD_TYPES[nearest]
            return name
        nearest = nearest.parent
    return ""
