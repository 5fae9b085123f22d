"""Who may import whom, and who may touch what: `docs/architecture.md` as tests.

import-linter (`pyproject.toml`) follows chains of imports; here each folder has
the list of what it may import, so that a new library or module needs a thought.
"""

import ast
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("gateway", "devices", "kiosk_web")
COMPOSITION = (
    "gateway.app",
    "gateway.reading",
    "gateway.wiring",
    "gateway.replay",
    "gateway.demo",
    "gateway.cli",
)
"""Who may know drivers and screens; nobody else in the shell does."""

DATA_MODULES = {
    "__future__", "abc", "bisect", "collections", "dataclasses", "datetime", "decimal", "enum",
    "fractions", "functools", "hashlib", "heapq", "itertools", "json", "math", "operator", "re",
    "statistics", "string", "types", "typing", "unicodedata", "zlib", "zoneinfo",
}  # fmt: skip
"""What the standard library has for values alone."""

KEEPERS = {
    "smartcard": ("devices.nfc",),
    "gpiozero": ("devices.gpio",),
    "evdev": ("devices.nfc", "devices.keyboard"),
    "paho": ("devices.mqtt.bus",),
    "amqtt": ("gateway.broker", "gateway.demo"),
    "tinydb": ("gateway.registry",),
    "schedule": ("gateway.jobs",),
    "sqlite3": ("gateway.ledger",),
    "apprise": ("gateway.notify",),
    "flask": ("kiosk_web",),
}
"""A library and the one place that knows it."""


def modules() -> Iterator[tuple[str, Path]]:
    """Yield every module's dotted name and file."""
    for package in PACKAGES:
        for file in sorted((ROOT / package).rglob("*.py")):
            parts = file.relative_to(ROOT).with_suffix("").parts
            yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), file


@cache
def imports(file: Path) -> tuple[str, ...]:
    """Return the dotted names a file imports, those inside functions too."""
    return tuple(imported(file))


def imported(file: Path) -> Iterator[str]:
    """Yield them as they come."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: imports are written in full"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def within(name: str, *folders: str) -> bool:
    """Tell whether a dotted name is one of the folders or inside one."""
    return any(name == folder or name.startswith(f"{folder}.") for folder in folders)


def offences(allowed) -> list[str]:
    """Return `module imports name` for what `allowed(module, name)` refuses."""
    return [
        f"{module} imports {name}"
        for module, file in modules()
        for name in imports(file)
        if not allowed(module, name)
    ]


def test_the_rules_import_only_themselves_and_data_modules():
    """`gateway.domain` can touch nothing: its imports are a closed list."""

    def allowed(module: str, name: str) -> bool:
        return (
            not within(module, "gateway.domain")
            or within(name, "gateway.domain")
            or name.partition(".")[0] in DATA_MODULES
        )

    assert offences(allowed) == []


def test_drivers_and_screens_know_the_rules_and_nothing_else_of_ours():
    """`devices` and `kiosk_web` import `gateway.domain` and `gateway.errors`, not each other."""

    def allowed(module: str, name: str) -> bool:
        folder = module.partition(".")[0]
        ours = within(name, *PACKAGES)
        return (
            folder == "gateway"
            or not ours
            or within(name, folder, "gateway.domain", "gateway.errors")
            or name == "gateway.__version__"
        )

    assert offences(allowed) == []


def test_the_shell_meets_drivers_and_screens_only_where_it_is_composed():
    """`app`, `replay`, `demo` and the command line put the parts together."""

    def allowed(module: str, name: str) -> bool:
        return (
            not within(module, "gateway")
            or not within(name, "devices", "kiosk_web")
            or within(module, *COMPOSITION)
            or within(name, "devices.base", "kiosk_web.ports")
        )

    assert offences(allowed) == []


@pytest.mark.parametrize("library", KEEPERS)
def test_a_library_that_touches_the_world_has_one_keeper(library):
    """Changing such a library changes one folder."""

    def allowed(module: str, name: str) -> bool:
        return not within(name, library) or within(module, *KEEPERS[library])

    assert offences(allowed) == []


def test_config_holds_data_only():
    """`config/` is for people to read and copy; no Python."""
    assert list((ROOT / "config").rglob("*.py")) == []


def test_every_file_says_what_it_knows():
    """A module begins with a docstring."""
    silent = [
        module
        for module, file in modules()
        if file.stat().st_size and ast.get_docstring(ast.parse(file.read_text("utf-8"))) is None
    ]

    assert silent == []


def test_every_third_party_import_is_a_declared_dependency():
    """Nothing is imported that only happens to be installed."""
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    names = {
        "flask_openapi3": "flask-openapi3", "flask_wtf": "flask-wtf", "smartcard": "pyscard",
        "argon2": "argon2-cffi", "paho": "paho-mqtt", "wtforms": "wtforms", "babel": "babel",
        "chinese_calendar": "chinesecalendar",
    }  # fmt: skip
    used = {
        name.partition(".")[0]
        for _, file in modules()
        for name in imports(file)
        if name.partition(".")[0] not in {*PACKAGES, *sys.stdlib_module_names}
    }

    missing = [n for n in used if f"\n{names.get(n, n).replace('_', '-')}==" not in lock.lower()]

    assert missing == []
