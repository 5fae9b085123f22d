"""Behind a link of a message, and what is known ahead: what the pages show, in both languages."""

from dataclasses import replace
from datetime import timedelta

import pytest

from gateway.domain.office import Office
from gateway.domain.power import Breach, KnownLoads, Offhours
from gateway.domain.reports import Known, Report
from gateway.domain.rooms.machines import Machines
from gateway.domain.rooms.projector.state import Projector, Projectors, Stage
from gateway.domain.rooms.state import ASKED, NO_ANSWER, NOT_SENT, Wish
from gateway.domain.rules import ChannelKind, EnergyRules
from kiosk_web.ports import LinkClaim, Snapshot
from kiosk_web.views.alert import alert_page, known_choices
from kiosk_web.views.known import known_page
from kiosk_web.views.words import Tongue
from tests.browser import scenes

ZH, EN = Tongue("zh"), Tongue("en")
NIGHT = scenes.EVENING.replace(hour=23, minute=52)
KEY, AC = "offhours:room-a", "room-a.ac"


def claim(choice: str = "switch_off") -> LinkClaim:
    return LinkClaim(f"l1:{choice}", KEY, "facilities", NIGHT + timedelta(hours=8), choice)


def night(*, used: str = "", wish: str = "", power: bool | None = True, **more: object) -> Snapshot:
    """Return the office at 23:52 with the AC's alert open, as far as somebody has come with it."""
    office = scenes.alerted()
    alert = office.alerts.open[KEY]
    if used:
        alert = replace(alert, state="acknowledged", acknowledged_by="p018", acknowledged_at=NIGHT)
    alerts = replace(
        office.alerts,
        open={**office.alerts.open, KEY: alert},
        links_used=(used,) if used else (),
    )
    since = NIGHT.replace(minute=29)
    breach = Breach(
        zone="office",
        since=since,
        channels=(AC,),
        last_person="p018",
        last_at=NIGHT.replace(hour=21, minute=7),
    )
    rules = replace(scenes.rules(), energy=EnergyRules(price_per_kwh=0.8))
    wire = (rules.channels[AC].device, rules.channels[AC].number)
    reports = dict(office.devices.reports)
    if power is not None:
        old = reports.get(wire)
        reading = replace(old.reading, power=power, power_w=900.0 if power else 0.0)  # type: ignore[union-attr]
        reports[wire] = Report(reading, Known.CONFIRMED, NIGHT, 1_000.0)
    wishes = dict(office.controls.wishes)
    if wish:
        wishes[AC] = Wish(power=False, level_pct=None, since=NIGHT, by="alert", state=wish)
    office = replace(
        office,
        alerts=alerts,
        offhours=Offhours({"room-a": breach}, {}),
        devices=replace(office.devices, reports=reports),
        controls=replace(office.controls, wishes=wishes),
        **more,  # type: ignore[arg-type]
    )
    return Snapshot(1, office, rules, scenes.now(NIGHT))


def test_it_shows_the_figures_of_this_moment_and_who_was_last() -> None:
    """Watts, kWh, money, since when; a name and a time, no more."""
    page = alert_page(night(), claim(), ZH)

    assert page.can_act
    assert [f.label for f in page.figures] == ["现在", "已用", "从"]
    assert (page.figures[0].value, page.figures[0].unit) == ("900", "W")
    assert page.figures[2].value == "23:29"
    assert [m.at for m in page.story] == sorted(m.at for m in page.story)
    assert page.story[0].text == "王芳最后离开"
    assert page.targets == ("空调",)
    assert page.steps == ()


def test_a_link_does_one_thing_and_another_links_use_leaves_it() -> None:
    """Somebody knows of it until the morning: switching off is still to be had."""
    seen = night(used="l1:known_until")

    assert alert_page(seen, claim("switch_off"), EN).can_act
    assert not alert_page(seen, claim("known_until"), EN).can_act
    assert alert_page(seen, claim("known_until"), EN).steps == ()


@pytest.mark.parametrize(
    ("wish", "power", "words", "tone", "pending"),
    [
        (ASKED, True, "Asked, not confirmed yet", "info", True),
        (NO_ANSWER, True, "Failed: no answer, please go and look", "bad", False),
        (NOT_SENT, True, "Failed: not sent, no connection to it", "bad", False),
        ("", True, "Still on", "warn", True),
        ("", False, "Confirmed off, 23:52", "ok", False),
    ],
)
def test_each_step_says_what_is_known_and_no_more(
    wish: str, power: bool, words: str, tone: str, pending: bool
) -> None:
    """Confirmed only by the device's own word."""
    step = alert_page(night(used="l1:switch_off", wish=wish, power=power), claim(), EN).steps[0]

    assert (step.mark.word, step.mark.tone, step.pending) == (words, tone, pending)


def test_the_meter_has_the_last_word() -> None:
    """1.6 kW are not at rest, whatever the AC says; the page looks again by itself."""
    page = alert_page(night(used="l1:switch_off", power=False), claim(), EN)

    assert page.steps[-1].name.startswith("Meter of")
    assert page.steps[-1].mark.word.endswith("not verified")
    assert page.refresh


def test_choices_of_known_until_are_sensible_and_within_a_week() -> None:
    """Tonight at 23:00 if it is before, the next opening, the morning where that is far."""
    seen = night()
    late = known_choices(seen, "office", EN)
    early = replace(seen, now=scenes.now(scenes.EVENING.replace(hour=18, minute=0)))

    assert late
    assert all(c.iso > NIGHT.isoformat() for c in late)
    assert "23:00" in known_choices(early, "office", EN)[0].words


def test_what_is_known_ahead_is_listed_with_who_and_why() -> None:
    """And everything that can be chosen, by kind."""
    seen = night()
    kept = KnownLoads(until=NIGHT + timedelta(hours=1), end_due_s=4_600.0, by="p018", reason="保洁")
    office: Office = replace(seen.office, offhours=Offhours({}, {"zone:office": kept}))
    page = known_page(replace(seen, office=office), "", ZH)

    (row,) = page.rows
    assert (row.by, row.reason) == ("王芳", "保洁")
    assert [word for word, _ in page.scopes] == ["区域", "会议室", "设备"]
    assert page.until


def test_a_projector_that_cools_says_until_when() -> None:
    """It is never cut while hot."""
    seen = night(used="l1:switch_off")
    projector = replace(seen.rules.channels[AC], kind=ChannelKind.PROJECTOR)
    rules = replace(seen.rules, channels={**seen.rules.channels, AC: projector})
    alert = replace(seen.office.alerts.open[KEY], channels=(projector.id,))
    cooling = Projector(stage=Stage.COOLING, stage_due_s=seen.now.mono_s + 90.0)
    machines: Machines = replace(
        seen.office.machines, projectors=Projectors({projector.id: cooling})
    )
    alerts = replace(seen.office.alerts, open={KEY: alert})
    office = replace(seen.office, alerts=alerts, machines=machines)

    step = alert_page(replace(seen, office=office, rules=rules), claim(), EN).steps[0]

    assert step.mark.word == "Cooling until 23:53:30, then off"
    assert step.pending
