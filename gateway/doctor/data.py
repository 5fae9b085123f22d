"""The data folder and what is in it, looked at without touching it."""

import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from gateway.doctor.finding import Finding, bad, ok, same, warn
from gateway.doctor.machine import mode_of
from gateway.domain.text import Text
from gateway.errors import GatewayError
from gateway.files import PRIVATE
from gateway.keys import FILE as KEYS_FILE
from gateway.keys import Keys
from gateway.ledger import verify
from gateway.registry import Registry

LEDGER_FILE, REGISTRY_FILE = "ledger.db", "registry.json"
RESTORE = Text(
    "用备份恢复：office-gateway restore 文件 --data 目录",
    "restore a backup: office-gateway restore FILE --data DIR",
)


def look(data: Path) -> Iterator[Finding]:
    """Yield what there is to say of a data folder."""
    topic = Text("数据目录", "data folder")
    if not data.exists():
        yield warn(
            topic,
            f"{data} 还没有（第一次启动时建立）",
            f"{data} is not there yet (made at the first start)",
            Text("如果应当有，用 --data 指明", "should it be, say where with --data"),
        )
        return
    try:
        next(data.iterdir(), None)
    except PermissionError:
        yield bad(
            topic,
            f"{data} 不允许本用户查看",
            f"{data} may not be looked at by this user",
            Text("用 sudo 再运行一次 doctor", "run the doctor again with sudo"),
        )
        return
    yield _folder(topic, data)
    # Loading mends a mode or puts a damaged file aside; so copies are loaded.
    with tempfile.TemporaryDirectory(prefix="office-gateway-doctor-") as folder:
        yield from _stores(data, Path(folder))


def _stores(data: Path, folder: Path) -> Iterator[Finding]:
    topic = Text("密钥", "keys")
    if not (data / KEYS_FILE).exists():
        if (data / LEDGER_FILE).exists():
            yield bad(topic, f"{KEYS_FILE} 不见了", f"{KEYS_FILE} is missing", RESTORE)
        return
    yield _secret(topic, data / KEYS_FILE)
    try:
        (folder / KEYS_FILE).touch(PRIVATE)
        shutil.copyfile(data / KEYS_FILE, folder / KEYS_FILE)
        keys = Keys.load(folder)
    except (GatewayError, OSError) as error:
        words = str(error).replace(str(folder), str(data))
        yield bad(topic, words, words, RESTORE)
        return
    yield from _ledger(data / LEDGER_FILE, keys)
    yield from _registry(data / REGISTRY_FILE, folder, keys)


def _folder(topic: Text, data: Path) -> Finding:
    mode, owner = mode_of(data), data.stat().st_uid
    if not os.access(data, os.W_OK):
        return bad(
            topic,
            f"{data} 不可写",
            f"{data} cannot be written",
            same(f"sudo chown -R office-gateway: {data}"),
        )
    if mode & 0o077:
        return warn(
            topic,
            f"{data} 别的用户也能看（{mode:o}）",
            f"{data} is open to other users ({mode:o})",
            same(f"sudo chmod 700 {data}"),
        )
    strangers = [p.name for p in data.iterdir() if p.stat().st_uid != owner]
    if strangers:
        names = ", ".join(sorted(strangers)[:5])
        return warn(
            topic,
            f"{names} 属于别的用户，网关可能写不了",
            f"{names} belong to another user, the gateway may be unable to write them",
            same(f"sudo chown -R --reference={data} {data}"),
        )
    return ok(topic, str(data), str(data))


def _secret(topic: Text, path: Path) -> Finding:
    mode = mode_of(path)
    if mode & 0o077:
        return bad(
            topic,
            f"{path.name} 别的用户也能看（{mode:o}）",
            f"{path.name} can be read by other users ({mode:o})",
            same(f"sudo chmod 600 {path}"),
        )
    return ok(topic, "只有网关能看", "for the gateway's eyes only")


def _ledger(path: Path, keys: Keys) -> Iterator[Finding]:
    topic = Text("账本", "ledger")
    if not path.exists():
        return
    try:
        verdict = verify(path, keys.ledger)
    except (GatewayError, OSError) as error:
        yield bad(topic, str(error), str(error), RESTORE)
        return
    if verdict.finding is None:
        yield ok(topic, f"{verdict.rows} 行，链完整", f"{verdict.rows} rows, the chain holds")
        return
    seq, breach = verdict.finding.seq, verdict.finding.breach
    yield bad(
        topic,
        f"第 {seq} 行不对：{breach}",
        f"row {seq} does not fit: {breach}",
        Text(
            "保存好这个文件，与备份对照；" + RESTORE.zh,
            "keep this file, compare it with a backup; " + RESTORE.en,
        ),
    )


def _registry(path: Path, folder: Path, keys: Keys) -> Iterator[Finding]:
    topic = Text("登记库", "registry")
    kept = sorted(path.parent.glob(f"{path.name}*"))
    if not kept:
        return
    try:
        for one in kept:
            shutil.copy2(one, folder)
        logging.disable(logging.CRITICAL)  # what it would say is said below
        try:
            registry = Registry(folder / path.name, keys)
        finally:
            logging.disable(logging.NOTSET)
    except (GatewayError, OSError) as error:
        words = str(error).replace(str(folder), str(path.parent))
        yield bad(topic, words, words, RESTORE)
        return
    if registry.damage:
        yield bad(
            topic,
            f"损坏：{registry.damage}",
            f"damaged: {registry.damage}",
            Text(
                "下次启动会用上一份；检查最近的修改，或用备份恢复",
                "the next start uses the one before; look at the last changes, or restore a backup",
            ),
        )
        return
    people = len(registry.view.people)
    yield ok(topic, f"完整，{people} 人", f"whole, {people} people")
