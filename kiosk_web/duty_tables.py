"""The tables of duty as forms: what each form says as a document, and how it calls the fields.

Nothing is judged here but that there is a name: the registry refuses the rest, and the page
says so with the field's own words.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from gateway.domain.attendance.patterns import NAMES
from gateway.domain.duty.rules import DutyKind
from gateway.domain.text import Json
from gateway.errors import RegistryProblem
from kiosk_web import forms
from kiosk_web.context import snapshot, web
from kiosk_web.problems import told
from kiosk_web.views.admin import duty as views
from kiosk_web.views.admin.here import _

LONGEST_NAME = 64
MISSES = ("absent", "late", "early", "off_post", "bad_handover")


@dataclass(frozen=True, slots=True)
class Table:
    """One table.

    Attributes:
        name: Of the registry.
        act: What an act is called in the ledger: `<act>.added`.
        letter: How ids begin where the name gives none.
        read: Returns the document that the form means, without its id.
        fields: Returns what the form calls the document's fields.
    """

    name: str
    act: str
    letter: str
    read: Callable[[], dict[str, Json]]
    fields: Callable[[], Mapping[str, str]]


def _kind() -> dict[str, Json]:
    return {
        "name": forms.typed_names(),
        "start": forms.text("start", needed=False),
        "end": forms.text("end", needed=False),
        "days": forms.listed("days"),
        "weekdays": forms.listed("weekdays"),
        "within_shift": forms.ticked("within_shift"),
    }


def _post() -> dict[str, Json]:
    return {
        "name": forms.typed_names(),
        "zone": forms.text("zone", needed=False),
        "kinds": forms.listed("kinds"),
        "heads": forms.figure("heads"),
        "checkpoints": forms.listed("checkpoints"),
        "rounds": forms.figure("rounds"),
    }


def _group() -> dict[str, Json]:
    return {
        "name": forms.typed_names(),
        "leader": forms.text("leader", needed=False),
        "members": forms.listed("members"),
        "posts": forms.listed("posts"),
    }


def _checkpoint() -> dict[str, Json]:
    return {
        "name": forms.typed_names(),
        "reader": forms.text("reader", needed=False) or None,
        "room": forms.text("room", needed=False) or None,
    }


def read_rules() -> dict[str, Json]:
    """Return the rules as the form says them; what the form has not stays as it is kept."""
    kept = web().registry.get("duty_rules", "duty") or {}
    sums = {miss: forms.figure(f"money_{miss}") for miss in MISSES}
    return {
        **kept,
        "id": "duty",
        **{number.name: forms.figure(number.name) for number in views.NUMBERS},
        "empty_is_all_absent": forms.ticked("empty_is_all_absent"),
        "money": {miss: sum_ for miss, sum_ in sums.items() if sum_ != ""},
        "currency": forms.text("currency", needed=False).upper(),
    }


TABLES: Mapping[str, Table] = {
    "kinds": Table("duty_kinds", "duty_kind", "k", _kind, views.kind_fields),
    "posts": Table("duty_posts", "duty_post", "p", _post, views.post_fields),
    "groups": Table("duty_groups", "duty_group", "g", _group, views.group_fields),
    "checkpoints": Table(
        "duty_checkpoints", "duty_checkpoint", "c", _checkpoint, views.point_fields
    ),
}
RULES = Table("duty_rules", "duty_rules", "", read_rules, views.rule_fields)


def kept(table: Table, key: str, said: Mapping[str, Json]) -> list[str]:
    """Keep a document; return why not, in words."""
    if wrong := _bad_name(said):
        return [wrong]
    changes = {**usual_kinds(table), key: {"id": key, **said, **_both(said)}}
    return _saved(table, changes)


def deleted(table: Table, key: str) -> list[str]:
    """Take a document away; return why not, in words."""
    return _saved(table, {**usual_kinds(table), key: None})


def usual_kinds(table: Table) -> dict[str, Mapping[str, Json] | None]:
    """Return the usual kinds of duty while the office has none of its own: kept with the first."""
    if table.name != "duty_kinds" or web().registry.all("duty_kinds"):
        return {}
    return {kind.id: kind_json(kind) for kind in snapshot().rules.duty.kinds.values()}


def kind_json(kind: DutyKind) -> dict[str, Json]:
    """Return a kind of duty as the registry keeps it."""
    return {
        "id": kind.id,
        "name": kind.name.as_json(),
        "start": f"{kind.start:%H:%M}",
        "end": f"{kind.end:%H:%M}",
        "days": [day for day in views.DAYS if day in kind.days],
        "weekdays": [NAMES[day] for day in sorted(kind.weekdays)],
        "within_shift": kind.within_shift,
    }


def _saved(table: Table, changes: Mapping[str, Mapping[str, Json] | None]) -> list[str]:
    try:
        web().registry.save_all({table.name: changes}, by=forms.admin_id())
    except RegistryProblem as error:
        return told(error, table.fields())
    return []


def _bad_name(said: Mapping[str, Json]) -> str:
    name = said.get("name")
    if not isinstance(name, Mapping):
        return ""
    longest = max((str(word) for word in name.values()), key=len)
    if not longest:
        return _("Give it a name, in Chinese or in English.")
    if len(longest) > LONGEST_NAME:
        return _(
            "A name has %(most)s characters at most, this one has %(n)s: shorten it.",
            most=LONGEST_NAME,
            n=len(longest),
        )
    return ""


def _both(said: Mapping[str, Json]) -> dict[str, Json]:
    """Return the name in both languages; one stands for both."""
    name = said.get("name")
    if not isinstance(name, Mapping):
        return {}
    zh, en = name.get("zh"), name.get("en")
    return {"name": {"zh": zh or en, "en": en or zh}}
