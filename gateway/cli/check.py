"""`check`: every problem of a site file, its secrets and its devices, at once."""

import argparse
import sys
from pathlib import Path

from gateway.config import Problem, Site, read_site, system_language
from gateway.domain.text import Text

CONFIGURATION = 78


def add(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", common: argparse.ArgumentParser
) -> None:
    """Add the command."""
    check = commands.add_parser(
        "check", parents=[common], help="every problem of a site file, exit 0 or 78"
    )
    check.add_argument("--config", type=Path, required=True, metavar="SITE.toml")
    check.add_argument(
        "--lang", choices=("zh", "en"), help="language of the messages (default: as LANG says)"
    )
    check.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Say what is wrong, one line a problem on stderr; 0 when nothing is, else 78."""
    language = args.lang or system_language()
    reading = read_site(args.config)
    problems = list(reading.problems)
    if reading.site is not None:
        problems += _wiring_problems(reading.site)
    for problem in problems:
        _say(problem.line(language))
    _say(_summary(args.config, reading.site, len(problems)).in_(language))
    return CONFIGURATION if problems else 0


def _wiring_problems(site: Site) -> list[Problem]:
    """Return what is wrong with the drivers' own keys."""
    from gateway.reading import reader_configs
    from gateway.wiring import mqtt_things

    return [*reader_configs(site)[1], *mqtt_things(site)[1]]


def _summary(path: Path, site: Site | None, problems: int) -> Text:
    if problems or site is None:
        return Text(f"{path}：{problems} 处问题", f"{path}: {_count(problems, 'problem')}")
    rooms, devices = len(site.rooms), len(site.devices)
    channels, readers = len(site.channels()), len(site.readers)
    return Text(
        f"{path}：正确（读卡器 {readers}，会议室 {rooms}，设备 {devices}，通道 {channels}）",
        f"{path}: good ({_count(readers, 'reader')}, {_count(rooms, 'room')}, "
        f"{_count(devices, 'device')}, {_count(channels, 'channel')})",
    )


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def _say(line: str) -> None:
    print(line, file=sys.stderr)  # noqa: T201  # the command line speaks here
