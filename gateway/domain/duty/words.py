"""What duties are answered, shown and told with, in both languages; nothing of why on leave."""

from datetime import datetime

from gateway.domain.duty.asking import approvers
from gateway.domain.duty.fitting import WORDS, Hindrance
from gateway.domain.duty.slots import Slot
from gateway.domain.duty.state import Item, Planned
from gateway.domain.rules import Rules
from gateway.domain.text import Text

UNKNOWN_SLOT = Text("没有这一班值班", "There is no such duty")
UNKNOWN_PERSON = Text("没有这个人", "There is no such person")
UNKNOWN_POST = Text("没有这个岗位", "There is no such post")
UNKNOWN_SWAP = Text("没有这个换班申请", "There is no such swap")
UNKNOWN_CHOICE = Text("不能这样回答", "That is no answer here")
UNKNOWN_ITEM = Text("没有这件事，或已经办结", "There is no such item, or it is done already")
UNKNOWN_POINT = Text("没有这个巡查点", "There is no such checkpoint")
UNKNOWN_MARK = Text("没有这条记录", "There is no such mark")
NOTHING_TO_PUBLISH = Text("没有要公布的值班", "There is nothing to publish")
PUBLISHED_BEFORE = Text(
    "有几班已经公布，改动请用换班或替班",
    "Some of it is published: change it by a swap or by cover",
)
NOT_LEADER = Text("只有值班组长可以这样做", "Only a duty leader may do that")
NOT_ON_IT = Text("这一班不是您的", "This duty is not yours")
BEGUN = Text("值班已经开始，不能再换班，请找组长", "It has begun: ask the leader instead")
TOLD = Text("已告诉组长", "Their leader has been told")
OVER = Text("这一班已经结束", "This duty is over")
SAME_PERSON = Text("不能和自己换班", "Nobody swaps with themselves")
ASKED_BEFORE = Text("这一班已经有换班申请", "A swap of this duty is asked for already")
NOT_ASKED = Text("这个申请等的不是您", "This does not wait for you")
DECIDED = Text("这个申请已经有结果了", "This is decided already")
CHANGED_SINCE = Text("值班表已经变了，请重新申请", "The roster has changed since: please ask again")
SWAP_ASKED = Text("已发给对方，等对方同意", "Asked. They have to agree")
SWAP_AGREED = Text("已同意，等组长批准", "Agreed. The leader has to approve")
SWAP_DONE = Text("换班已批准", "The swap is approved")
SWAP_REFUSED = Text("已拒绝", "Refused")
SWAP_WITHDRAWN = Text("已撤回，不计次数", "Withdrawn; it does not count")
PUBLISHED = Text("已公布", "Published")
COVERED = Text("已安排替班", "They have the duty now")
NOTED = Text("已记入值班记录", "Written into the duty log")
OPENED = Text("已记下，办结前一直交接", "Noted; it is handed on until it is done")
CLOSED = Text("已办结", "Done")
NO_WORDS = Text("请写几个字", "Please write a few words")
WALKED = Text("已签到巡查点", "Checkpoint noted")
NO_ROUND = Text(
    "这里是巡查点，您现在没有要走的巡查",
    "This is a checkpoint, and you have no round to walk now",
)
NOT_ON_DUTY = Text("您现在不在班上", "You are not on duty now")
NOT_HERE = Text(
    "您没有签到，请先在门口签到再巡查",
    "You are not signed in: sign in at the door, then walk the round",
)
LIFTED = Text("已撤销这条记录", "The mark is taken back")
NO_RELIEF = Text("后面没有接班，不需要交接", "Nobody takes over: there is nothing to sign")
TOO_EARLY = Text("还没到交接时间", "It is too early to hand over")
NOT_YOURS = Text("您不在交班或接班之列", "You are on neither of the two duties")
NOBODY_THERE = Text(
    "接班的人还没签到，岗位会没人，请等接班人到岗",
    "Whoever takes over has not signed in: the post would be empty. Please wait for them",
)
SIGN_HERE = Text("请交班和接班的人分别刷卡签字", "Both lay their badge on the reader to sign")
SIGNED_HALF = Text("已签字，等另一方签", "Signed. The other side has to sign too")
SIGNED_BEFORE = Text("您已经签过了", "You have signed already")
HANDED_OVER = Text("交接完成，辛苦了", "Handed over, thank you")
HANDED_BEFORE = Text("已经交接过了", "It is handed over already")
WITNESSED = Text("组长见证签字，交接完成", "Signed by the leader as witness: handed over")
WITNESS_EARLY = Text(
    "接班时间还没到，组长不能代签", "The relief is not late yet: the leader cannot sign for them"
)


def too_many_swaps(name: str, limit: int) -> Text:
    """Return the refusal of one swap more than a month has."""
    return Text(
        f"{name}本月换班已满 {limit} 次", f"{name} has had {limit} swaps in that month already"
    )


def hindered(name: str, found: Hindrance) -> Text:
    """Return why somebody cannot take a duty."""
    return Text(f"{name}{WORDS[found].zh}", f"{name} {WORDS[found].en}")


def cannot_be_on(rules: Rules, person: str, slot: Slot, found: Hindrance) -> Text:
    """Return why a draft is not published: who cannot be on which duty."""
    said, what = hindered(name_of(rules, person), found), slot_name(rules, slot)
    return Text(
        f"{said.zh}：{what.zh}。请先改草稿", f"{said.en}: {what.en}. Change the draft first"
    )


def name_of(rules: Rules, person: str) -> str:
    """Return somebody's name; the id of who is not known."""
    found = rules.people.get(person)
    return found.name if found else person


def names_of(rules: Rules, people: tuple[str, ...]) -> Text:
    """Return names in a row."""
    named = [name_of(rules, person) for person in people]
    return Text("、".join(named), ", ".join(named))


def post_name(rules: Rules, post: str) -> Text:
    """Return a post's name; its id if it is gone."""
    found = rules.duty.posts.get(post)
    return found.name if found else Text(post, post)


def kind_name(rules: Rules, kind: str) -> Text:
    """Return the name of a kind of duty; its id if it is gone."""
    found = rules.duty.kinds.get(kind)
    return found.name if found else Text(kind, kind)


def span_of(rules: Rules, slot: Slot) -> str:
    """Return a duty's local times."""
    start, end = slot.start.astimezone(rules.timezone), slot.end.astimezone(rules.timezone)
    return f"{start:%m-%d %H:%M}–{end:%H:%M}"


def slot_name(rules: Rules, slot: Slot) -> Text:
    """Return what people call a duty: its post, kind and time."""
    post, kind, span = (
        post_name(rules, slot.post),
        kind_name(rules, slot.kind),
        span_of(rules, slot),
    )
    return Text(f"{post.zh}{kind.zh}（{span}）", f"{kind.en}, {post.en} ({span})")


def missing(
    rules: Rules, duty: Planned, people: tuple[str, ...], minutes: int
) -> tuple[Text, Text]:
    """Return the title and body when people have not come to their duty."""
    who, slot, leaders = (
        names_of(rules, people),
        slot_name(rules, duty.slot),
        _leaders(rules, duty.people),
    )
    return (
        Text(f"{who.zh}没有到岗：{slot.zh}", f"{who.en} not on duty: {slot.en}"),
        Text(
            f"已过 {minutes} 分钟。组长：{leaders.zh}。可在值班页看现在谁能替班。",
            f"{minutes} min after the start. Leader: {leaders.en}. "
            "The duty page lists who can come now.",
        ),
    )


def empty(rules: Rules, duty: Planned, since: datetime) -> tuple[Text, Text]:
    """Return the title and body when nobody is at a post: it stands on walls, and names nobody."""
    post = post_name(rules, duty.slot.post)
    clock = f"{since.astimezone(rules.timezone):%H:%M}"
    slot = slot_name(rules, duty.slot)
    return (
        Text(f"岗位没人：{post.zh}", f"Nobody at the post: {post.en}"),
        Text(
            f"{clock} 起没有人在岗（{slot.zh}）。请马上派人：值班页有组长和现在能来的人。",
            f"Nobody since {clock} ({slot.en}). Send somebody now: the duty page names the leader "
            "and who can come.",
        ),
    )


def silent(rules: Rules, duty: Planned, since: datetime) -> tuple[Text, Text]:
    """Return the title and body when nobody at a post shows a sign; named is nobody."""
    post = post_name(rules, duty.slot.post)
    clock = f"{since.astimezone(rules.timezone):%H:%M}"
    slot = slot_name(rules, duty.slot)
    return (
        Text(f"岗位没人应答：{post.zh}", f"No sign from the post: {post.en}"),
        Text(
            f"签到的人里，{clock} 起没有一个确认在岗（{slot.zh}）。请马上去看。",
            f"Of those signed in nobody has confirmed since {clock} ({slot.en}). Go and look now.",
        ),
    )


def off_post(rules: Rules, duty: Planned, person: str, since: datetime) -> tuple[Text, Text]:
    """Return the title and body when somebody has left their post."""
    name, clock = name_of(rules, person), f"{since.astimezone(rules.timezone):%H:%M}"
    slot, leaders = slot_name(rules, duty.slot), _leaders(rules, (person,))
    return (
        Text(f"{name}离开了岗位：{slot.zh}", f"{name} has left the post: {slot.en}"),
        Text(
            f"{clock} 签退，没有外出登记，也没有交接。组长：{leaders.zh}。",
            f"Signed out at {clock} without an outing or a hand-over. Leader: {leaders.en}.",
        ),
    )


def reminded(rules: Rules, duty: Planned) -> tuple[Text, Text]:
    """Return the title and body for somebody whose duty is near."""
    slot, who = slot_name(rules, duty.slot), names_of(rules, duty.people)
    return (
        Text(f"值班提醒：{slot.zh}", f"Your duty: {slot.en}"),
        Text(f"本班人员：{who.zh}。", f"On this duty: {who.en}."),
    )


def unconfirmed(rules: Rules, duty: Planned, person: str, since: datetime) -> tuple[Text, Text]:
    """Return the title and body when somebody on duty has shown no sign for the site's period."""
    name, clock = name_of(rules, person), f"{since.astimezone(rules.timezone):%H:%M}"
    slot, leaders = slot_name(rules, duty.slot), _leaders(rules, (person,))
    return (
        Text(f"{name}没有在岗确认：{slot.zh}", f"{name} has not confirmed being there: {slot.en}"),
        Text(
            f"最迟 {clock} 应刷卡、写记录或巡查，一直没有。组长：{leaders.zh}。",
            f"A badge, a log line or a checkpoint was due by {clock}. Leader: {leaders.en}.",
        ),
    )


def not_handed(rules: Rules, duty: Planned, relief: Planned) -> tuple[Text, Text]:
    """Return the title and body when a page is not signed although the change is over."""
    post, leaders = post_name(rules, duty.slot.post), _leaders(rules, duty.people)
    out, in_ = names_of(rules, duty.people), names_of(rules, relief.people)
    return (
        Text(f"还没有交接：{post.zh}", f"Not handed over: {post.en}"),
        Text(
            f"交班：{out.zh}；接班：{in_.zh}。接班人不来时，组长 {leaders.zh} 可以见证签字。",
            f"Outgoing: {out.en}. Incoming: {in_.en}. "
            f"If they do not come, the leader ({leaders.en}) may sign as witness.",
        ),
    )


def round_missed(rules: Rules, duty: Planned, points: tuple[str, ...]) -> tuple[Text, Text]:
    """Return the title and body when a round was not walked."""
    slot = slot_name(rules, duty.slot)
    named = [rules.duty.checkpoints[p].name for p in points if p in rules.duty.checkpoints]
    return (
        Text(f"漏了一次巡查：{slot.zh}", f"A round was missed: {slot.en}"),
        Text(
            f"没有到的巡查点：{'、'.join(n.zh for n in named)}。",
            f"Checkpoints not passed: {', '.join(n.en for n in named)}.",
        ),
    )


def swap_waits(rules: Rules, slot: Slot, by: str, with_: str, *, agreed: bool) -> tuple[Text, Text]:
    """Return the title and body of a swap that waits for somebody."""
    one, two, what = name_of(rules, by), name_of(rules, with_), slot_name(rules, slot)
    leaders = names_of(rules, approvers(rules, by, with_))
    waits = Text(f"等{leaders.zh}批准", f"To be approved by {leaders.en}")
    if not agreed:
        waits = Text(f"等{two}同意", f"{two} has to agree")
    return (
        Text(f"换班申请：{one} → {two}", f"Swap asked for: {one} to {two}"),
        Text(f"{what.zh}。{waits.zh}。", f"{what.en}. {waits.en}."),
    )


def counted(rules: Rules, person: str, kind: Text, times: int, year: int) -> tuple[Text, Text]:
    """Return the title and body when somebody's year has reached a threshold."""
    name = name_of(rules, person)
    return (
        Text(f"{name} {year} 年{kind.zh} {times} 次", f"{name}: {kind.en}, {times} in {year}"),
        Text(
            "达到规定的次数，请组长看一看。",
            "The limit of the rules is reached. Please look at it.",
        ),
    )


def item_words(rules: Rules, item: Item) -> Text:
    """Return an open item in a line."""
    name, clock = name_of(rules, item.by), f"{item.at.astimezone(rules.timezone):%m-%d %H:%M}"
    return Text(f"{item.text}（{name}，{clock}）", f"{item.text} ({name}, {clock})")


def _leaders(rules: Rules, people: tuple[str, ...]) -> Text:
    return names_of(rules, approvers(rules, *people))
