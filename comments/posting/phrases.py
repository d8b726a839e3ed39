"""Phrases that are looked for in a text all at once.

By the algorithm of Aho and Corasick (Efficient string matching: an aid to bibliographic search, 1975): however many
there are, the text is read once.
"""

from collections.abc import Iterable


class Phrases:
    """Phrases, each a list of tokens, ready to be looked for."""

    def __init__(self, phrases: Iterable[list[str]]) -> None:
        # Each node is the beginning of a phrase: what may follow, whether a phrase ends there, and the node of the
        # longest other beginning that it ends with.
        self._onwards: list[dict[str, int]] = [{}]
        self._ends = [False]
        self._back = [0]
        for phrase in phrases:
            self._add(phrase)
        self._link()

    def meet(self, tokens: Iterable[str]) -> bool:
        """Whether one of the phrases stands among the tokens."""
        node = 0
        for token in tokens:
            node = self._step(node, token)
            if self._ends[node]:
                return True
        return False

    def _add(self, phrase: list[str]) -> None:
        node = 0
        for token in phrase:
            if token not in self._onwards[node]:
                self._onwards[node][token] = len(self._onwards)
                self._onwards.append({})
                self._ends.append(False)
                self._back.append(0)
            node = self._onwards[node][token]
        self._ends[node] = True

    def _link(self) -> None:
        """Let each node know where to go on when no phrase goes on from it; the shorter beginnings first."""
        level = list(self._onwards[0].values())
        while level:
            following = []
            for node in level:
                for token, child in self._onwards[node].items():
                    self._back[child] = self._step(self._back[node], token)
                    self._ends[child] |= self._ends[self._back[child]]
                    following.append(child)
            level = following

    def _step(self, node: int, token: str) -> int:
        while node and token not in self._onwards[node]:
            node = self._back[node]
        return self._onwards[node].get(token, 0)
