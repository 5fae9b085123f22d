"""Finds panels that are locked and that nobody could open: site file and secrets together."""

from gateway.config.model import Site
from gateway.config.problems import Problem
from gateway.config.secrets import Secrets, room_problems
from gateway.domain.text import Text


def lock_problems(site: Site, secrets: Secrets) -> list[Problem]:
    """Return what is wrong with the locks of rooms, and PINs of rooms that are not there."""
    found = room_problems(secrets, [room.id for room in site.rooms])
    with_reader = {reader.room for reader in site.readers}
    for room in site.rooms:
        if room.lock is None:
            continue
        pin, system_pin = secrets.pins_of(room.id)
        path = f"rooms.{room.id}.lock"
        if room.lock.controls and pin is None and room.id not in with_reader:
            zh = "打不开：请在 secrets.toml 写 pin，或给这间会议室一个读卡器（readers.room）"
            en = "nobody could open it: write a pin into secrets.toml, or give it a reader"
            found.append(Problem(path, Text(zh, f"{en} (readers.room)")))
        if room.lock.system and system_pin is None:
            zh = "系统页打不开：请在 secrets.toml 写 system_pin，或写 system = false"
            en = "nobody could open rack and settings: write a system_pin into secrets.toml"
            found.append(Problem(path, Text(zh, f"{en}, or system = false")))
        if pin is not None and pin == system_pin:
            zh, en = "pin 和 system_pin 不能相同", "pin and system_pin must differ"
            found.append(Problem(path, Text(zh, en)))
    return found
