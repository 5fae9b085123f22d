"""The site file: wiring and policy, read once at start into frozen models.

Knows TOML, the shape of the file and its secrets; not drivers (their options
are handed on as they are), nor what any of it is for.
"""

from gateway.config.load import Reading, load, load_alone, load_site, read_site
from gateway.config.model import Site
from gateway.config.problems import Problem, SiteProblems, system_language
from gateway.config.secrets import Secrets

__all__ = [
    "Problem",
    "Reading",
    "Secrets",
    "Site",
    "SiteProblems",
    "load",
    "load_alone",
    "load_site",
    "read_site",
    "system_language",
]
