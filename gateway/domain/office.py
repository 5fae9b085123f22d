"""The office as the gateway knows it: one frozen value, made of one per subject.

A *durable* part changes only by folding a `Fact` of the ledger, live and at
start by the same function, so a restart gives the same state. A *transient*
part (what devices report, what a screen shows for ten seconds) starts empty
and is learnt again.
"""

from dataclasses import dataclass, field

from gateway.domain.alerts import Alerts, Unsteady
from gateway.domain.closing.state import Closing
from gateway.domain.devices import Devices
from gateway.domain.duty.pages import OpenPages
from gateway.domain.duty.state import Duties
from gateway.domain.duty.watching import Woken
from gateway.domain.energy import Energy, Metering
from gateway.domain.forgotten.state import Forgotten, Waits
from gateway.domain.health import Health
from gateway.domain.lastout import LastOut
from gateway.domain.maintenance import Maintenance
from gateway.domain.power import Offhours, Power
from gateway.domain.presence import Noticed, Presence, Taps
from gateway.domain.requests.state import Requests
from gateway.domain.rollcall.state import RollCalls
from gateway.domain.rooms import Controls
from gateway.domain.rooms.dnd.state import Quiet
from gateway.domain.rooms.lock.state import OpenPanels, PinTries
from gateway.domain.rooms.machines import Machines, Runs
from gateway.domain.rooms.meeting import Meetings
from gateway.domain.service.state import Service
from gateway.domain.setback.state import EmptyZones, Setbacks
from gateway.domain.visitors.state import Visits


@dataclass(frozen=True)
class Office:
    """The whole state. Without slots: `changed` is quicker by a dict.

    Attributes:
        presence: Durable: who is in, sessions, zones.
        lastout: Durable: last-one-out checks under way.
        alerts: Durable: open alerts and messages not yet delivered.
        machines: Durable: where curtains stand, what projectors and the like do.
        maintenance: Durable: what is being worked on.
        offhours: Durable: breaches under way, what is known ahead.
        service: Durable: what was called for, what is broken.
        setbacks: Durable: what was set back in empty zones, for who returns.
        quiet: Durable: rooms that are not to be disturbed.
        tries: Durable: wrong PINs at panels.
        energy: Durable: what each wire has used, up to its last quarter of an hour.
        requests: Durable: leave, outings, overtime and corrections that wait, are ahead or recent.
        closing: Durable: months under signature, and those that are closed.
        visits: Durable: visitors who are here or expected, messages that wait for their hosts.
        rollcall: Durable: the roll-call that runs, and the last ones.
        duties: Durable: published duties, swaps, what is handed on, marks.
        forgotten: Durable: who left the badge at home on which days of this month.
        taps: Transient: what each kiosk shows after a tap, bounces.
        noticed: Transient: when motion, doors and panels last said that somebody is there.
        devices: Transient: what each device reports, and how it is known.
        controls: Transient: what is wanted of each channel, commands under way.
        runs: Transient: movements and sequences of machines under way.
        power: Transient: what the off-hours watch has seen.
        health: Transient: broker, readers, store, clock.
        unsteady: Transient: alerts that come and go.
        panels: Transient: panels that somebody has opened.
        meetings: Transient: checked-in meetings, as bookings tell.
        empty: Transient: zones that are empty in the day, and what is announced there.
        pages: Transient: hand-over pages that kiosks show.
        waits: Transient: who waits for a witness at which reader.
        metering: Transient: what each wire uses in the quarter under way.
        woken: Transient: a start since which duties have not been looked at.
    """

    presence: Presence = field(default_factory=Presence)
    lastout: LastOut = field(default_factory=LastOut)
    alerts: Alerts = field(default_factory=Alerts)
    machines: Machines = field(default_factory=Machines)
    maintenance: Maintenance = field(default_factory=Maintenance)
    offhours: Offhours = field(default_factory=Offhours)
    service: Service = field(default_factory=Service)
    setbacks: Setbacks = field(default_factory=Setbacks)
    quiet: Quiet = field(default_factory=Quiet)
    tries: PinTries = field(default_factory=PinTries)
    energy: Energy = field(default_factory=Energy)
    requests: Requests = field(default_factory=Requests)
    closing: Closing = field(default_factory=Closing)
    visits: Visits = field(default_factory=Visits)
    rollcall: RollCalls = field(default_factory=RollCalls)
    duties: Duties = field(default_factory=Duties)
    forgotten: Forgotten = field(default_factory=Forgotten)
    taps: Taps = field(default_factory=Taps)
    noticed: Noticed = field(default_factory=Noticed)
    devices: Devices = field(default_factory=Devices)
    controls: Controls = field(default_factory=Controls)
    runs: Runs = field(default_factory=Runs)
    power: Power = field(default_factory=Power)
    health: Health = field(default_factory=Health)
    unsteady: Unsteady = field(default_factory=Unsteady)
    panels: OpenPanels = field(default_factory=OpenPanels)
    meetings: Meetings = field(default_factory=Meetings)
    empty: EmptyZones = field(default_factory=EmptyZones)
    metering: Metering = field(default_factory=Metering)

    pages: OpenPages = field(default_factory=OpenPages)
    waits: Waits = field(default_factory=Waits)
    woken: Woken = field(default_factory=Woken)

    def changed(self, **parts: object) -> "Office":
        """Return the office with some parts replaced, quicker than `dataclasses.replace`.

        Raises:
            TypeError: There is no such part.
        """
        new = object.__new__(Office)
        new.__dict__.update(self.__dict__)
        new.__dict__.update(parts)
        if len(new.__dict__) != len(self.__dict__):
            raise TypeError(f"the office has not all of {', '.join(parts)}")
        return new


DURABLE = (
    "presence",
    "lastout",
    "alerts",
    "machines",
    "maintenance",
    "offhours",
    "service",
    "setbacks",
    "quiet",
    "tries",
    "energy",
    "requests",
    "duties",
    "closing",
    "visits",
    "rollcall",
    "forgotten",
)
