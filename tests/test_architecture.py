"""The walls of the house: who may import whom, and what may be called where."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "thoughtcloud"
MODULES = sorted(PACKAGE.rglob("*.py"))

# Each package and what of ours it may import, itself aside. settings and clock are leaves for the outer layers.
OUTER = {"settings", "clock"}
ALLOWED = {
    "core": set(),
    "store": {"core", *OUTER},
    "services": {"core", "store"},
    "payments": {"core", "store", *OUTER},
    "jobs": {"core", "store", "services", "payments", *OUTER},
    "ui": {"core", "store", "services", "payments", "jobs", *OUTER},
    "thoughtcloud": {"core", "store", "services", "payments", "jobs", "ui", *OUTER},
    "sandbox": set(),
    "commands": OUTER,
    "settings": {"core"},
    "clock": {"settings"},
    "__init__": set(),
}


def package_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno} imports relatively"
            yield node.lineno, node.module or ""
            if node.module == "thoughtcloud":
                yield from ((node.lineno, f"thoughtcloud.{alias.name}") for alias in node.names)


def breaches(path: Path) -> list[str]:
    mine = package_of(path)
    found = []
    for line, name in imports(path):
        parts = name.split(".")
        if parts[0] == "thoughtcloud" and len(parts) > 1 and parts[1] != mine and parts[1] not in ALLOWED[mine]:
            found.append(f"{path.relative_to(ROOT)}:{line} imports {name}")
    return found


def importers(library: str) -> set[str]:
    return {
        str(path.relative_to(PACKAGE))
        for path in MODULES
        for _, name in imports(path)
        if name.split(".")[0] == library
    }


def test_every_package_imports_only_what_is_beneath_it() -> None:
    assert [breach for path in MODULES for breach in breaches(path)] == []


def test_the_rules_need_nothing_but_the_standard_library() -> None:
    import sys

    outside = {
        name
        for path in (PACKAGE / "core").rglob("*.py")
        for _, name in imports(path)
        if name.split(".")[0] not in sys.stdlib_module_names and name.split(".")[0] != "thoughtcloud"
    }
    assert outside == set()


def test_only_the_gateway_imports_the_stripe_library() -> None:
    assert not {name for name in importers("stripe") if not name.startswith("payments/gateway/")}


@pytest.mark.parametrize("library", ["reflex"])
def test_only_screens_import_the_framework(library: str) -> None:
    assert {name for name in importers(library) if not name.startswith("ui/")} <= {"thoughtcloud.py"}


def test_the_sandbox_needs_neither_the_framework_nor_the_library_it_stands_in_for() -> None:
    assert not {name for name in importers("stripe") | importers("reflex") if name.startswith("sandbox/")}


def calls(path: Path, method: str) -> list[int]:
    return [
        node.lineno
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == method
    ]


def test_only_the_unit_of_work_commits() -> None:
    committing = {str(path.relative_to(PACKAGE)) for path in MODULES if calls(path, "commit")}
    # A migration is no unit of work: it changes the shape, not the content.
    assert {name for name in committing if not name.startswith("sandbox/")} <= {
        "store/unit.py",
        "store/migrate.py",
    }


def test_screens_ask_no_questions_of_the_database_themselves() -> None:
    states = PACKAGE / "ui" / "states"
    asking = {
        f"{path.name}:{node.lineno}"
        for path in states.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").split(".")[0] in {"sqlmodel", "sqlalchemy", "stripe"}
        # A session may be passed on to views; nothing that builds or runs a query may be imported.
        and {alias.name for alias in node.names} != {"Session"}
    }
    assert asking == set()


def test_nobody_but_the_clock_and_the_sandbox_reads_the_time() -> None:
    # A lease on PostgreSQL lasts by the database's clock, whose distance from ours is asked for in one place.
    exempt = ("sandbox/", "commands/", "clock.py", "store/leasing.py")
    readers = {
        f"{path.relative_to(PACKAGE)}:{line}"
        for path in MODULES
        for line in calls(path, "now") + calls(path, "utcnow")
        if not str(path.relative_to(PACKAGE)).startswith(exempt)
        and "datetime.now(" in path.read_text(encoding="utf-8")
    }
    assert readers == set()


def test_every_module_opens_with_a_sentence() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in MODULES
        if not (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").strip()
    ]
    assert silent == []
