"""What happened: every event that may enter the office, frozen, in the past tense.

Foreign threads build these and put them in the inbox; nothing else crosses
the border. A new kind of thing in the world starts with a word here.

`by` says whose act it is; `via` through which program (`token:<id>`), where it was
not the person's own screen: every fact that the act makes keeps it.
"""

from gateway.domain.events.alerts import (
    AlertAnswered,
    AlertEvent,
    LoadsKnown,
    MaintenanceAsked,
    NotificationFailed,
    NotificationSent,
    NotificationTaken,
)
from gateway.domain.events.attendance import (
    AttendanceEvent,
    MonthClosed,
    MonthReopened,
    MonthSigned,
    PersonalSeen,
    RequestAnswered,
    RequestFiled,
)
from gateway.domain.events.between import (
    BadgeShown,
    ChannelWanted,
    EvidenceSeen,
    InnerEvent,
    LastOutEnded,
    MeetingBegan,
    MeetingEnded,
    PersonLeft,
    StaffCardLaid,
    TroubleFound,
    TroubleGone,
    VisitorCardTapped,
    WitnessCame,
    ZoneEmptied,
    ZoneEntered,
)
from gateway.domain.events.devices import (
    CommandNotSent,
    DeviceEvent,
    DeviceReported,
    InputChanged,
    InputReachable,
    PartChanged,
    Reading,
)
from gateway.domain.events.duty import (
    CheckpointPassed,
    DutyEvent,
    DutyGiven,
    DutyItemClosed,
    DutyMarkLifted,
    DutyNoted,
    DutyPublished,
    DutyRemarked,
    DutyTakenOff,
    HandoverOpened,
    HandoverSigned,
    SwapAnswered,
    SwapAsked,
)
from gateway.domain.events.presence import (
    BadgeForgotten,
    BadgeTapped,
    Correction,
    LentCardReturned,
    PresenceEvent,
    SignedIn,
    TapCorrected,
    WitnessCancelled,
)
from gateway.domain.events.rollcall import (
    RollCallAdded,
    RollCallEnded,
    RollCallEvent,
    RollCallStarted,
    RollCallTicked,
)
from gateway.domain.events.rooms import (
    CallAnswered,
    ControlPressed,
    FaultReported,
    PanelTouched,
    PinTried,
    PromptAnswered,
    RoomEvent,
    ServiceAsked,
    TicketAnswered,
)
from gateway.domain.events.running import (
    AdminActed,
    GatewayStarted,
    MinuteBegan,
    ProgramStarted,
    RegistryChanged,
    RunningEvent,
    TimePassed,
)
from gateway.domain.events.visitors import (
    VisitAnswered,
    VisitArrived,
    VisitBadgeTaken,
    VisitCalledOff,
    VisitEnded,
    VisitExpected,
    VisitNoteLeft,
    VisitNoteRead,
    VisitorEvent,
    VisitorsLeftBehind,
)

Event = (
    PresenceEvent
    | DeviceEvent
    | RoomEvent
    | AlertEvent
    | AttendanceEvent
    | VisitorEvent
    | RollCallEvent
    | DutyEvent
    | RunningEvent
    | InnerEvent
)

__all__ = [
    "AdminActed",
    "AlertAnswered",
    "BadgeForgotten",
    "BadgeShown",
    "BadgeTapped",
    "CallAnswered",
    "ChannelWanted",
    "CheckpointPassed",
    "CommandNotSent",
    "ControlPressed",
    "Correction",
    "DeviceReported",
    "DutyGiven",
    "DutyItemClosed",
    "DutyMarkLifted",
    "DutyNoted",
    "DutyPublished",
    "DutyRemarked",
    "DutyTakenOff",
    "Event",
    "EvidenceSeen",
    "FaultReported",
    "GatewayStarted",
    "HandoverOpened",
    "HandoverSigned",
    "InputChanged",
    "InputReachable",
    "LastOutEnded",
    "LentCardReturned",
    "LoadsKnown",
    "MaintenanceAsked",
    "MeetingBegan",
    "MeetingEnded",
    "MinuteBegan",
    "MonthClosed",
    "MonthReopened",
    "MonthSigned",
    "NotificationFailed",
    "NotificationSent",
    "NotificationTaken",
    "PanelTouched",
    "PartChanged",
    "PersonLeft",
    "PersonalSeen",
    "PinTried",
    "ProgramStarted",
    "PromptAnswered",
    "Reading",
    "RegistryChanged",
    "RequestAnswered",
    "RequestFiled",
    "RollCallAdded",
    "RollCallEnded",
    "RollCallStarted",
    "RollCallTicked",
    "ServiceAsked",
    "SignedIn",
    "StaffCardLaid",
    "SwapAnswered",
    "SwapAsked",
    "TapCorrected",
    "TicketAnswered",
    "TimePassed",
    "TroubleFound",
    "TroubleGone",
    "VisitAnswered",
    "VisitArrived",
    "VisitBadgeTaken",
    "VisitCalledOff",
    "VisitEnded",
    "VisitExpected",
    "VisitNoteLeft",
    "VisitNoteRead",
    "VisitorCardTapped",
    "VisitorsLeftBehind",
    "WitnessCame",
    "WitnessCancelled",
    "ZoneEmptied",
    "ZoneEntered",
]
