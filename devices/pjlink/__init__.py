"""Projectors on the network that speak PJLink (TCP 4352, class 1 and 2)."""
