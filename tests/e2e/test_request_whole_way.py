"""The way of a request: a program files it over HTTP, it is decided, and outlives a restart."""

from datetime import timedelta

from gateway.domain import requests
from tests.e2e.office import SITE, Office
from tests.e2e.web import Visitor


def send(program: Visitor, path: str, **said: object) -> dict:
    """Post JSON to the API; return what it says."""
    answer = program.send(f"/api/v1/requests{path}", said, page=None)
    assert answer.status == 200, answer.text
    return answer.json()


def test_leave_is_asked_for_decided_and_there_after_a_restart(tmp_path, broker):
    """Each step is on disk before it is answered; the ledger tells the same as the office.

    Two weeks: no run of holidays is that long.
    """
    with Office(tmp_path / "data", broker, site=SITE) as office:
        office.admin()
        program = office.program("attendance")
        begins = office.look().now.at.replace(hour=0, minute=0, second=0, microsecond=0)
        begins += timedelta(days=1)
        filed = send(
            program,
            "",
            asked="leave",
            person="p002",
            what="personal",
            since=begins.isoformat(),
            until=(begins + timedelta(days=14)).isoformat(),
        )
        (one,) = program.get("/api/v1/requests").json()["requests"]
        assert (one["state"], one["id"]) == ("asked", filed["id"])
        (manager,) = one["waits_for"]
        send(program, f"/{filed['id']}/decision", choice="approve", by=manager)
        before = office.look().office.requests
        assert before.open[filed["id"]].step is requests.Step.APPROVED

    with Office(tmp_path / "data", broker, site=SITE) as office:
        kept = office.look().office.requests
        rows = reversed(office.app.history.latest(kinds=list(requests.KINDS), limit=50))
        assert kept == before
        assert requests.folded(rows) == kept.open
        assert not program_sees(office, "withdrawn")


def program_sees(office: Office, state: str) -> list:
    """Return the requests in a state, as a program sees them."""
    return office.program("attendance").get(f"/api/v1/requests?state={state}").json()["requests"]
