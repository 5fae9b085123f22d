"""Do duties fit the site: its zones, rooms and readers? Asked where the site file is at hand. Pure.

Only of what is new: when a zone leaves the site file, the rest can still be changed.
"""

from collections.abc import Iterable, Iterator

from gateway.config.problems import Problem, did_you_mean
from gateway.domain.rules import Rules
from gateway.domain.text import Text
from gateway.registry.base import Document
from gateway.registry.duty_documents import CheckpointDoc, PostDoc


def site_problems(site: Rules, changed: Iterable[Document]) -> Iterator[Problem]:
    """Yield what is named of the site that is not there, or cannot be what it is named for.

    Args:
        site: The site's rules; one without zones is no site, and nothing is asked of it.
        changed: The documents that are new or other than before.
    """
    if not site.zones:
        return
    for document in changed:
        if isinstance(document, PostDoc) and document.zone not in site.zones:
            hint = did_you_mean(document.zone, site.zones)
            yield Problem(
                f"duty_posts.{document.id}.zone",
                Text(
                    f"站点文件里没有区域 {document.zone!r}{hint.zh}",
                    f"the site file has no zone {document.zone!r}{hint.en}",
                ),
            )
        elif isinstance(document, CheckpointDoc):
            yield from _room(site, document)
            yield from _reader(site, document)


def _room(site: Rules, point: CheckpointDoc) -> Iterator[Problem]:
    if point.room is not None and point.room not in site.rooms:
        hint = did_you_mean(point.room, site.rooms)
        yield Problem(
            f"duty_checkpoints.{point.id}.room",
            Text(
                f"站点文件里没有会议室 {point.room!r}{hint.zh}",
                f"the site file has no room {point.room!r}{hint.en}",
            ),
        )


def _reader(site: Rules, point: CheckpointDoc) -> Iterator[Problem]:
    if point.reader is None:
        return
    path, reader = f"duty_checkpoints.{point.id}.reader", site.readers.get(point.reader)
    if reader is None:
        hint = did_you_mean(point.reader, site.readers)
        words = Text(
            f"站点文件里没有读卡器 {point.reader!r}{hint.zh}",
            f"the site file has no reader {point.reader!r}{hint.en}",
        )
        yield Problem(path, words)
    elif reader.is_door:
        words = Text(
            f"{reader.name.zh}是门口的读卡器，刷卡是签到签退，不算巡查；"
            "请选会议室的读卡器，或在站点文件里给它写 checkpoint = true",
            f"{reader.name.en} is at a door: a badge there signs in or out and passes no "
            "checkpoint; take a room's reader, or write checkpoint = true for it in the site file",
        )
        yield Problem(path, words)
