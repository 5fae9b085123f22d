"""Group robots answer 200 to everything: what they say in the body is what counts."""

import base64
import hashlib
import hmac
import json
import threading
import urllib.parse
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from gateway.notify import channel_of
from gateway.notify.robots import read_answer, shortened

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")
"""Apprise's mail plug-in asks for a module that Python 3.13 drops, and can do without."""

OK = {
    "dingtalk": {"errcode": 0, "errmsg": "ok"},
    "wecombot": {"errcode": 0, "errmsg": "ok"},
    "feishu": {"StatusCode": 0, "StatusMessage": "success", "code": 0, "data": {}, "msg": "ok"},
}
ADDRESSES = {
    "dingtalk": "dingtalk://SECabc@tokentokentoken/",
    "wecombot": "wecombot://bot-key-1/",
    "feishu": "feishu://SECabc@token-1/",
}


@contextmanager
def robot_server(answer, status=200):
    """Serve a robot: yields its port, and the path and JSON of each post."""
    posts = []

    class Robot(BaseHTTPRequestHandler):
        def do_POST(self):
            posts.append(
                (self.path, json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            )
            self.send_response(status)
            self.end_headers()
            self.wfile.write(answer if isinstance(answer, bytes) else json.dumps(answer).encode())

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Robot)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server.server_port, posts
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def robot(monkeypatch):
    """Return a function: the channel of a kind of robot that lives at a port of loopback."""

    def at(kind, port, url=None):
        from apprise.plugins.dingtalk import NotifyDingTalk
        from apprise.plugins.feishu import NotifyFeishu
        from apprise.plugins.wecombot import NotifyWeComBot

        here = f"http://127.0.0.1:{port}"
        monkeypatch.setattr(NotifyDingTalk, "notify_url", here + "/robot/send?access_token={token}")
        monkeypatch.setattr(NotifyWeComBot, "notify_url", here + "/cgi-bin/webhook/send?key={key}")
        monkeypatch.setattr(NotifyFeishu, "notify_url", here + "/open-apis/bot/v2/hook/{token}/")
        return channel_of(url or ADDRESSES[kind])

    return at


@pytest.mark.parametrize("kind", list(OK))
def test_a_robot_that_posts_it_has_it(robot, kind):
    """Title and body in one text, as each of them wants it."""
    with robot_server(OK[kind]) as (port, posts):
        assert robot(kind, port).send("[Office] AC is on", "900 W") is None

    ((path, said),) = posts
    assert "[Office] AC is on\n900 W" in json.dumps(said, ensure_ascii=False).replace("\\n", "\n")
    assert {"dingtalk": "tokentokentoken", "wecombot": "bot-key-1", "feishu": "token-1"}[
        kind
    ] in path


@pytest.mark.parametrize(
    ("kind", "answer", "words"),
    [
        ("dingtalk", {"errcode": 300005, "errmsg": "token is not exist"}, "wrong token"),
        ("dingtalk", {"errcode": 310000, "errmsg": "keywords not in content"}, "keyword"),
        ("dingtalk", {"errcode": 130101, "errmsg": "send too fast"}, "too many"),
        ("wecombot", {"errcode": 93000, "errmsg": "invalid webhook url"}, "wrong token"),
        ("wecombot", {"errcode": 45009, "errmsg": "api freq out of limit"}, "too many"),
        ("feishu", {"code": 19021, "msg": "sign match fail or timestamp"}, "signing secret"),
        ("feishu", {"code": 19001, "msg": "param invalid: incoming webhook"}, "wrong token"),
        ("feishu", {"code": 4711, "msg": "something new"}, "4711: something new"),
        ("wecombot", b"<html>a captive portal</html>", "makes no sense"),
        ("wecombot", b"[]", "makes no sense"),
        ("wecombot", {"errcode": "0"}, "makes no sense"),
    ],
)
def test_a_200_that_posted_nothing_is_a_failure_in_plain_words(robot, kind, answer, words):
    """Apprise would call each of these delivered; nobody would ever have been told."""
    with robot_server(answer) as (port, _):
        why = robot(kind, port).send("t", "b")

    assert why is not None
    assert words in why.en
    assert "token-1" not in why.en
    assert "bot-key-1" not in why.en


def test_a_refusal_with_a_status_is_read_as_well(robot):
    """Feishu says 400 to some, with the same body."""
    with robot_server({"code": 9499, "msg": "Bad Request"}, status=400) as (port, _):
        assert "9499: Bad Request" in robot("feishu", port).send("t", "b").en


def test_without_a_network_it_says_so_and_names_only_the_host(robot):
    """The token is part of the address and stays out of it."""
    with robot_server(OK["dingtalk"]) as (port, _):
        gone = robot("dingtalk", port)
    why = gone.send("t", "b")

    assert why.en == "cannot reach 127.0.0.1: network or DNS"
    assert "SECabc" not in repr(gone)
    assert "tokentokentoken" not in repr(gone)


def test_dingtalk_is_signed_as_its_documentation_says(robot):
    """HMAC-SHA-256 of `timestamp\\nsecret` with the secret as key, percent-encoded once."""
    with robot_server(OK["dingtalk"]) as (port, posts):
        robot("dingtalk", port).send("t", "b")

    asked = urllib.parse.parse_qs(urllib.parse.urlsplit(posts[0][0]).query)
    (at_ms,), (sign,) = asked["timestamp"], asked["sign"]
    wanted = hmac.new(b"SECabc", f"{at_ms}\nSECabc".encode(), hashlib.sha256).digest()
    assert base64.b64decode(sign, validate=True) == wanted


def test_feishu_is_signed_as_its_documentation_says(robot):
    """HMAC-SHA-256 of nothing with `timestamp\\nsecret` as key; without a secret not at all."""
    with robot_server(OK["feishu"]) as (port, posts):
        robot("feishu", port).send("t", "b")
        robot("feishu", port, "feishu://token-1/").send("t", "b")

    (_, signed), (_, plain) = posts
    key = f"{signed['timestamp']}\nSECabc".encode()
    wanted = base64.b64encode(hmac.new(key, b"", hashlib.sha256).digest()).decode()
    assert signed["sign"] == wanted
    assert "sign" not in plain


def test_a_long_message_to_wecom_keeps_its_link(robot):
    """2,048 bytes at most; what is cut is the middle, never the way to act."""
    link = "See it and act:\nhttps://gw.example/a/token"
    with robot_server(OK["wecombot"]) as (port, posts):
        assert robot("wecombot", port).send("汇总", "行\n" * 2000 + "\n\n" + link) is None

    content = posts[0][1]["text"]["content"]
    assert len(content.encode()) <= 2048
    assert content.startswith("汇总\n行")
    assert content.endswith(link)


@pytest.mark.parametrize("text", ["", "short", "长" * 2000, "a" * 5000, "x\n\n" + "y" * 5000])
def test_shortened_is_never_too_long_nor_cut_inside_a_character(text):
    """Whatever it is made of."""
    short = shortened(text, 300)

    assert len(short.encode()) <= 300
    assert short == text or "…" in short


@pytest.mark.parametrize("said", [b"", b"\xff\xfe", b"null", b"3", b'{"errcode": true}', b"{}"])
def test_an_answer_that_is_none_is_no_success(said):
    """A proxy's page, half a message, a boolean."""
    assert read_answer(said)[0] is None
