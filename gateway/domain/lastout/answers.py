"""The answers to "you are the last one out": each carried out, or refused in words."""

from collections.abc import Callable
from datetime import datetime

from gateway.domain.events import Correction, PromptAnswered, TapCorrected
from gateway.domain.lastout.course import stop, switch_off
from gateway.domain.lastout.state import Check, Outcome, Stage
from gateway.domain.rooms.survey import ON
from gateway.domain.text import Json
from gateway.domain.turn import Turn

MOST_REASON = 200
"""Characters of a reason that are kept."""


def on_prompt_answered(turn: Turn, event: PromptAnswered) -> None:
    """Carry out an answer; what is over or unknown is refused and changes nothing."""
    if event.prompt == "setback":
        return  # another subject's question
    choose = _CHOICES.get(event.choice)
    check = turn.office.lastout.checks.get(event.zone)
    if event.prompt != "last-out":
        _refuse(turn, "unknown_prompt", "没有这个问题", "Nothing like this was asked")
    elif choose is None:
        _refuse(turn, "unknown_choice", "没有这个选项", "There is no such choice")
    elif check is None:
        _refuse(turn, "no_check", "这里没有正在进行的检查", "No check is under way here")
    elif not check.is_running and event.choice != "tick":
        _refuse(turn, "already_ended", "这次检查已经结束", "This check is already over")
    else:
        choose(turn, check, event)


def _turn_all_off(turn: Turn, check: Check, event: PromptAnswered) -> None:
    if check.stage is not Stage.ASKED:
        turn.answer(ok=True, code="repeated", zh="已经在关了", en="Already switching off")
        return
    _keep_answer(turn, check, event)
    turn.answer(ok=True, code="switching", zh="正在替您关闭", en="Switching off for you")
    switch_off(turn, check.zone, event.by)


def _leave_on(turn: Turn, check: Check, event: PromptAnswered) -> None:
    if check.stage is not Stage.ASKED:
        _refuse(
            turn, "too_late", "已经在关了，可以先按停止", "Already switching off; touch Stop first"
        )
        return
    on = [i.channel for i in check.items if i.channel in turn.rules.channels]
    unknown = [c for c in event.items if c not in on]
    if unknown:
        _refuse(turn, "unknown_item", "清单里没有这一项", "That is not on the list")
        return
    try:
        until = _until(turn, event.until)
    except ValueError:
        _refuse(turn, "bad_time", "时间要晚于现在", "That time is not in the future")
        return
    kept = list(event.items) or [i.channel for i in check.items if i.state == ON]
    _keep_answer(turn, check, event, kept=kept, until=until.isoformat() if until else None)
    turn.answer(ok=True, code="left_on", zh="好的，已记下", en="All right, it is noted")
    switch_off(turn, check.zone, event.by)


def _until(turn: Turn, until: str | None) -> datetime | None:
    """Return the instant, or None for "until somebody comes".

    Raises:
        ValueError: It is no instant with an offset, or not in the future.
    """
    if until is None:
        return None
    at = datetime.fromisoformat(until)
    if at.tzinfo is None or at <= turn.now.at:
        raise ValueError(until)
    return at


def _staying(turn: Turn, check: Check, event: PromptAnswered) -> None:
    _keep_answer(turn, check, event)
    age_s = (turn.now.at - check.asked_at).total_seconds()
    undone = age_s <= turn.rules.durations.undo_window_s
    if undone:
        turn.answer(ok=True, code="staying", zh="好的，签退已撤销", en="You are signed in again")
    else:
        zh, en = "好的，已停止。请再刷一次卡签到", "Stopped. Please tap once more to sign in"
        turn.answer(ok=True, code="staying", zh=zh, en=en)
    stop(turn, check, Outcome.STAYING, "staying", inside=not undone)
    if undone:
        turn.tell(TapCorrected(tap_id=check.tap_id, correction=Correction.UNDO, by="last-out"))


def _someone_inside(turn: Turn, check: Check, event: PromptAnswered) -> None:
    """Take who is said to be inside: people by id, or nobody named (without a badge)."""
    known = turn.rules.people
    if any(i not in known or not known[i].active for i in event.items):
        _refuse(turn, "unknown_person", "没有这个人", "There is no such person")
        return
    _keep_answer(turn, check, event, people=list(dict.fromkeys(event.items)))
    zh, en = "好的，什么都不关", "All right, nothing is switched off"
    turn.answer(ok=True, code="someone_inside", zh=zh, en=en)
    stop(turn, check, Outcome.SOMEONE_INSIDE, "answered", inside=True)


def _stop(turn: Turn, check: Check, event: PromptAnswered) -> None:
    _keep_answer(turn, check, event, kept=list(check.kept))
    turn.answer(ok=True, code="stopped", zh="已停止", en="Stopped")
    stop(turn, check, Outcome.RETURNED, "stop", inside=True)


def _tick(turn: Turn, check: Check, event: PromptAnswered) -> None:
    known = {i.channel for i in check.items}
    if not event.items or not known.issuperset(event.items):
        _refuse(turn, "unknown_item", "清单里没有这一项", "That is not on the list")
        return
    body: dict[str, Json] = {"id": check.id, "items": list(event.items), "by": event.by}
    turn.record("lastout.ticked", check.zone, body)
    turn.answer(ok=True, code="ticked", zh="已记下，谢谢", en="Noted, thank you")


def _keep_answer(
    turn: Turn,
    check: Check,
    event: PromptAnswered,
    *,
    kept: list[str] | None = None,
    until: str | None = None,
    people: list[str] | None = None,
) -> None:
    turn.record(
        "lastout.answered",
        check.zone,
        {
            "id": check.id,
            "choice": event.choice,
            "kept": kept or [],
            "until": until,
            "people": people or [],
            "reason": event.reason[:MOST_REASON],
            "by": event.by,
        },
    )


def _refuse(turn: Turn, code: str, zh: str, en: str) -> None:
    turn.answer(ok=False, code=code, zh=zh, en=en)


_CHOICES: dict[str, Callable[[Turn, Check, PromptAnswered], None]] = {
    "turn_all_off": _turn_all_off,
    "leave_on": _leave_on,
    "staying": _staying,
    "someone_inside": _someone_inside,
    "stop": _stop,
    "tick": _tick,
}
