"""Things on MQTT: the bus, the router, and one file per family of devices.

A family (`tasmota.py`) is pure: topics, parse, encode. `router.py` knows which
device a topic belongs to, `bus.py` alone knows paho and sockets, `topics.py`
alone writes topics.
"""
