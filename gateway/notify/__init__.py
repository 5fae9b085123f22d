"""Messages to people: who sends them, the addresses they go to, and what a robot answers."""

from gateway.notify.channels import Channel, channel_of
from gateway.notify.notifier import Notifier, web_address

__all__ = ["Channel", "Notifier", "channel_of", "web_address"]
