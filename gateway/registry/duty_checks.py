"""Does what is said of duties fit together, and the people who are named? Pure."""

from collections.abc import Collection, Iterator, Mapping

from gateway.config.problems import Problem, did_you_mean
from gateway.domain.duty.rules import USUAL_KINDS
from gateway.domain.text import Text
from gateway.registry.base import Document
from gateway.registry.duty_documents import DutyKindDoc, DutyPlanDoc, GroupDoc, PostDoc

Tables = Mapping[str, Mapping[str, Document]]


def duty_problems(tables: Tables, broken: frozenset[str]) -> Iterator[Problem]:
    """Yield what duties name that is not there.

    Args:
        tables: The registry as it would be.
        broken: Keys of documents with problems of their own: not missing, only wrong.
    """
    people = {*tables.get("people", {}), *broken}
    posts = {*tables.get("duty_posts", {}), *broken}
    points = {*tables.get("duty_checkpoints", {}), *broken}
    own = {key for key, doc in tables.get("duty_kinds", {}).items() if isinstance(doc, DutyKindDoc)}
    kinds = (own or {kind.id for kind in USUAL_KINDS}) | broken
    for key, post in tables.get("duty_posts", {}).items():
        if isinstance(post, PostDoc):
            path = f"duty_posts.{key}"
            yield from _missing(f"{path}.kinds", post.kinds, kinds, _KIND)
            yield from _missing(f"{path}.checkpoints", post.checkpoints, points, _POINT)
    for key, group in tables.get("duty_groups", {}).items():
        if isinstance(group, GroupDoc):
            path = f"duty_groups.{key}"
            yield from _missing(f"{path}.leader", (group.leader,), people, _PERSON)
            yield from _missing(f"{path}.members", group.members, people, _PERSON)
            yield from _missing(f"{path}.posts", group.posts, posts, _POST)
    for key, plan in tables.get("duty_plans", {}).items():
        if isinstance(plan, DutyPlanDoc):
            named = tuple(dict.fromkeys(p for who in plan.slots.values() for p in who))
            yield from _missing(f"duty_plans.{key}.slots", named, people, _PERSON)


_KIND = Text("没有值班类别 {what!r}{hint}", "there is no kind of duty {what!r}{hint}")
_POINT = Text("没有巡查点 {what!r}{hint}", "there is no checkpoint {what!r}{hint}")
_PERSON = Text("没有人员 {what!r}{hint}", "there is no person {what!r}{hint}")
_POST = Text("没有岗位 {what!r}{hint}", "there is no post {what!r}{hint}")


def _missing(
    path: str, named: tuple[str, ...], there: Collection[str], said: Text
) -> Iterator[Problem]:
    for what in named:
        if what not in there:
            hint = did_you_mean(what, there) if there else Text("", "")
            yield Problem(path, said.filled(what=what, hint=hint))
