"""A day in the office as a file: replay's own lines, with what must come of each in comments.

    # A title: what this day shows.
    {"at": "2026-11-20T08:57:03+08:00", "type": "tap", "reader": "front-door", "uid": "04D0…"}
    #= {"effect": "feedback", "result": "accepted"}
    #! {"effect": "prompt"}

`#=`: an effect with (at least) these values leaves between the line before and
this one, or for it; several in this order. `#!`: none such does. To `replay`
both are comments, so every file can be played by hand (`docs/replay.md`).
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from gateway.replay.office import ReplayOffice, open_replay

CONFIG = Path(__file__).parents[2] / "config"
EXPECTED, NEVER = "#=", "#!"


@dataclass
class Step:
    """One line of the file: what must come of it, and what did.

    Attributes:
        number: The line's, from 1.
        wanted, unwanted: From its comments.
        came: The effects, in order.
    """

    number: int
    said: str
    wanted: list[dict] = field(default_factory=list)
    unwanted: list[dict] = field(default_factory=list)
    came: list[dict] = field(default_factory=list)

    def troubles(self) -> Iterator[str]:
        """Yield what did not come true, in words."""
        at = 0
        for wanted in self.wanted:
            found = next((n for n in range(at, len(self.came)) if fits(wanted, self.came[n])), None)
            if found is None:
                yield f"line {self.number}: nothing like {json.dumps(wanted, ensure_ascii=False)}"
                continue
            at = found + 1
        for unwanted in self.unwanted:
            for effect in self.came:
                if fits(unwanted, effect):
                    yield f"line {self.number}: unwanted {json.dumps(effect, ensure_ascii=False)}"


def fits(wanted: object, came: object) -> bool:
    """Tell whether all that is wanted is there: of an object some keys, of a list every item."""
    if isinstance(wanted, dict):
        return isinstance(came, dict) and all(
            key in came and fits(value, came[key]) for key, value in wanted.items()
        )
    if isinstance(wanted, list):
        return isinstance(came, list) and len(came) == len(wanted) and all(map(fits, wanted, came))
    return (type(wanted) is type(came) and wanted == came) or _same_number(wanted, came)


def _same_number(wanted: object, came: object) -> bool:
    numbers = (int, float)
    is_flag = isinstance(wanted, bool) or isinstance(came, bool)
    return (
        isinstance(wanted, numbers)
        and isinstance(came, numbers)
        and not is_flag
        and (wanted == came)
    )


def steps_of(path: Path) -> list[Step]:
    """Return the steps of a file.

    Raises:
        ValueError: An expectation stands before the first line, or is no JSON object.
    """
    steps: list[Step] = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        mark, text = line[:2], line[2:]
        if mark in (EXPECTED, NEVER):
            if not steps:
                raise ValueError(f"{path.name}:{number}: nothing has happened yet")
            step = steps[-1]
            (step.wanted if mark == EXPECTED else step.unwanted).append(json.loads(text))
        elif line.strip() and not line.startswith("#"):
            steps.append(Step(number, line))
    return steps


def play(path: Path, office: ReplayOffice) -> list[Step]:
    """Return the steps of a file with what came of each, played by the real rules."""
    steps = steps_of(path)
    by_number = {step.number: step for step in steps}
    here: list[Step] = []

    def lines() -> Iterator[str]:
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
            here[:] = [by_number[number]] if number in by_number else here
            yield line

    for effect in office.play_lines(lines()):
        here[0].came.append(json.loads(json.dumps(effect)))
    return steps


def day_of(path: Path) -> list[Step]:
    """Return the steps of a file, played in the office beside it, or else in the demo's."""
    site, people = path.with_name("site.toml"), path.with_name("people.json")
    with open_replay(
        site if site.exists() else CONFIG / "demo.toml",
        people if people.exists() else CONFIG / "demo-registry.json",
        None,
    ) as office:
        return play(path, office)


def troubles_of(steps: list[Step]) -> list[str]:
    """Return in words what did not come true, and what should not have."""
    return [line for step in steps for line in step.troubles()]
