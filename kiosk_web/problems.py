"""When it does not work: plain words on a page, problem details (RFC 9457) for programs."""

import json
import logging
from collections.abc import Mapping
from http import HTTPStatus

from flask import Flask, Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, SecurityError

from gateway.domain.effects import Answer
from gateway.domain.events import Event
from gateway.domain.text import Json, Text
from gateway.errors import GatewayBusy, RegistryProblem, StoreUnavailable
from kiosk_web.context import web
from kiosk_web.i18n import language, say

log = logging.getLogger(__name__)

API = "/api/"

BAD_VALUES = frozenset(
    {
        "out_of_range",
        "wrong_type",
        "not_dimmable",
        "until_wrong",
        "bad_time",
        "bad_times",
        "ends_first",
        "too_long",
        "too_early",
        "too_far",
        "in_future",
        "place_missing",
    }
)
STATUS = {
    "locked": 423,
    "pin_wait": 429,
    "wrong_pin": 422,
    "words_missing": 422,
    "unknown_choice": 422,
    "unknown_item": 422,
    "unknown_asked": 422,
    "unknown_kind": 422,
    "unknown_way": 422,
    "not_yours": 403,
    "not_leader": 403,
    "not_asked": 403,
    "not_allowed": 403,
}
"""Codes with an HTTP status of their own."""

WORDS = {
    400: Text(
        "这个请求看不懂，请返回再试一次。",
        "That request makes no sense here. Go back and try again.",
    ),
    401: Text("请先登录，或先配对这块屏幕。", "Sign in first, or pair this screen."),
    403: Text(
        "您没有这一页的权限。需要的话请找管理员。",
        "You may not do this. An administrator can change that.",
    ),
    404: Text("这里没有这一页。", "There is no such page here."),
    405: Text("不能这样访问这一页。", "That page cannot be used in this way."),
    409: Text("现在做不了，请看原因再试。", "That cannot be done now."),
    413: Text("发来的内容太大了，没有接收。", "That was too large; nothing was taken."),
    415: Text("格式不对，请用 JSON。", "Wrong format: send JSON."),
    422: Text(
        "填的内容不对，请改一改再试。", "Something in it is not right. Change it and try again."
    ),
    429: Text("太快了，请等一会儿再试。", "Too many tries. Wait a moment."),
    500: Text(
        "我这边出错了，已记下。请再试；不行就找管理员。",
        "Something broke here; it was noted. Try again, or ask an administrator.",
    ),
    503: Text(
        "网关正忙，刚才的操作可能做了也可能没做，请看一眼再试。",
        "The gateway is busy. It may or may not have happened: look, then try again.",
    ),
}
CSRF_WORDS = Text(
    "这一页放得太久了，请刷新后再试。", "This page has grown old. Reload it and try again."
)
HOST_WORDS = Text(
    "这个地址不是这台网关的名字；要用它，请写进站点文件的主机名单。",
    "That is no name of this gateway; to use it, add it to the hosts in the site file.",
)
STORE_WORDS = Text(
    "现在存不下东西（磁盘满了或只读），什么都没有改。请告诉物业。",
    "Nothing can be kept now (disk full or read-only); nothing was changed. Tell facilities.",
)


def problem(status: int, code: str, text: Text, **more: Json) -> Response:
    """Return problem details; `zh` and `en` both, `detail` in the asker's language."""
    body = {
        "type": f"urn:office-gateway:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": say(text),
        "zh": text.zh,
        "en": text.en,
        **more,
    }
    return Response(
        json.dumps(body, ensure_ascii=False), status, mimetype="application/problem+json"
    )


def status_of(answer: Answer) -> int:
    """Return the HTTP status of an answer of the rules."""
    if answer.ok:
        return 200
    if answer.code in STATUS:
        return STATUS[answer.code]
    if answer.code in BAD_VALUES:
        return 422
    return 404 if answer.code.startswith("unknown_") else 409


def ask(event: Event) -> Answer:
    """Put an event to the gateway and return its answer, after it is on disk.

    Raises:
        GatewayBusy: Answered with 503 and plain words by the app.
    """
    return web().gateway.ask(event)


def reply(answer: Answer) -> Response:
    """Return an answer to a page's script: `{"ok", "code", "text", "data"}`."""
    body = {"ok": answer.ok, "code": answer.code, "text": say(answer.text), "data": answer.data}
    text = json.dumps(body, ensure_ascii=False)
    return Response(text, status_of(answer), mimetype="application/json")


def wants_json() -> bool:
    """Return whether a program asks (the API, or a page's script by fetch)."""
    if request.path.startswith(API):
        return True
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return best == "application/json" or request.headers.get("X-Requested-With") == "fetch"


def explain(status: int, text: Text, code: str | None = None) -> ResponseReturnValue:
    """Return an error as a page or as problem details, whichever fits who asked."""
    if wants_json():
        return problem(status, code or HTTPStatus(status).name.lower(), text)
    page = render_template("errors/problem.html", status=status, words=text.in_(language()))
    return page, status


def _lines(error: RegistryProblem, tongue: str) -> list[str]:
    """Return one sentence per problem; the shell's own kind knows both languages."""
    found = getattr(error, "found", ())
    return [problem.line(tongue) for problem in found] or list(error.problems)


def told(error: RegistryProblem, fields: Mapping[str, str] | None = None) -> list[str]:
    """Return why the registry refused, a sentence each, without the places in its document.

    Args:
        error: What it said.
        fields: What the form calls the document's fields: a sentence about one names it.
    """
    found = getattr(error, "found", ())
    colon = "：" if language() == "zh" else ": "
    lines = []
    for each in found:
        field = _field(each.path, fields or {})
        lines.append(f"{field}{colon}{say(each.text)}" if field else say(each.text))
    return lines or list(error.problems)


def _field(path: str, fields: Mapping[str, str]) -> str:
    """Return what the last part of a path that the form has is called there, or empty."""
    parts = [part.partition("[")[0] for part in path.split(".")]
    return next((fields[part] for part in reversed(parts[2:]) if part in fields), "")


def init_app(app: Flask) -> None:
    """Answer every error in words; a traceback goes to the log only."""

    @app.errorhandler(HTTPException)
    def _http(error: HTTPException) -> ResponseReturnValue:
        status = error.code or 500
        if status < 400:
            return error
        if isinstance(error, SecurityError):  # no page can be drawn for a foreign host
            return Response(f"{HOST_WORDS.zh}\n{HOST_WORDS.en}\n", 400, mimetype="text/plain")
        if isinstance(error, CSRFError):
            return explain(status, CSRF_WORDS, "csrf")
        answer = app.make_response(explain(status, WORDS.get(status, WORDS[400])))
        for name, value in error.get_headers():
            if name in ("Allow", "Retry-After"):
                answer.headers[name] = value
        return answer

    @app.errorhandler(GatewayBusy)
    def _busy(error: GatewayBusy) -> ResponseReturnValue:
        return explain(503, WORDS[503], "busy")

    @app.errorhandler(RegistryProblem)
    def _registry(error: RegistryProblem) -> ResponseReturnValue:
        zh, en = ("；".join(_lines(error, tongue)) for tongue in ("zh", "en"))
        return explain(422, Text(f"没有保存：{zh}", f"Not saved: {en}"), "registry")

    @app.errorhandler(StoreUnavailable)
    def _store(error: StoreUnavailable) -> ResponseReturnValue:
        log.warning("not kept: %s", error)
        return explain(503, STORE_WORDS, "store")

    @app.errorhandler(Exception)
    def _bug(error: Exception) -> ResponseReturnValue:
        log.exception("%s %s", request.method, request.path)
        return explain(500, WORDS[500], "bug")
