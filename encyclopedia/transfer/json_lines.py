"""Files of JSON lines: one object in each."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from encyclopedia.document.errors import DocumentError

#: Bytes of one line: that of the longest document, each of its characters written at its longest.
MAX_LINE_LENGTH = 50_000_000


def line(values: Mapping[str, object]) -> bytes:
    return (json.dumps(values, ensure_ascii=False) + "\n").encode()


class JsonLines:
    """The objects of a file one after the other; what is wrong is said of the line that was read last.

    Raises DocumentError while it is read.
    """

    def __init__(self, path: Path, name: str) -> None:
        self.path = path
        self.name = name
        self.number = 0

    def refusal(self, problem: object) -> DocumentError:
        return DocumentError(str(problem), file=self.name, line=self.number or None)

    def __iter__(self) -> Iterator[dict[str, object]]:
        self.number = 0
        try:
            with self.path.open("rb") as file:
                yield from self._objects(file)
        except OSError as error:
            raise self.refusal(f"the file cannot be read: {error.strerror}") from None

    def _objects(self, file: BinaryIO) -> Iterator[dict[str, object]]:
        while written := file.readline(MAX_LINE_LENGTH):
            self.number += 1
            if len(written) == MAX_LINE_LENGTH:
                raise self.refusal(f"the line is longer than {MAX_LINE_LENGTH // 1_000_000} MB")
            try:
                found = json.loads(written.decode())
            except UnicodeDecodeError:
                raise self.refusal("the line is not UTF-8 text") from None
            except (ValueError, RecursionError):
                raise self.refusal("the line is not JSON") from None
            if not isinstance(found, dict):
                raise self.refusal("the line is not an object {...}")
            yield found
