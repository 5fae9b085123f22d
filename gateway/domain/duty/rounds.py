"""Rounds: each part of a duty has one, which passes every checkpoint of the post (S20)."""

from datetime import datetime
from typing import TYPE_CHECKING

from gateway.domain.duty import words
from gateway.domain.duty.asking import is_at, leaders_of
from gateway.domain.duty.folds import OPENED, ROUND_MISSED, WALKED
from gateway.domain.duty.rules import Checkpoint, Post
from gateway.domain.duty.state import Planned, running
from gateway.domain.duty.watching import was_asleep
from gateway.domain.effects import Light
from gateway.domain.events import BadgeShown, CheckpointPassed, FaultReported, TroubleFound
from gateway.domain.presence.shown import answer_badge
from gateway.domain.service.tickets import tidy
from gateway.domain.text import Json
from gateway.domain.turn import Turn

if TYPE_CHECKING:
    from gateway.domain.office import Office


def part_of(duty: Planned, rounds: int, at: datetime) -> int:
    """Return in which part of a duty an instant lies: 0 up to `rounds`, that being after it."""
    whole = (duty.slot.end - duty.slot.start).total_seconds()
    return max(0, min(rounds, int((at - duty.slot.start).total_seconds() * rounds // whole)))


def _ends(duty: Planned, post: Post, part: int) -> datetime:
    whole = duty.slot.end - duty.slot.start
    return duty.slot.start + whole * (part + 1) / post.rounds


def left_to_pass(duty: Planned, post: Post, part: int) -> tuple[str, ...]:
    """Return the checkpoints that a part's round has not passed."""
    passed = {w.checkpoint for w in duty.walks if part_of(duty, post.rounds, w.at) == part}
    return tuple(point for point in post.checkpoints if point not in passed)


def look_at_rounds(turn: Turn, duty: Planned) -> None:
    """Tell, once each, of the rounds of parts that are over."""
    post = turn.rules.duty.posts.get(duty.slot.post)
    if post is None or not post.checkpoints:
        return
    for part in range(part_of(duty, post.rounds, turn.now.at)):
        points = left_to_pass(duty, post, part)
        if part in duty.missed or not points or was_asleep(turn.office, _ends(duty, post, part)):
            continue
        turn.record(ROUND_MISSED, duty.slot.id, {"part": part, "checkpoints": points})
        title, body = words.round_missed(turn.rules, duty, points)
        turn.tell(
            TroubleFound(
                key=f"duty-round:{duty.slot.id}:{part}",
                severity="warning",
                zone=post.zone,
                title=title,
                body=body,
                passing=True,
                first=leaders_of(turn.rules, *duty.people),
            )
        )


def on_passed(turn: Turn, event: CheckpointPassed) -> None:
    """Keep that somebody on duty is at a checkpoint; what is amiss becomes a fault or an item."""
    point = turn.rules.duty.checkpoints.get(event.checkpoint)
    duty = on_duty_at(turn, event.by, event.checkpoint)
    if point is None:
        turn.reply("unknown_checkpoint", words.UNKNOWN_POINT, ok=False)
    elif duty is None:
        turn.reply("not_on_duty", words.NOT_ON_DUTY, ok=False)
    elif not is_at(turn.office, turn.rules, duty.slot.post, event.by):
        turn.reply("not_here", words.NOT_HERE, ok=False)
    else:
        _walk(turn, duty, point, event.by, tidy(event.note))
        turn.reply("noted", words.WALKED, ok=True)


def on_badge_shown(turn: Turn, event: BadgeShown, *, answers: bool = True) -> None:
    """Take a badge at a checkpoint's own reader as being there; answer unless another has."""
    walked = False
    for point in turn.rules.duty.checkpoints.values():
        if point.reader == event.reader:
            duty = on_duty_at(turn, event.person, point.id)
            if duty is not None:
                _walk(turn, duty, point, event.person, "")
                walked = True
    reader = turn.rules.readers.get(event.reader)
    if answers and walked:
        answer_badge(turn, event.reader, Light.GREEN, words.WALKED, person=event.person)
    elif answers and reader is not None and reader.checkpoint:
        answer_badge(turn, event.reader, Light.AMBER, words.NO_ROUND, person=event.person)


def on_duty_at(turn: Turn, person: str, checkpoint: str) -> Planned | None:
    """Return the running duty of somebody whose rounds pass a checkpoint, or None."""
    for duty in running(turn.office, turn.now.at):
        post = turn.rules.duty.posts.get(duty.slot.post)
        if post is not None and person in duty.people and checkpoint in post.checkpoints:
            return duty
    return None


def _walk(turn: Turn, duty: Planned, point: Checkpoint, person: str, note: str) -> None:
    body = {"checkpoint": point.id, "person": person, "note": note}
    turn.record(WALKED, duty.slot.id, body)
    if not note:
        return
    if point.room is not None and point.room in turn.rules.rooms:
        turn.tell(FaultReported(room=point.room, text=note, by=person))
        return
    serial = turn.office.duties.serial + 1
    row: dict[str, Json] = {
        "serial": serial,
        "post": duty.slot.post,
        "kind": "incident",
        "text": f"{point.name.zh} / {point.name.en}: {note}",
        "by": person,
        "slot": duty.slot.id,
    }
    turn.record(OPENED, f"i{serial}", row)


def walked_rounds(office: "Office", slot: str, post: Post) -> int:
    """Return how many rounds of a duty are complete."""
    duty = office.duties.planned.get(slot)
    if duty is None or not post.checkpoints:
        return 0
    return sum(not left_to_pass(duty, post, part) for part in range(post.rounds))
