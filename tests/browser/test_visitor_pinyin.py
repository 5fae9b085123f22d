"""Pinyin on the glass and the visitor's code, in a real Chromium: typed, picked, scanned."""

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from gateway.domain.events import VisitExpected
from gateway.domain.office import Office
from kiosk_web import appointments
from kiosk_web.pinyin import spelled
from tests.browser import scenes
from tests.browser.conftest import Open, Site
from tests.browser.reading import serious
from tests.kiosk_web.browser_of import PASSWORD, with_password

OUT = Path(__file__).resolve().parents[2] / "build" / "screenshots"
KIOSK = "/kiosk/front-door/visitor"
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董"
    "潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白"
    "孟秦邱侯江尹薛闫雷龙黎史陶贺毛段郝顾龚邵覃武钱戴严莫孔向常汤"
)
NAMES = """王伟 王芳 王秀英 李秀英 李娜 李强 张敏 张静 张丽 王静
李军 刘洋 王勇 张杰 张磊 王超 李明 王玉兰 陈建国 赵晓燕
孙浩然 周子涵 吴梓萱 郑雨桐 何俊杰 曾志伟 单小红 覃丽华 翟天宇 仇海燕
欧阳文静 诸葛亮 司马光 吕青 高远 许诺 陈静 黄晓明 林志玲 刘德华
杨丽娟 马建军 朱国强 胡海涛 郭小龙 罗文斌 谢婷婷 宋佳怡 唐嘉豪 韩雪
邓超 曹雪芹 彭丽媛 雷军 侯志刚 尹春梅 姚明 谢娜 吕丽萍 林青霞"""
FIRST_PAGE = {1: 8, 2: 7, 3: 6, 4: 5}
"""How many candidates of so many characters the smallest kiosk shows at once."""
UNREACHED = """async (asked) => {
  const { candidates } = await import('/static/js/pinyin.js');
  const place = (typed, name) => candidates(typed, 'name').findIndex((one) => one.text === name);
  return asked.map(([typed, name]) => [name, place(typed, name)]);
}"""
TOO_NEAR = """() => {
  const keys = [...document.querySelectorAll('.kb button')];
  const shown = keys.map((e) => [e, e.getBoundingClientRect()]).filter(([, at]) => at.width);
  const small = shown.filter(([, at]) => at.width < 55.5 || at.height < 55.5);
  const apart = (at, to) => at.left - to.right >= 7.5 || at.top - to.bottom >= 7.5;
  const near = shown.filter(([e, at]) =>
    shown.some(([other, to]) => other !== e && !apart(at, to) && !apart(to, at)));
  return [...small, ...near].map(([e]) => e.textContent);
}"""
OVERFLOWS = "() => document.documentElement.scrollHeight > innerHeight"


def write(page: Page, letters: str) -> None:
    """Touch some letters."""
    for letter in letters:
        page.click(f'.kb [data-key="{letter}"]')


def keep(page: Page, name: str) -> None:
    """Keep a picture for whoever changes the page."""
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / f"{name}.png").write_bytes(page.screenshot(caret="initial"))


def pick(page: Page, text: str) -> None:
    """Take a candidate, turning pages until it is there."""
    key = page.locator("[data-pick]").get_by_text(text, exact=True)
    expect(page.locator("[data-picks]")).to_be_visible()
    for _ in range(9):
        if key.count():
            break
        page.click('[data-turn="on"]')
    key.click()


def scan(page: Page, code: str) -> None:
    """Type as a scanner does: at once, wherever the focus is."""
    page.evaluate(
        """(code) => {
          const key = (name) => (document.activeElement ?? document.body).dispatchEvent(
            new KeyboardEvent('keydown', { key: name, bubbles: true, cancelable: true }));
          for (const digit of code) {
            key(digit);
            document.execCommand('insertText', false, digit);
          }
          key('Enter');
        }""",
        code,
    )


def noted(site: Site, **more: object) -> str:
    """Note somebody who comes today and return their code."""
    fake = site.office
    now = fake.gateway.now().at
    said = {"host": "p017", "name": "高远", "by": "p017", "on": now.date().isoformat()}
    with fake.app.test_request_context():
        answer = appointments.expect(VisitExpected(**{**said, **more}))
        return appointments.code_of(fake.gateway.office.visits.expected[answer.data["expected"]])


def here(site: Site) -> list[tuple[str, str, int]]:
    """Return who has registered."""
    office: Office = site.office.gateway.office
    return [(v.name, v.company, v.count) for v in office.visits.open.values()]


def test_usual_names_are_on_the_first_page(open_page: Open) -> None:
    """The hundred commonest surnames, and sixty names as one meets them, by their pinyin alone."""
    assert len(set(SURNAMES)) == 100
    assert len(NAMES.split()) >= 50
    page = open_page(KIOSK)
    asked = [[spelled(name).full.replace("ü", "v"), name] for name in (*SURNAMES, *NAMES.split())]
    found = page.evaluate(UNREACHED, asked)
    assert [(n, at) for n, at in found if not 0 <= at < FIRST_PAGE[len(n)]] == []


@pytest.mark.parametrize(
    ("letters", "before", "kind", "first"),
    [
        ("lv", "", "name", "吕"),
        ("lyu", "", "name", "吕"),
        ("wf", "", "name", "王芳"),
        ("zh", "", "name", "张"),
        ("xiaoming", "王", "name", "晓明"),
        ("beijing", "", "text", "北京"),
        ("hengtongkejiyouxiangongsi", "", "text", "恒通科技有限公司"),
        ("chongqing", "", "text", "重庆"),
        ("xian", "", "text", "西安"),
    ],
)
def test_what_letters_may_be(
    open_page: Open, letters: str, before: str, kind: str, first: str
) -> None:
    """Surnames first, then given names; words of companies; syllables cut short or run together."""
    page = open_page(KIOSK)
    found = page.evaluate(
        "async ([l, k, b]) => (await import('/static/js/pinyin.js')).candidates(l, k, b)[0].text",
        [letters, kind, before],
    )
    assert found == first


def test_letters_that_are_no_pinyin_stay_letters(open_page: Open) -> None:
    """And a long row of them takes no time."""
    page = open_page(KIOSK)
    took = page.evaluate(
        """async () => {
          const { candidates } = await import('/static/js/pinyin.js');
          const begin = performance.now();
          const found = ['iiii', 'vvv', 'u', '', 'x'.repeat(60), 'zhangzhangzhangzhangzhangzhang']
            .map((one) => candidates(one, 'name').length);
          return [found, performance.now() - begin];
        }"""
    )
    assert took[0][:4] == [0, 0, 0, 0]
    assert took[1] < 1000


@pytest.mark.parametrize(("size", "language"), [("small", "zh-CN"), ("upright", "en")])
def test_a_whole_visit_is_typed_in_pinyin(
    site: Site, open_page: Open, size: str, language: str
) -> None:
    """Name and company by candidates, pages turned, one character for the other taken back."""
    page = open_page(KIOSK, size, language)
    if language == "en":
        page.click('[data-key="pinyin"]')
    write(page, "wangfang")
    expect(page.locator("[data-pick]").first).to_have_text("王芳")
    keep(page, f"visitor-pinyin-{size}-{language[:2]}")
    assert page.evaluate(TOO_NEAR) == []
    assert not page.evaluate(OVERFLOWS)
    assert serious(page) == []
    pick(page, "王方")
    name = page.locator('[data-field="name"]')
    expect(name).to_have_value("王方")
    expect(page.locator("[data-picks]")).to_be_hidden()
    page.click('[data-key="back"]')
    write(page, "xiao")
    pick(page, "晓")
    write(page, "fang")
    page.click('[data-key=" "]')
    expect(name).to_have_value("王晓芳")

    page.click('[data-field="company"]')
    write(page, "hengtong")
    pick(page, "恒通")
    page.click('[data-key="3"]')
    write(page, "lou")
    pick(page, "楼")
    expect(page.locator('[data-field="company"]')).to_have_value("恒通3楼")
    page.click('[data-go="host"]')
    expect(page.locator('[data-key="pinyin"]')).to_be_disabled()
    write(page, "liwei")
    page.locator(".hosts .btn").first.click()
    page.click("[data-agree]")
    expect(page.locator('[data-reply="waiting"]')).to_be_visible()
    assert here(site) == [("王晓芳", "恒通3楼", 1)]


def test_letters_not_taken_are_the_name(site: Site, open_page: Open) -> None:
    """Who is called Tom types Tom, also where pinyin is on; a real keyboard types letters."""
    page = open_page(KIOSK)
    page.click('[data-key="shift"]')
    write(page, "tom")
    expect(page.locator('[data-field="name"]')).to_have_value("Tom")
    page.click('[data-key="clear"]')
    page.keyboard.type("Anna Berg")
    expect(page.locator('[data-field="name"]')).to_have_value("Anna Berg")
    expect(page.locator("[data-picks]")).to_be_hidden()


@pytest.mark.parametrize(("size", "language"), [("small", "en"), ("upright", "zh-CN")])
def test_a_code_is_typed_on_the_pad(site: Site, open_page: Open, size: str, language: str) -> None:
    """A wrong one says so and nothing else; a right one shows what was noted, and registers."""
    code = noted(site, company="恒通", count=2, at="14:00")
    page = open_page(KIOSK, size, language)
    page.click('[data-go="code"]')
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    with page.expect_response("**/visitor/code"):
        for digit in wrong:
            page.click(f'[data-pad="{digit}"]')
    expect(page.locator("[data-says]")).to_be_visible()
    keep(page, f"visitor-code-{size}-{language[:2]}")
    assert serious(page) == []
    assert not page.evaluate(OVERFLOWS)
    for digit in code:
        page.click(f'[data-pad="{digit}"]')
    expect(page.locator("[data-expects]")).to_contain_text("14:00")
    expect(page.locator('[data-told="name"]')).to_have_text("高远")
    assert serious(page) == []
    page.click("[data-back]")
    page.click("[data-less]")
    page.click('[data-go="host"]')
    page.click("[data-agree]")
    expect(page.locator('[data-reply="waiting"]')).to_be_visible()
    assert here(site) == [("高远", "恒通", 1)]
    assert [g.count for g in site.office.gateway.office.visits.expected.values()] == [1]


@pytest.mark.parametrize("path", [KIOSK, "/kiosk"])
def test_a_code_is_scanned(site: Site, open_page: Open, path: str) -> None:
    """By a scanner that types it, wherever the focus is: on the idle screen and on the form."""
    code = noted(site)
    page = open_page(path)
    if path == KIOSK:
        page.keyboard.type("An")
    scan(page, code)
    expect(page.locator("[data-agree]")).to_be_visible()
    expect(page.locator('[data-told="name"]')).to_have_text("高远")
    page.click("[data-agree]")
    expect(page.locator('[data-reply="waiting"]')).to_be_visible()
    assert here(site)[0][0] == "高远"


def test_a_code_of_tomorrow_is_no_code_today(site: Site, open_page: Open) -> None:
    """Scanned, it says so; who wants may register without it."""
    day = (scenes.now().at + timedelta(days=1)).date().isoformat()
    code = noted(site, on=day)
    page = open_page(KIOSK)
    scan(page, code)
    expect(page.locator("[data-says]")).to_be_visible()
    page.click('.v-code [data-go="who"]')
    expect(page.locator('[data-field="name"]')).to_have_value("")


def test_what_to_send_on_is_on_the_hosts_page(site: Site, open_page: Open) -> None:
    """Code, picture, two texts to copy, fit for a phone."""
    with_password(site.office, "p017")
    noted(site)
    page = open_page("/login?next=/visitors/expected/g1", "phone", "zh-CN")
    page.fill("[name=number]", "1017")
    page.fill("[name=password]", PASSWORD)
    with page.expect_navigation():
        page.click("form.form button")
    expect(page.locator(".vi-code")).to_be_visible()
    page.click('[data-copy="zh"]')
    expect(page.locator('[data-copy="zh"]')).to_have_text("已复制")
    assert "访客码" in page.evaluate("() => getSelection().toString()")
    assert page.evaluate("() => document.querySelector('.vi-qr').naturalWidth") > 200
    assert serious(page) == []
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
