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
from gateway.domain.visitors import Guest
from kiosk_web.appointments import guest_with, used
from kiosk_web.body import word
from kiosk_web.context import snapshot, web
from kiosk_web.problems import ask
from kiosk_web.views.visitor import guest_named

FORM_S, VISIT_S = 900.0, 12 * 3600.0
MOST_NAME = 60
MOST_COUNT = 50
MOST_CODE = 16


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
    code: str = ""


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
        code=word(body, "code", most=MOST_CODE, needed=False),
    )


def arrive(reader: str, said: Registration) -> Answer:
    """Have a visitor registered; on disk when it returns."""
    guest = _expected(said)
    answer = ask(
        VisitArrived(
            arrival=said.arrival,
            reader=reader,
            name=said.name,
            host=said.host,
            company=said.company,
            count=said.count,
            consents=said.consents,
            expected=guest.id if guest is not None else "",
        )
    )
    if answer.ok and said.code and guest is not None:
        used()
    return answer


def _expected(said: Registration) -> Guest | None:
    """Return who was expected, if it is them: they have the code, or give exactly that name."""
    if said.code:
        return guest_with(said.code)
    guest = guest_named(snapshot(), said.name) if said.expected else None
    return guest if guest is not None and guest.id == said.expected else None


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
