"""How the code is laid out, in numbers: `python -m bench.house` prints them and ends with 1 where one is missed.

Imports are those that happen when a module is loaded, and besides, counted apart, those that stand there for types
alone. A chain is counted in modules, without cycles and without what a package imports for others to find.
"""

import ast
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import grimp

HERE = Path(__file__).resolve().parent.parent
APPS = {"encyclopedia": 32, "comments": 26}
"""The packages that are looked at, and how many entries each may have."""
LINES_OF_MODULE, LINES_OF_FUNCTION, CHAIN = 300, 40, 20


@dataclass(frozen=True)
class Figure:
    """A number, what it should be at most, and where it is missed."""

    what: str
    number: int
    most: int
    where: Sequence[str] = ()

    @property
    def is_missed(self) -> bool:
        return self.number > self.most


def figures() -> Iterator[Figure]:
    """All numbers of the house."""
    modules = {path: ast.parse(path.read_text()) for app in APPS for path in _sources(app)}
    for name, most in APPS.items():
        entries = [path for path in (HERE / name).iterdir() if path.name != "__pycache__"]
        yield Figure(f"entries of {name}/", len(entries), most)
    long = [f"{path.relative_to(HERE)}: {_lines(path)}" for path in modules if _lines(path) > LINES_OF_MODULE]
    yield Figure(f"modules over {LINES_OF_MODULE} lines", len(long), 0, long)
    functions = [each for path, tree in modules.items() for each in _long_functions(path, tree)]
    yield Figure(f"functions over {LINES_OF_FUNCTION} lines", len(functions), 0, functions)
    hidden = [each for path, tree in modules.items() for each in _hidden_imports(path, tree)]
    yield Figure("imports within functions", len(hidden), 0, hidden)
    silent = [
        str(path.relative_to(HERE)) for path, tree in modules.items() if tree.body and not ast.get_docstring(tree)
    ]
    yield Figure("modules without a docstring", len(silent), 0, silent)
    for title, without_types in (("import each other", True), ("import each other, with types", False)):
        circles = [", ".join(sorted(each)) for each in _circles(_imports(without_types=without_types))]
        yield Figure(f"groups of modules that {title}", len(circles), 0, circles)
    chain = _longest_chain(_imports(without_types=True))
    yield Figure("modules in the longest chain of imports", len(chain), CHAIN, [" > ".join(chain)])


def _sources(app: str) -> list[Path]:
    return [path for path in sorted((HERE / app).rglob("*.py")) if "migrations" not in path.parts]


def _lines(path: Path) -> int:
    return len(path.read_text().splitlines())


def _long_functions(path: Path, tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > LINES_OF_FUNCTION:
                yield f"{path.relative_to(HERE)}: {node.name}, {length}"


def _hidden_imports(path: Path, tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            for inner in ast.walk(node):
                if isinstance(inner, ast.Import | ast.ImportFrom):
                    yield f"{path.relative_to(HERE)}:{inner.lineno}"


Imports = Mapping[str, set[str]]


@cache
def _imports(*, without_types: bool) -> Imports:
    graph = grimp.build_graph(*APPS, cache_dir=None, exclude_type_checking_imports=without_types)
    modules = {module for module in graph.modules if ".migrations" not in module}
    return {module: graph.find_modules_directly_imported_by(module) & modules for module in modules}


def _circles(imports: Imports) -> Iterator[set[str]]:
    """Modules each of which leads back to itself (Tarjan, Depth-first search and linear graph algorithms, 1972)."""
    order: dict[str, int] = {}
    lowest: dict[str, int] = {}
    waiting: list[str] = []
    found: list[set[str]] = []

    def visit(module: str) -> None:
        order[module] = lowest[module] = len(order)
        waiting.append(module)
        for other in imports[module]:
            if other not in order:
                visit(other)
                lowest[module] = min(lowest[module], lowest[other])
            elif other in waiting:
                lowest[module] = min(lowest[module], order[other])
        if lowest[module] == order[module]:
            at = waiting.index(module)
            found.append(set(waiting[at:]))
            del waiting[at:]

    for module in sorted(imports):
        if module not in order:
            visit(module)
    return (circle for circle in found if len(circle) > 1)


def _longest_chain(imports: Imports) -> list[str]:
    @cache
    def chain(module: str) -> tuple[str, ...]:
        # A package only hands on what is in it: from a package to a module of its own is no step.
        steps = (chain(other) for other in imports[module])
        rest: tuple[str, ...] = max(steps, key=len, default=())
        hands_on = rest and rest[0].startswith(f"{module}.")
        return rest if hands_on else (module, *rest)

    return list(max((chain(module) for module in sorted(imports)), key=len))


def main() -> int:
    missed = 0
    for figure in figures():
        print(f"{figure.number:5}  {figure.what}" + (f"; {figure.most} at most" if figure.is_missed else ""))
        if figure.is_missed:
            missed += 1
            for place in figure.where:
                print(f"         {place}")
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
