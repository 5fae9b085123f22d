"""The same things as in the other folders, imaginary: real MQTT, real behaviour, no hardware.

For the demo office, for tests, and for trying a site file before the relays
are mounted. Each can be broken while it runs (`Fault`).
"""
