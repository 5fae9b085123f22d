"""The lines of a replay that tell what people ask for and how it is decided."""

from gateway.domain.events import Event, RequestAnswered, RequestFiled
from gateway.replay.said import Said

TYPES = ("request", "decide")


def event_of(kind: str, said: Said) -> Event:
    """Return the event of one line of these types.

    Raises:
        BadLine: A field is missing or of the wrong type.
    """
    if kind == "decide":
        return RequestAnswered(
            request=said.text("request"),
            choice=said.text("choice"),
            by=said.text("by"),
            note=said.text("note", ""),
        )
    person = said.text("person")
    return RequestFiled(
        asked=said.text("asked"),
        person=person,
        by=said.text("by", person),
        since=said.text("since"),
        until=said.text_or_none("until"),
        what=said.text("what", ""),
        reason=said.text("reason", ""),
        emergency=said.flag("emergency", default=False),
    )
