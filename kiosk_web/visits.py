"""What the visitors' pages share: what was typed, and the tokens that phones carry.

A phone that reads the kiosk's code gets a token for one door and a quarter of an
hour; once registered, one for its own visit. Both are signed and name nobody.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from flask import abort
from itsdangerous import BadData, URLSafeSerializer

from gateway.domain.effects import Answer
from gateway.domain.events import VisitArrived
from gateway.domain.text import Json
from kiosk_web.body import word
from kiosk_web.context import web
from kiosk_web.problems import ask

FORM_S, VISIT_S = 900.0, 12 * 3600.0
MOST_NAME = 60
MOST_COUNT = 50


@dataclass(frozen=True, slots=True)
class Registration:
    """What a visitor has typed."""

    arrival: str
    name: str
    company: str
    count: int
    host: str
    expected: str
    consents: bool


def registered(body: Mapping[str, Json]) -> Registration:
    """Return what was posted; 422 for what is too long or of the wrong kind."""
    count = body.get("count", 1)
    if isinstance(count, str) and count.isdigit() and len(count) < 4:
        count = int(count)
    if isinstance(count, bool) or not isinstance(count, int):
        abort(422)
    return Registration(
        arrival=word(body, "arrival", most=64),
        name=word(body, "name", most=MOST_NAME, needed=False),
        company=word(body, "company", most=MOST_NAME, needed=False),
        count=count,
        host=word(body, "host", most=64),
        expected=word(body, "expected", most=64, needed=False),
        consents=body.get("consents") in (True, "yes"),
    )


def arrive(reader: str, said: Registration) -> Answer:
    """Have a visitor registered; on disk when it returns."""
    return ask(
        VisitArrived(
            arrival=said.arrival,
            reader=reader,
            name=said.name,
            host=said.host,
            company=said.company,
            count=said.count,
            consents=said.consents,
            expected=said.expected,
        )
    )


def token_for(kind: str, what: str, lasts_s: float) -> str:
    """Return a signed token for a door (`form`) or a visit (`visit`)."""
    until_s = round(web().gateway.now().at.timestamp() + lasts_s)
    return str(_signer(kind).dumps([what, until_s]))


def read_token(kind: str, token: str) -> str:
    """Return what a token is for; 410 for one that is over, or not ours."""
    try:
        what, until_s = _signer(kind).loads(token)
    except (BadData, ValueError):
        abort(410)
    if web().gateway.now().at.timestamp() >= until_s:
        abort(410)
    return str(what)


def arrival_of(token: str) -> str:
    """Return the mark of the one registration that a phone's token is good for."""
    return f"phone:{sha256(token.encode()).hexdigest()[:32]}"


def _signer(kind: str) -> URLSafeSerializer:
    return URLSafeSerializer(web().secret, salt=f"office-gateway visitor {kind} v1")
