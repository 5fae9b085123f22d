"""`demo --once`: the scripted day on real MQTT, as a program."""

import re

from tests.e2e.office import command

LIMIT_S = 30.0


def test_the_scripted_day_comes_true_and_the_program_ends_well(tmp_path):
    """Exit 0 in under 30 s; each step printed; nothing on stderr."""
    done = command("demo", "--once", within_s=90)

    assert done.returncode == 0, done.stdout + done.stderr
    took = re.search(r"All (\d+) steps came true in ([\d.]+) s", done.stdout)
    assert took is not None, done.stdout
    assert int(took[1]) >= 15
    assert float(took[2]) < LIMIT_S
    for step in ("taps in", "all on", "the last one", "stays under standby", "off-hours alert"):
        assert step in done.stdout
    assert done.stderr == ""
