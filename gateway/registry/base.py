"""What every document of the registry is made of: keys, words, times of day, the model itself."""

import re
from datetime import date, time
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, PlainValidator, WithJsonSchema

from gateway.config.words import Name, complain
from gateway.domain.text import Text

Key = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=64)]
Words = Annotated[Name, PlainSerializer(Text.as_json)]
Minutes = Annotated[int, Field(ge=0, le=720)]
Begin = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2199, 12, 31))]
"""A day from which something holds: one that can be reckoned with, no slip of the keys."""
_CLOCK = r"([01]\d|2[0-3]):[0-5]\d"


def _clock(value: object) -> time:
    if isinstance(value, time):
        return value
    if isinstance(value, str) and re.fullmatch(_CLOCK, value):
        return time.fromisoformat(value)
    return complain(
        f'时间应写成 "00:00" 到 "23:59"，不能是 {value!r}',
        f'a time is written "00:00" to "23:59", not {value!r}',
    )


Clock = Annotated[
    time,
    PlainValidator(_clock),
    PlainSerializer(lambda value: value.strftime("%H:%M")),
    WithJsonSchema({"type": "string", "pattern": f"^{_CLOCK}$"}),
]


class Document(BaseModel):
    """One document; `KEY` is the field that names it within its table."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False, defer_build=True)
    KEY: ClassVar[str] = "id"

    @property
    def key(self) -> str:
        """Return what the document is called in its table."""
        return str(getattr(self, self.KEY))

    def as_json(self) -> dict[str, Any]:
        """Return the document as it is kept and exported."""
        return self.model_dump(mode="json", by_alias=True)
