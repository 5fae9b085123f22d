"""What is wrong with this machine, and how to mend it; looks only, changes nothing.

`machine` looks at the system, `data` at the stores, `broker` talks MQTT. What
needs a driver (readers, pins) is looked at by `gateway.cli.doctor`.
"""

from gateway.doctor.finding import Finding, Level, bad, ok, warn

__all__ = ["Finding", "Level", "bad", "ok", "warn"]
