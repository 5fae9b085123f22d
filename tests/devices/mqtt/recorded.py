"""Recorded messages of every family, and what each must be understood as."""

import json
from pathlib import Path

from gateway.domain.events import CommandNotSent, DeviceReported, Reading

RECORDINGS = Path(__file__).parents[2] / "recordings"


def lines(kind):
    """Yield (name, options, line) for each recorded message of a family."""
    for file in sorted((RECORDINGS / kind).glob("*.jsonl")):
        options = {}
        for number, text in enumerate(file.read_text().splitlines(), start=1):
            line = json.loads(text)
            if "config" in line:
                options = line["config"]
            else:
                yield f"{kind}-{file.stem}-{number}", options, line


def payload_of(line):
    """Return the bytes of a recorded line."""
    return bytes.fromhex(line["hex"]) if "hex" in line else line["payload"].encode()


def said(line):
    """Return the events a recorded line promises."""
    return [_event(dict(one)) for one in line["says"]]


def _event(one):
    channel = one.pop("channel")
    if "not_sent" in one:
        return CommandNotSent(device="d", channel=channel, why=one["not_sent"])
    stale = one.pop("stale", False)
    return DeviceReported(device="d", channel=channel, stale=stale, reading=Reading(**one))
