"""How facts of setbacks fold into the state; live and at start alike."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from gateway.domain.now import Now
from gateway.domain.setback.state import PutBack, Setbacks
from gateway.domain.text import Json
from gateway.domain.turn import Fact, Fold, number_in

if TYPE_CHECKING:
    from gateway.domain.office import Office


def fold_switched(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office with what was set back; what no person had on is not given back."""
    things = cast(list[Mapping[str, Json]], fact.body["channels"])
    put = {
        str(thing["channel"]): PutBack(
            zone=fact.subject,
            at=fact.at,
            target_c=number_in(thing, "value"),
            verb=str(thing["back"]),
            value=number_in(thing, "back_value"),
        )
        for thing in things
        if thing["back"]
    }
    return _with(office, {**office.setbacks.by_channel, **put})


def fold_over(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office in which a zone has been given back what it had, or will not be.

    What is `held` by work on it is given back later.
    """
    held = cast(list[Json], fact.body.get("held") or [])
    rest = {
        c: p for c, p in office.setbacks.by_channel.items() if p.zone != fact.subject or c in held
    }
    return _with(office, rest)


def _with(office: "Office", by_channel: Mapping[str, PutBack]) -> "Office":
    return replace(office, setbacks=Setbacks(by_channel))


FOLDS: dict[str, Fold] = {
    "setback.switched": fold_switched,
    "setback.given_back": fold_over,
    "setback.dropped": fold_over,
}
