"""What an air conditioner may be set to: modes, fans, and set-points inside the site's limits.

Not colder than `min_cool_c` where it cools, not warmer than `max_heat_c` where
it heats. In `auto` it does both, so both limits count; where they leave nothing
(26 °C and 20 °C do), `auto` is not offered.
"""

from dataclasses import dataclass

from gateway.domain.effects import ClimateMode, ClimateSetting, FanSpeed
from gateway.domain.options import AcOptions
from gateway.domain.rules import Channel
from gateway.domain.text import Text

STEP_C = 0.5
"""The finest step of a set-point."""

MODES = {
    "cool": Text("制冷", "Cool"),
    "heat": Text("制热", "Heat"),
    "dry": Text("除湿", "Dry"),
    "fan": Text("送风", "Fan only"),
    "auto": Text("自动", "Auto"),
}
FANS = {
    "auto": Text("自动", "Auto"),
    "low": Text("低", "Low"),
    "medium": Text("中", "Medium"),
    "high": Text("高", "High"),
}


@dataclass(frozen=True, slots=True)
class Setting:
    """Mode, set-point in °C and fan; empty or None where nobody has said yet."""

    mode: str = ""
    target_c: float | None = None
    fan: str = ""


def options_of(channel: Channel) -> AcOptions:
    """Return an air conditioner's options; one without is only switched, and reports."""
    options = channel.options
    return options if isinstance(options, AcOptions) else AcOptions()


def span_of(options: AcOptions, mode: str) -> tuple[float, float]:
    """Return the lowest and highest set-point of a mode in °C; low above high: there is none."""
    low_c, high_c = options.low_c, options.high_c
    if mode != "heat":
        low_c = max(low_c, options.min_cool_c)
    if mode in ("heat", "auto"):
        high_c = min(high_c, options.max_heat_c)
    return low_c, high_c


def modes_of(options: AcOptions) -> tuple[str, ...]:
    """Return the modes offered: those for which the limits leave a set-point."""
    if not options.climate:
        return ()
    spans = {mode: span_of(options, mode) for mode in options.modes}
    return tuple(mode for mode, (low_c, high_c) in spans.items() if low_c <= high_c)


def fitted(options: AcOptions, wanted: Setting) -> Setting:
    """Return the nearest setting that is offered; what nobody has said gets its default.

    The default set-point is the least work: the coolest that may be cooled to,
    the warmest that may be heated to.
    """
    offered = modes_of(options)
    mode = wanted.mode if wanted.mode in offered else next(iter(offered), "cool")
    low_c, high_c = span_of(options, mode)
    default_c = high_c if mode == "heat" else low_c
    target_c = default_c if wanted.target_c is None else wanted.target_c
    fan = wanted.fan if wanted.fan in options.fans else next(iter(options.fans), "auto")
    return Setting(mode, min(max(target_c, low_c), high_c), fan)


def as_command(options: AcOptions, wanted: Setting, *, power: bool) -> ClimateSetting:
    """Return all that the machine is told; always inside the limits."""
    fit = fitted(options, wanted)
    return ClimateSetting(
        power=power,
        mode=ClimateMode(fit.mode),
        target_c=fit.target_c if fit.target_c is not None else options.min_cool_c,
        fan=FanSpeed(fit.fan),
    )
