"""Kinds, posts, groups, checkpoints and rules of duty at `/admin/duty`, over the real registry."""

from dataclasses import replace
from datetime import time

import pytest

from gateway.domain.events import DutyPublished
from gateway.domain.rules import Reader
from gateway.domain.text import Text
from gateway.registry.duty_documents import (
    CheckpointDoc,
    DutyKindDoc,
    DutyRulesDoc,
    GroupDoc,
    PostDoc,
)
from kiosk_web import WebSettings
from tests.kiosk_web.admin_scene import RealOffice, real_office
from tests.kiosk_web.browser_of import Browser

TABLES = {
    "kinds": DutyKindDoc,
    "posts": PostDoc,
    "groups": GroupDoc,
    "checkpoints": CheckpointDoc,
}
KIND = {"zh": "夜间", "en": "Night", "start": "21:00", "end": "06:00", "days": ["workday"]}
POST = {"zh": "前台", "en": "Desk", "zone": "office", "kinds": ["evening"], "heads": "1"}
POST |= {"rounds": "2"}
GROUP = {"zh": "一组", "en": "Group one", "leader": "p010", "members": ["p017", "p018"]}
POINT = {"zh": "天台", "en": "Roof", "reader": "", "room": "room-a"}
FORMS = {"kinds": KIND, "posts": POST, "groups": GROUP, "checkpoints": POINT}
RULES = {
    "rest_h": "11",
    "swaps_a_month": "2",
    "grace_min": "5",
    "missing_min": "5",
    "escalate_min": "15",
    "off_post_min": "10",
    "confirm_min": "0",
    "handover_from_min": "30",
    "handover_until_min": "10",
    "meet_min": "30",
    "absent_a_year": "3",
    "late_early_a_year": "6",
    "currency": "CNY",
    "withheld_pct": "10",
}


@pytest.fixture(name="built")
def _built(tmp_path):
    hosts = ("localhost", "127.0.0.1")
    settings = WebSettings(rate_per_device="10000/second", trusted_hosts=hosts)
    return real_office(tmp_path, settings)


@pytest.fixture(name="hr")
def _hr(built):
    browser = built.browser("p002")
    browser.post("/language", "/account", language="en")
    return browser


def duty(built):
    return built.gateway.rules.duty


def add(browser, what: str, **fields: object):
    return browser.post(f"/admin/duty/{what}", "/account", **{**FORMS[what], **fields})


def set_up(built: RealOffice, browser: Browser) -> None:
    """Add a checkpoint, a post with it, and a group for it; publish Monday evening for p017."""
    for what, fields in (
        ("checkpoints", {}),
        ("posts", {"checkpoints": ["roof"]}),
        ("groups", {"posts": ["desk"]}),
    ):
        assert add(browser, what, **fields).status_code == 303
    places = (("2026-11-23.evening.desk", ("p017",)),)
    assert built.gateway.ask(DutyPublished(places=places, by="p010")).ok


def test_duty_is_set_up_by_hr_and_administrators_only(built, hr):
    """Every page in both languages; a group's leader and staff are refused, strangers sign in."""
    set_up(built, hr)
    paths = ["/admin/duty", "/admin/duty/rules"]
    for what, key in (("kinds", "evening"), ("posts", "desk"), ("groups", "group-one")):
        paths += [f"/admin/duty/{what}/new", f"/admin/duty/{what}/{key}"]
    paths += ["/admin/duty/checkpoints/new", "/admin/duty/checkpoints/roof"]
    admin = built.browser("p001")
    for path in paths:
        for language in ("zh", "en"):
            hr.post("/language", "/account", language=language)
            assert hr.get(path).status_code == 200, path
        assert admin.get(path).status_code == 200
        assert built.browser("p010").get(path).status_code == 403
        assert Browser(built).get(path).status_code == 303
    assert add(built.browser("p017"), "kinds").status_code == 403
    assert hr.client.post("/admin/duty/kinds", data=KIND).status_code == 400


def test_a_post_its_group_and_checkpoint_are_set_up_on_pages_alone(built, hr):
    """From nothing to a duty that can be published; each act is kept."""
    set_up(built, hr)

    post, group = duty(built).posts["desk"], duty(built).groups["group-one"]
    assert (post.zone, post.kinds, post.heads, post.checkpoints) == (
        "office",
        ("evening",),
        1,
        ("roof",),
    )
    assert (group.leader, group.members, group.posts) == ("p010", ("p017", "p018"), ("desk",))
    assert duty(built).checkpoints["roof"].room == "room-a"
    page = hr.get("/admin/duty").text
    for words in ("Desk", "leader: 赵敏", "1 person", "2 rounds", "by phone", "18:00–21:00"):
        assert words in page, words
    assert built.acts() == ["duty_checkpoint.added", "duty_post.added", "duty_group.added"]


def test_the_first_kind_of_its_own_keeps_the_usual_ones(built, hr):
    """As the page says; after that one is changed, one deleted."""
    assert add(hr, "kinds").status_code == 303
    assert set(duty(built).kinds) == {"evening", "day_off", "noon", "night"}
    night = duty(built).kinds["night"]
    assert (night.start, night.end, night.days) == (time(21), time(6), {"workday"})

    fields = {**KIND, "start": "12:30", "end": "14:00", "within_shift": "yes"}
    fields |= {"days": ["workday", "makeup"], "weekdays": ["mon", "fri"]}
    assert hr.post("/admin/duty/kinds/noon", "/account", **fields).status_code == 303
    noon = duty(built).kinds["noon"]
    assert (noon.start, noon.weekdays, noon.within_shift) == (time(12, 30), {0, 4}, True)
    assert hr.post("/admin/duty/kinds/day_off/delete", "/account").status_code == 303
    assert set(duty(built).kinds) == {"evening", "noon", "night"}
    assert built.acts() == ["duty_kind.added", "duty_kind.changed", "duty_kind.deleted"]


@pytest.mark.parametrize("what", TABLES)
def test_every_field_of_a_table_is_on_its_form(built, hr, what):
    """What the registry can keep, the page can set."""
    page = hr.get(f"/admin/duty/{what}/new").text
    fields = set(TABLES[what].model_fields) - {"id", "name"} | {"zh", "en"}
    if what == "posts":
        assert add(hr, "checkpoints").status_code == 303
        page = hr.get("/admin/duty/posts/new").text
    if what == "groups":
        assert add(hr, "posts").status_code == 303
        page = hr.get("/admin/duty/groups/new").text
    for name in fields:
        assert f'name="{name}"' in page, name


def test_every_number_of_the_rules_is_on_its_form(built, hr):
    """A number that is added later has to have its place here."""
    page = hr.get("/admin/duty/rules").text
    for name in set(DutyRulesDoc.model_fields) - {"id", "money"}:
        assert f'name="{name}"' in page, name


@pytest.mark.parametrize(
    ("what", "fields", "words"),
    [
        ("kinds", {"zh": "", "en": ""}, "Give it a name, in Chinese or in English."),
        ("kinds", {"en": "N" * 65}, "64 characters at most, this one has 65: shorten it."),
        ("kinds", {"start": "25:00"}, "Begins: a time is written &#34;00:00&#34; to"),
        ("kinds", {"end": ""}, "Ends; at or before the start is the next day: a time is written"),
        ("kinds", {"days": []}, "On these days of the calendar: must have one entry at least"),
        ("kinds", {"days": ["someday"]}, "must be one of workday, makeup, rest, holiday, not"),
        ("kinds", {"weekdays": ["moonday"]}, "Only on these weekdays (none: on all): must be one"),
        ("posts", {"zone": "attic"}, "Zone where one has to be: the site file has no zone"),
        ("posts", {"zone": ""}, "Zone where one has to be: must not be empty"),
        ("posts", {"kinds": []}, "Kinds of duty: must have one entry at least"),
        ("posts", {"kinds": ["dawn"]}, "Kinds of duty: there is no kind of duty"),
        ("posts", {"heads": "0"}, "People on each duty: must be 1 or more, not 0"),
        ("posts", {"heads": "51"}, "People on each duty: must be 50 or less, not 51"),
        ("posts", {"heads": "two"}, "People on each duty: must be a whole number, not"),
        ("posts", {"heads": "1.5"}, "People on each duty: must be a whole number, not 1.5"),
        ("posts", {"heads": ""}, "People on each duty: must be a whole number"),
        ("posts", {"rounds": "25"}, "Rounds in each duty: must be 24 or less, not 25"),
        ("posts", {"checkpoints": ["moon"]}, "there is no checkpoint &#39;moon&#39;"),
        ("groups", {"members": []}, "Members: share the duties: must have one entry at least"),
        ("groups", {"members": ["p999"]}, "there is no person &#39;p999&#39;"),
        ("groups", {"leader": ""}, "Leader: approves swaps, is told who is missing"),
        ("groups", {"leader": "p999"}, "there is no person &#39;p999&#39;"),
        ("groups", {"posts": ["moon"]}, "there is no post &#39;moon&#39;"),
        ("checkpoints", {"room": "room-z"}, "the site file has no room &#39;room-z&#39;"),
        ("checkpoints", {"reader": "roof"}, "Its own reader: the site file has no reader"),
        ("checkpoints", {"reader": "front-door"}, "Front door is at a door: a badge there signs"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_field(built, hr, what, fields, words):
    """Thing, value, limit, what to do; the form is as it was typed, and nothing is kept."""
    before = built.registry.export_document()
    answer = add(hr, what, **fields)

    assert answer.status_code == 422
    assert words in answer.text
    assert FORMS[what]["zh"] in answer.text or not fields.get("zh", "x")
    assert built.registry.export_document() == before
    assert built.acts() == []


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"rest_h": "49"}, "Rest between a duty and other work (hours): must be 48 or less, not"),
        ({"rest_h": "nan"}, "Rest between a duty and other work (hours): must be a finite number"),
        ({"swaps_a_month": "-1"}, "Swaps a person and month, at most: must be 0 or more, not -1"),
        ({"confirm_min": "721"}, "must be 720 or less, not 721"),
        (
            {"missing_min": "20"},
            "(escalate_min, 15 min) is not before the leader is told (missing_min, 20 min)",
        ),
        (
            {"handover_until_min": "40"},
            "In good time until 40 min before (handover_until_min) is over before",
        ),
        ({"absent_a_year": "0"}, "must be 1 or more, not 0"),
        ({"money_late": "-5"}, "Late: must be 0 or more, not -5"),
        ({"money_late": "much"}, "Late: must be a number, not"),
        ({"currency": "RENMINBI"}, "Currency: must be a currency&#39;s three capital letters"),
        ({"withheld_pct": "101"}, "must be 100 or less, not 101"),
    ],
)
def test_rules_out_of_their_limits_are_refused(built, hr, fields, words):
    """All at once or not at all."""
    answer = hr.post("/admin/duty/rules", "/account", **{**RULES, "rest_h": "9", **fields})
    assert answer.status_code == 422
    assert words in answer.text
    assert duty(built).limits.rest_h == 11.0
    assert built.registry.all("duty_rules") == {}


def test_the_rules_are_changed_and_money_only_where_it_is_named(built, hr):
    """Empty sums are none; the page says before what a change does."""
    page = hr.get("/admin/duty/rules").text
    assert "Duties that are published stay as they are." in page
    fields = {**RULES, "rest_h": "9.5", "confirm_min": "60", "money_late": "20.50"}
    fields |= {"money_absent": "", "empty_is_all_absent": "yes", "currency": "eur"}
    assert hr.post("/admin/duty/rules", "/account", **fields).status_code == 303
    limits, year = duty(built).limits, duty(built).consequences
    assert (limits.rest_h, limits.confirm_min) == (9.5, 60)
    assert (year.money, year.currency, year.empty_is_all_absent) == ({"late": 20.5}, "EUR", True)
    assert built.acts() == ["duty_rules.changed"]
    assert 'value="20.5"' in hr.get("/admin/duty/rules").text


def test_what_a_change_does_to_published_duties_is_said_before(built, hr):
    """And is so: who leaves the group keeps the duty, a kind's new hours are those of later."""
    set_up(built, hr)
    for path, words in (
        ("groups/group-one", "They stay with who has them, whoever comes or goes here: 李伟 1."),
        ("kinds/evening", "They keep the hours they were published with."),
        ("posts/desk", "Zone, checkpoints and rounds change for them at once."),
        ("checkpoints/roof", "also for rounds that are under way"),
    ):
        page = hr.get(f"/admin/duty/{path}").text
        assert "1 published duty is ahead, on 2026-11-23." in page
        assert words in page

    group = {**GROUP, "members": ["p018"], "posts": ["desk"]}
    assert hr.post("/admin/duty/groups/group-one", "/account", **group).status_code == 303
    later = {**KIND, "start": "19:00", "end": "22:00", "days": ["workday", "makeup"]}
    assert hr.post("/admin/duty/kinds/evening", "/account", **later).status_code == 303

    planned = built.gateway.office.duties.planned["2026-11-23.evening.desk"]
    assert planned.people == ("p017",)
    local = planned.slot.start.astimezone(built.gateway.rules.timezone)
    assert local.time() == time(18)


def test_what_is_in_use_is_not_deleted(built, hr):
    """The refusal names who uses it, or how many published duties need it, and until when."""
    set_up(built, hr)
    for path, words in (
        ("kinds/evening", "It is in use: Desk. Take it away there first."),
        ("checkpoints/roof", "It is in use: Desk. Take it away there first."),
        ("posts/desk", "It is in use: Group one. Take it away there first."),
    ):
        answer = hr.post(f"/admin/duty/{path}/delete", "/account")
        assert (answer.status_code, words in answer.text) == (422, True), path
    assert hr.post("/admin/duty/groups/group-one/delete", "/account").status_code == 303
    answer = hr.post("/admin/duty/posts/desk/delete", "/account")
    assert answer.status_code == 422
    assert "1 published duty needs it, on 2026-11-23. Delete it after that." in answer.text
    assert set(duty(built).posts) == {"desk"}
    built.gateway.change(
        office=replace(built.gateway.office, duties=type(built.gateway.office.duties)())
    )
    assert hr.post("/admin/duty/posts/desk/delete", "/account").status_code == 303
    assert hr.post("/admin/duty/posts/desk/delete", "/account").status_code == 404
    assert hr.get("/admin/duty/posts/desk").status_code == 404
    assert hr.get("/admin/duty/moons/desk").status_code == 404


def test_who_has_left_is_no_new_member_and_may_be_cleared_out(built, hr):
    """They stand on the form until they are unticked; nobody else who has left can be added."""
    assert add(hr, "groups", posts=[]).status_code == 303
    gone = {"number": "1018", "name": "王芳", "team": "service"}
    assert hr.post("/admin/people/p018", "/account", **gone).status_code == 303

    assert "1018, left" in hr.get("/admin/duty/groups/group-one").text
    change = {**GROUP, "en": "Group A"}
    assert hr.post("/admin/duty/groups/group-one", "/account", **change).status_code == 303
    change = {**GROUP, "members": ["p017"]}
    assert hr.post("/admin/duty/groups/group-one", "/account", **change).status_code == 303
    answer = add(hr, "groups", en="Group two")
    assert (answer.status_code, "王芳 has left the office" in answer.text) == (422, True)
    answer = hr.post("/admin/duty/groups/group-one", "/account", **{**GROUP, "leader": "p018"})
    assert "王芳 has left the office" in answer.text


def test_a_reader_that_is_only_a_checkpoint_can_be_chosen(tmp_path, built, hr):
    """Doors are not offered."""
    readers = built.gateway.rules.readers
    roof = Reader(
        id="roof", kind="sim", zone="office", name=Text("天台", "Roof reader"), checkpoint=True
    )
    built.registry.site = replace(built.registry.site, readers={**readers, "roof": roof})
    built.gateway.change(rules=replace(built.gateway.rules, readers={**readers, "roof": roof}))
    page = hr.get("/admin/duty/checkpoints/new").text
    assert "Roof reader" in page
    assert "Front door" not in page
    assert add(hr, "checkpoints", reader="roof").status_code == 303
    assert built.registry.get("duty_checkpoints", "roof")["reader"] == "roof"


def test_a_second_thing_of_a_name_gets_an_id_of_its_own(built, hr):
    """Nothing that is there is written over; a thing called "New" does not hide the form."""
    assert add(hr, "groups", posts=[]).status_code == 303
    assert add(hr, "groups", posts=[]).status_code == 303
    assert add(hr, "groups", posts=[], en="New").status_code == 303
    assert len(duty(built).groups) == 3
    assert "new" not in duty(built).groups


def test_two_who_add_the_same_name_at_the_same_instant_get_two(built, hr, monkeypatch):
    """Neither has seen what the other keeps: the rules that both read are of before."""
    before = built.gateway.snapshot()
    assert add(hr, "checkpoints").status_code == 303
    monkeypatch.setattr("kiosk_web.pages.admin_duty.snapshot", lambda: before)
    assert add(hr, "checkpoints").status_code == 303

    assert len(duty(built).checkpoints) == 2


def test_a_form_sent_again_with_what_was_wrong_mended_gets_the_same_id(built, hr):
    """What was refused keeps no id."""
    assert add(hr, "posts", heads="51").status_code == 422
    assert add(hr, "posts", heads="2").status_code == 303
    assert duty(built).posts["desk"].heads == 2
