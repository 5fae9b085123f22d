"""`alerts test`: send a message to a contact, to see before the first night that it arrives."""

import argparse
import sys
from pathlib import Path

from gateway.cli import DONE, FAILED, WRONG_WORDS
from gateway.config import Secrets, Site, load, system_language
from gateway.config.problems import did_you_mean
from gateway.domain.text import Text

NOBODY = Text(
    "站点文件里没有联系人或组 {name}{hint}", "no contact or group {name} in the site file{hint}"
)
NO_ADDRESS = Text(
    "{name}：没有地址。请写进 secrets.toml 的 [contacts.{name}] urls",
    "{name}: no address. Give it one: [contacts.{name}] urls in secrets.toml",
)
TAKEN = Text("{name}：{where} 已收下", "{name}: {where} took it")
FAILED_WORDS = Text(
    "{name}：{where} 没有送达：{why}。{mend}", "{name}: {where} FAILED: {why}; {mend}"
)


def add(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", common: argparse.ArgumentParser
) -> None:
    """Add the command."""
    alerts = commands.add_parser("alerts", help="try out whether messages arrive")
    what = alerts.add_subparsers(title="what", metavar="WHAT", required=True)
    test = what.add_parser(
        "test",
        parents=[common],
        help="send a test message to contacts or groups; all if none named",
    )
    test.add_argument("contacts", nargs="*", metavar="CONTACT")
    test.add_argument("--config", type=Path, required=True, metavar="SITE.toml")
    test.add_argument(
        "--lang", choices=("zh", "en"), help="language of the messages (default: as LANG says)"
    )
    test.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Send, and say for each address how it went; 0 when every one took it, 1 else."""
    language = args.lang or system_language()
    site, secrets = load(args.config)
    groups = {group.id: tuple(group.contacts) for group in site.groups}
    known = [contact.id for contact in site.contacts]
    wanted: dict[str, None] = {}
    for name in args.contacts or known:
        if name not in groups and name not in known:
            hint = did_you_mean(name, [*known, *groups]).in_(language)
            sys.stderr.write(f"{NOBODY.in_(language).format(name=name, hint=hint)}\n")
            return WRONG_WORDS
        wanted.update(dict.fromkeys(groups.get(name, (name,))))
    results = [_try(site, secrets, contact, language) for contact in wanted]
    return DONE if results and all(results) else FAILED


def _try(site: Site, secrets: Secrets, contact: str, language: str) -> bool:
    """Try a contact's addresses out; tell whether there are any and all took it."""
    from gateway.notify import trial

    urls = secrets.urls_of(contact)
    if not urls:
        _say(NO_ADDRESS.in_(language).format(name=contact))
        return False
    theirs = next(c.language[:2] for c in site.contacts if c.id == contact)
    office = Text(site.site.name.zh, site.site.name.en).in_(theirs)
    title = f"[{office}] {trial.TITLE.in_(theirs)}"
    trials = trial.try_out(urls, title, trial.BODY.in_(theirs))
    for one in trials:
        if one.why is None:
            _say(TAKEN.in_(language).format(name=contact, where=one.where))
        else:
            mend = one.mend.in_(language) if one.mend else ""
            why = one.why.in_(language)
            words = FAILED_WORDS.in_(language)
            _say(words.format(name=contact, where=one.where, why=why, mend=mend))
    return all(one.why is None for one in trials)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
