"""Maintenance as it travels over the API."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, Field

from kiosk_web.api.models import Asked, Key, Out


class WorkOut(Out):
    """Work under way."""

    scope: str = Field(description="`zone:<id>`, `room:<id>` or `device:<id>`")
    since: datetime
    until: datetime = Field(description="It ends then by itself")
    by: str
    reason: str


class Works(Out):
    """Works under way, the one that ends first goes first."""

    works: list[WorkOut]


class WorkKind(StrEnum):
    """What can be worked on."""

    ZONE = "zone"
    ROOM = "room"
    DEVICE = "device"


class ScopePath(BaseModel):
    """Which zone, room or device."""

    kind: WorkKind
    which: Key

    @property
    def scope(self) -> str:
        """As the rules name it."""
        return f"{self.kind.value}:{self.which}"


class NewWork(Asked):
    """Until when, and why; asked again it is prolonged or cut short."""

    until: datetime = Field(
        description="With an offset; 31 days at most", examples=["2026-11-20T18:00:00+08:00"]
    )
    reason: Annotated[str, Field(max_length=200)] = Field("", examples=["换灯管"])
