"""The table of `docs/devices.md`: what each family takes and says, found out by trying.

python -m tests.devices.mqtt.supported      # writes it
"""

from dataclasses import fields
from pathlib import Path

from devices.mqtt.families import build, families
from gateway.domain.effects import ClimateSetting, Command, Verb
from gateway.domain.events import DeviceReported, Reading
from tests.devices.mqtt.recorded import lines, payload_of

DOCS = Path(__file__).parents[3] / "docs" / "devices.md"
BEGIN = "kept true by test_supported.py -->\n"
END = "<!-- /supported -->"
VALUES = {
    Verb.POWER: (True,),
    Verb.LEVEL: (50,),
    Verb.POSITION: (50,),
    Verb.CLIMATE: (ClimateSetting(power=True),),
}


def table(examples):
    """Return the table; `examples` gives the documented configurations of a kind."""
    rows = ["| kind | takes | says |", "| --- | --- | --- |"]
    for kind in sorted(families()):
        recorded = list(lines(kind))
        options = [o for _, o, _ in recorded] + examples(kind)
        takes = ", ".join(v.value for v in Verb if any(_takes(kind, o, v) for o in options))
        said = {name for _, o, line in recorded for name in _says(kind, o, line)}
        says = ", ".join(f.name for f in fields(Reading) if f.name in said)
        rows.append(f"| `{kind}` | {takes} | {says} |")
    return "\n".join(rows) + "\n"


def _takes(kind, options, verb):
    device = build(kind, "d", options)
    codes = options.get("codes", {})
    names = [n for v in codes.values() if isinstance(v, dict) for n in v] + list(codes)
    values = names if verb is Verb.SEND else VALUES.get(verb, (None,))
    return any(
        device.encode(Command(device="d", channel=channel, verb=verb, value=value))
        for value in values
        for channel in (None, 0, 1, 2, 3, 4)
    )


def _says(kind, options, line):
    events = build(kind, "d", options).parse(line["topic"], payload_of(line), retained=False)
    for event in events:
        if isinstance(event, DeviceReported):
            yield from (
                f.name for f in fields(Reading) if getattr(event.reading, f.name) is not None
            )


def documented():
    """Return the table as the manual has it."""
    return DOCS.read_text("utf-8").partition(BEGIN)[2].partition(END)[0]


def main():
    """Write the table into the manual."""
    from tests.devices.mqtt.test_every_family import examples

    text = DOCS.read_text("utf-8")
    head, begin, rest = text.partition(BEGIN)
    _, end, tail = rest.partition(END)
    DOCS.write_text(head + begin + "\n" + table(examples) + "\n" + end + tail, "utf-8")


if __name__ == "__main__":
    main()
