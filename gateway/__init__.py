"""The shell of the office gateway: loop, ledger, registry, config, clock, CLI.

It knows no office rule; those live in `gateway.domain`.
"""

__version__ = "0.1.0"
