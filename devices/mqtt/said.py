"""What one message of a device says, on its way to events: shared by all families."""

from collections.abc import Iterable, Mapping, MutableMapping
from dataclasses import dataclass, field

from gateway.domain.events import DeviceReported, Event, Reading

Value = bool | int | float | str


@dataclass(slots=True)
class Said:
    """One message's values, by channel and field of `Reading`; None = the whole device."""

    channels: MutableMapping[int | None, MutableMapping[str, Value]] = field(default_factory=dict)

    def put(self, channel: int | None, name: str, value: Value | None) -> None:
        """Keep a value; None is a value that was none, and is passed over."""
        if value is not None:
            self.channels.setdefault(channel, {})[name] = value

    def put_all(self, channel: int | None, values: Mapping[str, Value | None]) -> None:
        """Keep several values of one channel."""
        for name, value in values.items():
            self.put(channel, name, value)

    def events(self, device: str, *, stale: bool) -> list[Event]:
        """Return one report a channel; none if nothing was said."""
        return [
            DeviceReported(
                device=device,
                channel=channel,
                reading=Reading(**values),  # type: ignore[arg-type]  # the families know its fields
                stale=stale,
            )
            for channel, values in self.channels.items()
        ]


def words(pairs: Iterable[tuple[str, Value]]) -> dict[str, Value]:
    """Return what words mean, upper and lower case being one."""
    return {word.strip().casefold(): value for word, value in pairs}
