"""From a path to a site: read, check, and say everything that is wrong at once."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from gateway.config.floors import floor_problems
from gateway.config.groups import group_problems
from gateway.config.locks import lock_problems
from gateway.config.model import Site
from gateway.config.problems import Problem, SiteProblems, problems_of
from gateway.config.references import reference_problems
from gateway.config.scenes import scene_problems
from gateway.config.secrets import Secrets, contact_problems, device_problems, read_secrets
from gateway.config.sources import source_problems
from gateway.domain.text import Text

MOST_BYTES = 1_000_000
"""A longer site file is a mistake, not a site."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found at a path: the site if it is whole, the secrets, all problems."""

    site: Site | None
    secrets: Secrets
    problems: tuple[Problem, ...]


def read_site(
    path: Path, environ: Mapping[str, str] = os.environ, *, alone: bool = False
) -> Reading:
    """Return the site at a path with its secrets, and every problem of both files.

    `alone`: the secrets are left where they are, and what needs them is no problem.
    """
    raw, problems = _parse(path)
    secrets, wrong_secrets = (Secrets(), []) if alone else read_secrets(path, environ)
    if raw is None:
        return Reading(None, secrets, (*problems, *wrong_secrets))
    site: Site | None = None
    try:
        site = Site.model_validate(raw)
    except ValidationError as error:
        problems += problems_of(error, Site, raw)
    problems += reference_problems(raw)
    problems += floor_problems(raw)
    problems += wrong_secrets
    if site is not None and not alone:
        problems += contact_problems(secrets, [contact.id for contact in site.contacts])
        problems += device_problems(secrets, [device.id for device in site.devices])
        problems += lock_problems(site, secrets)
    if site is not None:
        problems += source_problems(site)
        problems += group_problems(site)
    if site is not None and not problems:
        problems += scene_problems(site)
    return Reading(site, secrets, tuple(dict.fromkeys(problems)))


def load_site(path: Path, environ: Mapping[str, str] = os.environ) -> Site:
    """Return the site at a path.

    Raises:
        SiteProblems: A `ConfigError`; it holds every problem of the site file
            and its secrets.
    """
    return load(path, environ)[0]


def load_alone(path: Path) -> Site:
    """Return the site at a path, its secrets not looked at: for a replay, which asks nobody.

    Raises:
        SiteProblems: As `load_site`, of the site file only.
    """
    reading = read_site(path, alone=True)
    if reading.site is None or reading.problems:
        raise SiteProblems(reading.problems)
    return reading.site


def load(path: Path, environ: Mapping[str, str] = os.environ) -> tuple[Site, Secrets]:
    """Return the site at a path and its secrets; raises as `load_site` does."""
    reading = read_site(path, environ)
    if reading.site is None or reading.problems:
        raise SiteProblems(reading.problems)
    return reading.site, reading.secrets


def _parse(path: Path) -> tuple[dict[str, Any] | None, list[Problem]]:
    try:
        if path.stat().st_size > MOST_BYTES:
            return None, [_about(path, "超过 1 MB", "is larger than 1 MB; that is no site file")]
        return tomllib.loads(path.read_text("utf-8")), []
    except FileNotFoundError:
        return None, [_about(path, "没有这个文件", "there is no such file; check --config")]
    except OSError as error:
        why = error.strerror
        return None, [_about(path, f"无法读取：{why}", f"can't be read: {why}")]
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        return None, [
            _about(path, f"第 {line} 行不是 UTF-8", f"line {line} is not UTF-8; save it as such")
        ]
    except tomllib.TOMLDecodeError as error:
        return None, [_about(path, f"TOML 语法错误：{error}", f"is not valid TOML: {error}")]


def _about(path: Path, zh: str, en: str) -> Problem:
    return Problem(str(path), Text(zh, en))
