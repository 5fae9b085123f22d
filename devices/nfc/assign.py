"""Which plugged-in reader is which of the site file's. Pure."""

from collections.abc import Mapping, Sequence

from devices.nfc.config import PcscReaderConfig


def assign(
    configs: Sequence[PcscReaderConfig], names: Sequence[str], held: Mapping[str, str]
) -> dict[str, str]:
    """Return reader id to PC/SC name, for those that are plugged in.

    A reader keeps its name as long as that is plugged in (`held`): unplugging
    one of two alike never turns the other into it. Entries that name a reader
    choose before entries that take any.

    Args:
        configs: The site file's entries.
        names: As PC/SC lists them.
        held: What this function returned last time.
    """
    found = {c.id: held[c.id] for c in configs if held.get(c.id) in names}
    for config in sorted(configs, key=_most_particular_first):
        if config.id in found:
            continue
        name = _choose(config, sorted(names), set(found.values()))
        if name is not None:
            found[config.id] = name
    return found


def _most_particular_first(config: PcscReaderConfig) -> tuple[bool, int]:
    return (config.index is None, -len(config.match))


def _choose(config: PcscReaderConfig, names: Sequence[str], taken: set[str]) -> str | None:
    matching = [n for n in names if config.match.casefold() in n.casefold()]
    if config.index is not None:
        matching = matching[config.index : config.index + 1]
    return next((n for n in matching if n not in taken), None)
