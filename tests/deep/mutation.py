"""Would the tests notice? Every small change of the code that guards people, one at a time, against the fast tests.

    python tests/deep/mutation.py --room screening

The tests of a room are collected once and run once to see which lines each of them reaches. Then, for every mutant,
a forked child swaps the changed code into the running functions and runs the tests that reach it, until one fails:
the mutant is killed. One that outlives them is a survivor: a gap in the tests, or a change that changes nothing. The
latter are listed with their reasons in `equivalent_mutants.toml` and do not count.

Changed are comparisons, `and`, `or`, `not`, conditions and filters, numbers, truth values, arithmetic, min and max,
any and all, members of collections, returned values, statements, defaults. Left alone are texts, names of keys,
annotations, messages of errors and the bodies of classes beyond the defaults of their fields.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import gc
import importlib
import inspect
import io
import os
import random
import select
import signal
import sys
import tempfile
import time
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any, NoReturn

import coverage
import pytest
from _pytest.runner import runtestprotocol

ROOT = Path(__file__).resolve().parent.parent.parent
EQUIVALENT = Path(__file__).with_name("equivalent_mutants.toml")


@dataclass(frozen=True)
class Scope:
    """What is changed, the fast tests that should notice, and the score in percent below which the run fails."""

    sources: tuple[str, ...]
    tests: tuple[str, ...]
    at_least: float


ROOMS = {
    "screening": Scope(
        ("unknot/screening",), ("tests/core/screening", "tests/laws/test_screening_laws.py"), at_least=95.0
    ),
    "facts": Scope(("unknot/facts/gate.py",), ("tests/core/facts",), at_least=95.0),
    "planning": Scope(
        ("unknot/planning/guard.py",), ("tests/core/planning", "tests/laws/test_planning_laws.py"), at_least=60.0
    ),
}

LEAST_SECONDS = 10.0
TIMES_SLOWER = 10.0
"""A child that takes so many times longer than its tests took untouched has hung; its mutant counts as killed."""

SWAPPED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
NAMES = {"min": "max", "max": "min", "any": "all", "all": "any"}


@dataclass
class Mutant:
    """One change: `swap` puts it into the tree, and returns what takes it out again."""

    module: str
    path: Path
    line: int
    lines: frozenset[int]
    where: str
    what: str
    kind: str
    swap: Callable[[], Callable[[], None]] = field(repr=False)
    owner: ast.AST = field(repr=False)
    again: int = 0
    """How many like it stand before it in the same function."""

    @property
    def place(self) -> str:
        return f"{self.path.relative_to(ROOT)}:{self.line}"

    @property
    def name(self) -> str:
        return f"{self.path.name} {self.where}: {self.what}{f' ({self.again + 1})' if self.again else ''}"


# --- what can be changed ---------------------------------------------------------------------------------------------


def mutants_of(path: Path) -> tuple[ast.Module, list[Mutant]]:
    """The parsed file and every change of it, in the order of the text."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    module = ".".join(path.relative_to(ROOT / "src").with_suffix("").parts)
    found = [
        Mutant(module, path, site.node.lineno, site.lines, site.where, what, site.kind, swap, site.owner)
        for site in _sites(tree)
        for what, swap in _changes(site)
    ]
    seen: Counter[str] = Counter()
    for mutant in found:
        mutant.again = seen[f"{mutant.where}: {mutant.what}"]
        seen[f"{mutant.where}: {mutant.what}"] += 1
    return tree, found


@dataclass
class _Site:
    """A node that can be changed, where it hangs, and how a change of it gets into the running program."""

    node: Any
    parent: Any
    name: str
    index: int | None
    where: str
    kind: str
    owner: ast.AST
    lines: frozenset[int]

    def put(self, new: ast.AST | None) -> Callable[[], Callable[[], None]]:
        """A swap of the whole node."""

        def swap() -> Callable[[], None]:
            if new is not None:
                ast.copy_location(new, self.node)
                ast.fix_missing_locations(new)
            if self.index is None:
                setattr(self.parent, self.name, new)
                return lambda: setattr(self.parent, self.name, self.node)
            values = getattr(self.parent, self.name)
            values[self.index : self.index + 1] = [] if new is None else [new]
            whole = list(values)

            def back() -> None:
                assert values == whole
                values[self.index : self.index + (new is not None)] = [self.node]

            return back

        return swap


def _sites(tree: ast.Module) -> Iterator[_Site]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield from _of_definition(node, node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None and not _is_type(node.value):
            name = ast.unparse(node.targets[0] if isinstance(node, ast.Assign) else node.target)
            yield from _walk(node.value, node, "value", None, name, "module", node, node.lineno)


def _of_definition(node: ast.AST, where: str) -> Iterator[_Site]:
    if isinstance(node, ast.FunctionDef):
        plain = [*node.args.posonlyargs, *node.args.args][-len(node.args.defaults) or len(node.args.args) :]
        read = {each.id for part in node.body for each in ast.walk(part) if isinstance(each, ast.Name)}
        for name, arguments in (("defaults", plain), ("kw_defaults", node.args.kwonlyargs)):
            for index, (default, argument) in enumerate(zip(getattr(node.args, name), arguments, strict=True)):
                if default is not None and argument.arg in read:
                    yield from _walk(default, node.args, name, index, where, "default", node, node.lineno)
        for index, statement in enumerate(node.body):
            if not (index == 0 and _is_text(statement)):
                yield from _walk(statement, node, "body", index, where, "code", node, statement.lineno)
    elif isinstance(node, ast.ClassDef):
        for part in node.body:
            if isinstance(part, ast.FunctionDef):
                yield from _of_definition(part, f"{where}.{part.name}")
            elif isinstance(part, ast.AnnAssign) and part.value is not None and node.decorator_list:
                yield from _walk(part.value, part, "value", None, where, "field", part, part.lineno)


def _walk(
    node: Any, parent: Any, name: str, index: int | None, where: str, kind: str, owner: ast.AST, statement: int
) -> Iterator[_Site]:
    if isinstance(node, ast.FunctionDef):
        for sub in _of_definition(node, f"{where}.<locals>.{node.name}"):
            if sub.kind == "code":
                yield sub
        return
    if isinstance(node, ast.stmt):
        statement = node.lineno
    if hasattr(node, "lineno"):
        header = node.lineno if isinstance(node, ast.stmt) else node.end_lineno
        lines = frozenset((statement, *range(node.lineno, header + 1)))
        yield _Site(node, parent, name, index, where, kind, owner, lines)
    elif isinstance(node, ast.comprehension):
        lines = frozenset((statement, *range(node.iter.lineno, node.iter.end_lineno + 1)))
        for place, test in enumerate(node.ifs):
            yield _Site(test, node, "ifs", place, where, f"{kind} filter", owner, lines | {test.lineno})
    for sub_name, value in ast.iter_fields(node):
        if sub_name in ("annotation", "returns", "decorator_list", "type_params", "ctx"):
            continue
        if isinstance(node, ast.Raise) or (isinstance(node, ast.Call) and _is_error(node)):
            continue
        if isinstance(value, ast.AST):
            yield from _walk(value, node, sub_name, None, where, kind, owner, statement)
        elif isinstance(value, list):
            for place, each in enumerate(value):
                if isinstance(each, ast.AST):
                    yield from _walk(each, node, sub_name, place, where, kind, owner, statement)


def _is_type(node: ast.AST) -> bool:
    return isinstance(node, ast.Subscript) or (isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr))


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _is_error(node: ast.Call) -> bool:
    return isinstance(node.func, ast.Name) and node.func.id in ("Problem", "cast")


Change = tuple[str, Callable[[], Callable[[], None]]]


def _changes(site: _Site) -> Iterator[Change]:
    node = site.node
    if site.kind.endswith(" filter"):
        site.kind = site.kind.removesuffix(" filter")
        yield f"filter `{_short(node)}` dropped", site.put(None)
        return
    if isinstance(node, ast.Compare):
        for place, op in enumerate(node.ops):
            for other in SWAPPED[type(op)]:
                yield _told(node, _member(node.ops, place, other()))
    elif isinstance(node, ast.BoolOp):
        yield _told(node, _attribute(node, "op", ast.Or() if isinstance(node.op, ast.And) else ast.And()))
        for place, each in enumerate(node.values):
            yield f"`{_short(node)}` without `{_short(each)}`", _without(node.values, place)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.USub):
        if not isinstance(node.operand, ast.Constant):
            yield f"`{_short(node)}` -> `{_short(node.operand)}`", site.put(node.operand)
    elif isinstance(node, ast.Constant) and not isinstance(node.value, str | bytes | type(None) | type(Ellipsis)):
        if isinstance(node.value, bool):
            yield _told(node, _attribute(node, "value", not node.value))
        else:
            for other in (node.value + 1, node.value - 1):
                yield _told(node, _attribute(node, "value", other))
    elif isinstance(node, ast.BinOp) and type(node.op) in ARITHMETIC:
        yield _told(node, _attribute(node, "op", ARITHMETIC[type(node.op)]()))
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in NAMES:
        yield _told(node, _attribute(node.func, "id", NAMES[node.func.id]))
    elif isinstance(node, ast.Tuple | ast.List | ast.Set) and len(node.elts) > 1:
        for place, each in enumerate(node.elts):
            if isinstance(each, ast.Constant | ast.Starred) and isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
                yield f"`{_short(node)}` without `{_short(each)}`", _without(node.elts, place)
    elif isinstance(node, ast.Dict) and len(node.keys) > 1:
        for place, key in enumerate(node.keys):
            gone = "**" if key is None else _short(key)
            yield f"entry {gone} dropped", _both(_without(node.keys, place), _without(node.values, place))
    if site.name == "test" and isinstance(node, ast.Name | ast.Attribute | ast.Call | ast.Subscript):
        yield f"`{_short(node)}` -> `not ...`", site.put(ast.UnaryOp(ast.Not(), node))
    if isinstance(node, ast.Return) and node.value is not None and not isinstance(node.value, ast.Constant):
        yield f"`{_short(node)}` -> `return None`", _attribute(node, "value", ast.Constant(None))
    if _can_go(node):
        yield f"`{_short(node)}` dropped", site.put(ast.Pass())


def _can_go(node: ast.AST) -> bool:
    if isinstance(node, ast.Assign):
        return isinstance(node.targets[0], ast.Subscript | ast.Attribute)
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Call | ast.Yield | ast.YieldFrom)
    return isinstance(node, ast.AugAssign | ast.Continue | ast.Break | ast.Raise)


def _attribute(node: Any, name: str, new: Any) -> Callable[[], Callable[[], None]]:
    old = getattr(node, name)
    if isinstance(new, ast.expr):
        ast.copy_location(new, node)

    def swap() -> Callable[[], None]:
        setattr(node, name, new)
        return lambda: setattr(node, name, old)

    return swap


def _member(values: list[Any], place: int, new: Any) -> Callable[[], Callable[[], None]]:
    old = values[place]

    def swap() -> Callable[[], None]:
        values[place] = new
        return lambda: values.__setitem__(place, old)

    return swap


def _without(values: list[Any], place: int) -> Callable[[], Callable[[], None]]:
    old = values[place]

    def swap() -> Callable[[], None]:
        del values[place]
        return lambda: values.insert(place, old)

    return swap


def _both(*swaps: Callable[[], Callable[[], None]]) -> Callable[[], Callable[[], None]]:
    def swap() -> Callable[[], None]:
        backs = [each() for each in swaps]
        return lambda: [back() for back in backs] and None

    return swap


def _told(node: ast.AST, swap: Callable[[], Callable[[], None]]) -> Change:
    before = _short(node)
    back = swap()
    after = _short(node)
    back()
    return f"`{before}` -> `{after}`", swap


def _short(node: ast.AST) -> str:
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= 100 else f"{text[:97]}..."


# --- how a change gets into the running program ----------------------------------------------------------------------


class NotBuiltError(Exception):
    """The change cannot be swapped into a program that is already running."""


@dataclass
class Room:
    """The files of a room, their live functions and their mutants."""

    trees: dict[str, ast.Module]
    codes: dict[str, CodeType]
    functions: dict[CodeType, list[FunctionType]]
    mutants: list[Mutant]

    def put_in(self, mutant: Mutant, at_import: bool) -> None:
        """Change the running program, what it worked out at import included. The child that does it dies afterwards."""
        mutant.swap()
        module = sys.modules[mutant.module]
        if mutant.kind == "module":
            self._assign({mutant.where}, module)
        elif mutant.kind == "default":
            self._default(mutant.owner, mutant, module)
        elif mutant.kind == "field":
            self._field(mutant.owner, mutant, module)
        else:
            new = compile(self.trees[mutant.module], str(mutant.path), "exec", dont_inherit=True)
            if not self._swap(self.codes[mutant.module], new):
                raise NotBuiltError("no running function holds this code")
            if at_import:
                self._assign({mutant.where.partition(".")[0]}, module)
        forget(mutant.module)

    def works_at_import(self, mutant: Mutant) -> bool:
        """Whether an assignment of the module reads the function that is changed."""
        statements = (each for each in self.trees[mutant.module].body if isinstance(each, ast.Assign | ast.AnnAssign))
        read = {node.id for each in statements for node in ast.walk(each) if isinstance(node, ast.Name)}
        return mutant.where.partition(".")[0] in read

    def _swap(self, old: CodeType, new: CodeType) -> int:
        swapped = 0
        if old.co_name != "<module>" and old != new:
            for function in self.functions.get(old, ()):
                if function.__code__.co_freevars != new.co_freevars:
                    raise NotBuiltError("the function would close over other names")
                function.__code__ = new
                swapped += 1
        inside = {(code.co_qualname, code.co_firstlineno, n): code for n, code in _numbered(new)}
        for number, code in _numbered(old):
            other = inside.get((code.co_qualname, code.co_firstlineno, number))
            if other is not None:
                swapped += self._swap(code, other)
        return swapped

    def _assign(self, names: set[str], module: ModuleType) -> None:
        """Evaluate anew every assignment of the module that reads or sets one of the names, and what reads those."""
        for statement in self.trees[module.__name__].body:
            if not isinstance(statement, ast.Assign | ast.AnnAssign) or statement.value is None:
                continue
            target = statement.targets[0] if isinstance(statement, ast.Assign) else statement.target
            read = {each.id for each in ast.walk(statement.value) if isinstance(each, ast.Name)}
            if not isinstance(target, ast.Name) or names.isdisjoint({target.id, *read}):
                continue
            names.add(target.id)
            old = getattr(module, target.id)
            one = ast.Module(body=[statement], type_ignores=[])
            exec(compile(one, "<mutant>", "exec", dont_inherit=True), vars(module))
            new = getattr(module, target.id)
            for each in list(sys.modules.values()):
                if getattr(each, "__dict__", {}).get(target.id) is old:
                    setattr(each, target.id, new)

    def _default(self, definition: ast.AST, mutant: Mutant, module: ModuleType) -> None:
        assert isinstance(definition, ast.FunctionDef)
        function = _reached(module, mutant.where)
        plain = tuple(_evaluated(each, module) for each in definition.args.defaults)
        function.__defaults__ = plain or None
        function.__kwdefaults__ = {
            argument.arg: _evaluated(value, module)
            for argument, value in zip(definition.args.kwonlyargs, definition.args.kw_defaults, strict=True)
            if value is not None
        } or None

    def _field(self, statement: ast.AST, mutant: Mutant, module: ModuleType) -> None:
        assert isinstance(statement, ast.AnnAssign)
        assert isinstance(statement.target, ast.Name)
        if not isinstance(statement.value, ast.Constant):
            raise NotBuiltError("the default of a field is made afresh each time")
        init = _reached(module, mutant.where).__init__
        named = [
            each.name
            for each in inspect.signature(init).parameters.values()
            if each.default is not inspect.Parameter.empty
        ]
        values = list(init.__defaults__)
        values[named.index(statement.target.id)] = statement.value.value
        init.__defaults__ = tuple(values)


def forget(module: str) -> None:
    """Clear what the room and the tests have remembered, so that nothing answers from before the change."""
    room = module.rpartition(".")[0]
    for name, each in list(sys.modules.items()):
        if name.startswith((room, "tests.")):
            for value in list(vars(each).values()):
                clear = getattr(value, "cache_clear", None)
                if clear is not None and getattr(value, "__module__", "").startswith((room, "tests.")):
                    clear()


def _numbered(code: CodeType) -> Iterator[tuple[int, CodeType]]:
    seen: Counter[tuple[str, int]] = Counter()
    for each in code.co_consts:
        if isinstance(each, CodeType):
            key = (each.co_qualname, each.co_firstlineno)
            yield seen[key], each
            seen[key] += 1


def _reached(module: ModuleType, where: str) -> Any:
    found: Any = module
    for part in where.split("."):
        found = inspect.getattr_static(found, part)
    found = getattr(found, "fget", found)
    return inspect.unwrap(found)


def _evaluated(node: ast.expr, module: ModuleType) -> Any:
    return eval(compile(ast.Expression(node), "<mutant>", "eval", dont_inherit=True), vars(module))


def room_of(sources: tuple[str, ...]) -> Room:
    paths: list[Path] = []
    for source in sources:
        path = ROOT / "src" / source
        paths.extend(sorted(path.glob("*.py")) if path.is_dir() else [path])
    trees: dict[str, ast.Module] = {}
    codes: dict[str, CodeType] = {}
    mutants: list[Mutant] = []
    for path in paths:
        tree, found = mutants_of(path)
        mutants.extend(found)
        module = ".".join(path.relative_to(ROOT / "src").with_suffix("").parts)
        if found:
            importlib.import_module(module)
            trees[module] = tree
            codes[module] = compile(tree, str(path), "exec", dont_inherit=True)
    functions: dict[CodeType, list[FunctionType]] = {}
    names = {str(path) for path in paths}
    for each in gc.get_objects():
        if isinstance(each, FunctionType) and each.__code__.co_filename in names:
            functions.setdefault(each.__code__, []).append(each)
    return Room(trees, codes, functions, mutants)


# --- the run ---------------------------------------------------------------------------------------------------------


class Hunt:
    """A pytest plugin that runs the collected tests on every mutant instead of once."""

    def __init__(
        self, sources: tuple[str, ...], only: str, jobs: int, progress: Path | None, dead: frozenset[str]
    ) -> None:
        self.sources, self.only, self.jobs, self.progress, self.dead = sources, only, jobs, progress, dead
        self.fates: list[tuple[Mutant, str]] = []
        self.failing: list[str] = []

    def pytest_configure(self) -> None:
        """Fewer examples, and no time spent on making a failing one smaller. Hypothesis is pytest's to import first."""
        from hypothesis import Phase, settings

        found = (Phase.explicit, Phase.generate)
        settings.register_profile(
            "mutation", max_examples=25, derandomize=True, deadline=None, database=None, phases=found
        )
        settings.load_profile("mutation")

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run every test untouched, then every mutant; nothing is left for pytest to do."""
        items = session.items
        room = room_of(self.sources)
        wanted = [each for each in room.mutants if self.only in f"{each.place} {each.where} {each.what}"]
        reached, seconds = self._untouched(items, room)
        if self.failing:
            return True
        random.Random(1).shuffle(wanted)
        gc.collect()
        gc.freeze()
        with tempfile.TemporaryDirectory() as folder:
            workers = [os.fork() or self._work(room, wanted, job, folder, items, reached, seconds)
                       for job in range(self.jobs)]  # fmt: skip
            for worker in workers:
                os.waitpid(worker, 0)
            told = [line.split(" ", 1) for part in Path(folder).iterdir() for line in part.read_text().splitlines()]
        fates = {int(number): fate for number, fate in told}
        self.fates = [(mutant, fates[number]) for number, mutant in enumerate(wanted)]
        self.fates.sort(key=lambda each: (each[0].path, each[0].line))
        return True

    def _work(
        self,
        room: Room,
        wanted: list[Mutant],
        job: int,
        folder: str,
        items: list[pytest.Item],
        reached: dict[tuple[str, int], set[int]],
        seconds: list[float],
    ) -> NoReturn:
        """Try every `jobs`-th mutant and write down its fate."""
        kills: Counter[tuple[str, int]] = Counter()
        with Path(folder, f"{job}").open("w", encoding="utf-8") as told:
            for number in range(job, len(wanted), self.jobs):
                fate = self._fate(wanted[number], room, items, reached, seconds, kills)
                told.write(f"{number} {fate}\n")
                if self.progress is not None and wanted[number].name not in self.dead:
                    with self.progress.open("a", encoding="utf-8") as progress:
                        progress.write(f"{fate}\t{wanted[number].name}\t{wanted[number].place}\n")
        os._exit(0)

    def _untouched(self, items: list[pytest.Item], room: Room) -> tuple[dict[tuple[str, int], set[int]], list[float]]:
        """Which tests reach each line, by file and line, and how long each test takes."""
        files = sorted({str(mutant.path) for mutant in room.mutants})
        modules = sorted({mutant.module for mutant in room.mutants})
        watch = coverage.Coverage(data_file=None, include=files, config_file=False)
        watch.start()
        for number, (item, following) in enumerate(zip(items, [*items[1:], None], strict=True)):
            for module in modules:
                forget(module)
            watch.switch_context(f"{number}")
            if not _passes(item, following):
                self.failing.append(item.nodeid)
        watch.stop()
        seconds = []
        for item, following in zip(items, [*items[1:], None], strict=True):
            started = time.perf_counter()
            _passes(item, following)
            seconds.append(time.perf_counter() - started)
        data = watch.get_data()
        reached = {
            (file, line): {int(each) for each in contexts if each}
            for file in files
            for line, contexts in data.contexts_by_lineno(file).items()
        }
        return reached, seconds

    def _fate(
        self,
        mutant: Mutant,
        room: Room,
        items: list[pytest.Item],
        reached: dict[tuple[str, int], set[int]],
        seconds: list[float],
        kills: Counter[tuple[str, int]],
    ) -> str:
        """killed, timed out, survived, unreached or not built."""
        if mutant.name in self.dead:
            return "killed"
        tests = set(range(len(items)))
        if mutant.kind == "code":
            tests = set[int]().union(*(reached.get((str(mutant.path), line), set()) for line in mutant.lines))
        at_import = not tests and room.works_at_import(mutant)
        if at_import:
            tests = set(range(len(items)))
        if not tests:
            return "unreached"
        order = _varied(sorted(tests, key=seconds.__getitem__), items)
        order.sort(key=lambda test: -kills[mutant.where, test])
        allowed = LEAST_SECONDS + TIMES_SLOWER * sum(seconds[test] for test in order)
        said = _in_child(lambda: _outcome(room, mutant, at_import, [items[test] for test in order]), allowed)
        if said is None:
            return "timed out"
        word, _, number = said.partition(" by ")
        if number:
            kills[mutant.where, order[int(number)]] += 1
        return word or "killed"


def _varied(tests: list[int], items: list[pytest.Item]) -> list[int]:
    """The same tests: one case of every test function first, then a second of each, and so on."""
    turns: Counter[str] = Counter()
    turn: dict[int, int] = {}
    for test in tests:
        name = items[test].nodeid.partition("[")[0]
        turn[test] = turns[name]
        turns[name] += 1
    return sorted(tests, key=turn.__getitem__)


def _outcome(room: Room, mutant: Mutant, at_import: bool, items: list[pytest.Item]) -> str:
    try:
        room.put_in(mutant, at_import)
    except NotBuiltError as error:
        return f"not built: {error}"
    except Exception:  # noqa: BLE001
        return "killed"
    for number, item in enumerate(items):
        if not _passes(item, items[number + 1] if number + 1 < len(items) else None):
            return f"killed by {number}"
    return "survived"


def _passes(item: pytest.Item, following: pytest.Item | None) -> bool:
    return not any(report.failed for report in runtestprotocol(item, log=False, nextitem=following))


def _in_child(work: Callable[[], str], allowed: float) -> str | None:
    """What `work` says in a forked child; None if it takes more than `allowed` seconds; '' if the child dies."""
    receives, sends = os.pipe()
    child = os.fork()
    if child == 0:
        said = ""
        with contextlib.suppress(BaseException):
            said = work()
        os.write(sends, said.encode()[:1000])
        os._exit(0)
    os.close(sends)
    ready, _, _ = select.select([receives], [], [], allowed)
    said = os.read(receives, 1000).decode() if ready else None
    if not ready:
        os.kill(child, signal.SIGKILL)
    os.close(receives)
    os.waitpid(child, 0)
    return said


# --- the account -----------------------------------------------------------------------------------------------------


def equivalents() -> list[dict[str, str]]:
    """The changes that change nothing: file, function, change and reason."""
    return tomllib.loads(EQUIVALENT.read_text(encoding="utf-8")).get("mutant", []) if EQUIVALENT.exists() else []


def is_listed(mutant: Mutant, entry: dict[str, str]) -> bool:
    return (mutant.path.name, mutant.where, mutant.what) == (entry["file"], entry["where"], entry["what"])


def already_dead(progress: Path | None) -> frozenset[str]:
    """The names of mutants that an earlier run with the same file of progress killed."""
    if progress is None or not progress.exists():
        return frozenset()
    lines = (line.split("\t") for line in progress.read_text(encoding="utf-8").splitlines())
    return frozenset(name for fate, name, _ in lines if fate in ("killed", "timed out"))


def hunt(name: str, only: str, jobs: int, progress: Path | None) -> tuple[float, bool, str]:
    """Run one room, print its account, and give its score in percent and whether the account holds."""
    scope = ROOMS[name]
    started = time.monotonic()
    plugin = Hunt(scope.sources, only, jobs, progress, already_dead(progress))
    options = ["-q", "--no-header", "--no-summary", "-p", "no:cacheprovider", "--timeout=0"]
    with contextlib.redirect_stdout(io.StringIO()):
        code = pytest.main(["--rootdir", str(ROOT), *options, *scope.tests], plugins=[plugin])
    if plugin.failing or code not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        _say(f"mutation {name}: the tests fail untouched: {', '.join(plugin.failing) or code}")
        return 0.0, False, ""
    known = equivalents()
    dead = [mutant for mutant, fate in plugin.fates if fate in ("killed", "timed out")]
    not_built = [(mutant, fate) for mutant, fate in plugin.fates if fate.startswith("not built")]
    alive = [(mutant, fate) for mutant, fate in plugin.fates if fate in ("survived", "unreached")]
    gaps = [(mutant, fate) for mutant, fate in alive if not any(is_listed(mutant, entry) for entry in known)]
    stale = [
        entry
        for entry in known
        if not only
        and any(mutant.path.name == entry["file"] for mutant, _ in plugin.fates)
        and not any(is_listed(mutant, entry) for mutant, _ in alive)
    ]
    for mutant, fate in (*gaps, *not_built):
        _say(f"  {fate}: {mutant.place} {mutant.where}: {mutant.what}")
    for entry in stale:
        _say(f"  listed as equivalent, but no survivor: {entry['file']} {entry['where']}: {entry['what']}")
    score = 100.0 * len(dead) / max(len(dead) + len(gaps), 1)
    timed_out = sum(fate == "timed out" for _, fate in plugin.fates)
    account = (
        f"mutation, {name}: {len(dead) + len(alive)} mutants, {len(dead)} killed ({timed_out} by time), "
        f"{len(gaps)} survived, {len(alive) - len(gaps)} equivalent, {len(not_built)} not built, "
        f"score {score:.1f} %, {time.monotonic() - started:.0f} s"
    )
    _say(account)
    return score, not stale, account


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--room", choices=ROOMS, required=True)
    parser.add_argument("--only", default="", help="only the mutants whose place, function or change holds this text")
    parser.add_argument("--jobs", type=int, default=1, help="so many mutants at a time")
    parser.add_argument("--figures", type=Path, help="a file to which the account is added")
    parser.add_argument(
        "--progress", type=Path, help="a file for the fate of each mutant; those it names as killed are not tried again"
    )
    given = parser.parse_args()
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    score, sound, account = hunt(given.room, given.only, given.jobs, given.progress)
    if given.figures is not None:
        with given.figures.open("a", encoding="utf-8") as figures:
            figures.write(f"{account}\n")
    sys.exit(0 if sound and (given.only or score >= ROOMS[given.room].at_least) else 1)


if __name__ == "__main__":
    main()
