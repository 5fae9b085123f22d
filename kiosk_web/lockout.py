"""How long to wait after wrong passwords and PINs: by person and by device.

Short waits that grow, and are forgotten: enough against guessing a 6-digit PIN
(300 s a try is 0.03 % of all PINs a day), too short to keep a colleague out. What
is about a known person or a paired screen is kept in the registry's table
`lockouts` and outlives a restart; strangers are counted in memory.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from gateway.domain.text import Json, Text
from gateway.errors import GatewayBusy, GatewayError, StoreUnavailable
from kiosk_web.ports import Registry

TABLE = "lockouts"
FREE_TRIES = 5
FIRST_S = 15.0
MOST_S = {"person": 300.0, "screen": 60.0, "address": 60.0, "number": 300.0, "code": 60.0}
FORGET_S = 3600.0
MOST_STRANGERS = 2_000


class LockedOut(GatewayError):
    """Too many wrong tries; `wait_s` is how long until the next is looked at."""

    def __init__(self, wait_s: float) -> None:
        super().__init__(f"too many wrong tries; wait {wait_s:.0f} s")
        self.wait_s = max(1, round(wait_s))

    def words(self) -> Text:
        """Return the sentence for the screen."""
        return Text(
            f"输错的次数多了，请等 {self.wait_s} 秒再试。",
            f"Too many wrong tries. Wait {self.wait_s} seconds, then try again.",
        )


def wait_s(key: str, failures: int) -> float:
    """Return the wait that the n-th failure brings; none for the first four."""
    if failures < FREE_TRIES:
        return 0.0
    most_s = MOST_S[key.partition(":")[0]]
    return float(min(most_s, FIRST_S * 2 ** min(failures - FREE_TRIES, 10)))


@dataclass(slots=True)
class Lockouts:
    """Wrong tries by key: `person:<id>`, `screen:<id>`, `address:<ip>`, `number:<n>`.

    `code:<device>`: a device's wrong visitors' codes, apart from its wrong PINs.
    """

    registry: Registry
    strangers: dict[str, Mapping[str, Json]] = field(default_factory=dict)

    def demand(self, now: datetime, *keys: str) -> None:
        """Pass, or raise.

        Raises:
            LockedOut: One of the keys has to wait.
        """
        waits = [self._left_s(key, now) for key in keys]
        if (longest := max(waits)) > 0:
            raise LockedOut(longest)

    def failed(self, now: datetime, *keys: str) -> bool:
        """Count a wrong try; return whether it began a wait for one of the keys."""
        began = False
        for key in keys:
            failures = self._failures(key, now) + 1
            wait = wait_s(key, failures)
            began = began or wait > 0
            until = (now + timedelta(seconds=wait)).isoformat()
            self._put(key, {"failures": failures, "until": until, "last": now.isoformat()})
        return began

    def right(self, key: str) -> None:
        """Forget a person's wrong tries; a device's only fade, lest one right PIN reset it."""
        if self._get(key) is not None:
            self._put(key, None)

    def _left_s(self, key: str, now: datetime) -> float:
        kept = self._get(key)
        if kept is None:
            return 0.0
        left_s = (datetime.fromisoformat(str(kept["until"])) - now).total_seconds()
        # A clock that was set back must not make a wait of a minute one of a day.
        return min(left_s, wait_s(key, int(str(kept["failures"]))))

    def _failures(self, key: str, now: datetime) -> int:
        kept = self._get(key)
        if kept is None:
            return 0
        age_s = abs((now - datetime.fromisoformat(str(kept["last"]))).total_seconds())
        return 0 if age_s > FORGET_S else int(str(kept["failures"]))

    def _get(self, key: str) -> Mapping[str, Json] | None:
        if key in self.strangers:
            return self.strangers[key]
        return self.registry.get(TABLE, key) if _is_known(key) else None

    def _put(self, key: str, kept: Mapping[str, Json] | None) -> None:
        if _is_known(key) and self._kept(key, kept):
            self.strangers.pop(key, None)
            return
        self.strangers.pop(key, None)
        if kept is not None:
            self.strangers[key] = kept
        while len(self.strangers) > MOST_STRANGERS:
            self.strangers.pop(next(iter(self.strangers)))

    def _kept(self, key: str, kept: Mapping[str, Json] | None) -> bool:
        """Return whether the registry took it; with a full disk memory has to do."""
        try:
            self.registry.save(TABLE, key, kept, by="lockout")
        except (StoreUnavailable, GatewayBusy):
            return False
        return True


def _is_known(key: str) -> bool:
    return key.startswith(("person:", "screen:"))
