"""Figures of what people were told, taught and given, and of who is trained and certified.

The facts are complete for what was entered: nothing is estimated, so no figure here has an interval. A line that
reverses another, and a line that tells of the same event as another, count nothing (N5).
"""

from __future__ import annotations

from safecommunity.engine.conditions import EVERYTHING, Condition, Where
from safecommunity.indicators.definition import Definition
from safecommunity.indicators.languages import Texts

SOURCE = (
    "安全社区创建工作调查汇报（D8）：宣传台账，合计由记录算出; AQ/T 9001-2006 第 6 要素（宣传教育与培训）"
)
DIMENSIONS = (
    "year", "month", "weekday", "week", "kind", "group", "setting", "audience", "enters", "qualifier", "condition",
    "backfill", "place",
)  # fmt: skip
MATERIAL, EVENT, SERVICE, INSTALLED = 1, 2, 3, 4
LEAFLET, HANDBOOK, POSTER, BANNER, BOARD = 1, 2, 3, 4, 5
LECTURE, LESSON, FILM, ARTS, CLASS, BROADCAST = 11, 12, 13, 14, 16, 17
EXCLUDED: Texts = {
    "zh-hans": "已冲正的不算；几家报的同一次活动只算一次。数字带“余、近、以上”的按写明的数相加，记录里保留原样。",
    "zh-hant": "已沖正的不算；幾家報的同一次活動只算一次。數字帶「餘、近、以上」的按寫明的數相加，記錄裡保留原樣。",
    "en": "Reversed lines do not count; one event reported by several groups counts once. Numbers with a qualifier "
    "(and some more, nearly, at least) are added as written; their records keep the qualifier.",
}


def _total(
    code: str, titles: Texts, unit: str, where: Condition, counts: Texts, quantity: str = "quantity"
) -> Definition:
    return Definition(
        code=code, version=1, titles=titles, unit=unit, kind="total", fact="outreach", numerator=where,
        denominator=None, place_column="place", dimensions=DIMENSIONS, direction="higher", interval="", per=1.0,
        source=SOURCE, counts=counts, excludes=EXCLUDED, quantity=quantity,
    )  # fmt: skip


def _kind(*kinds: int) -> Condition:
    return Where("kind", "in" if len(kinds) > 1 else "eq", kinds)


def _simple(
    code: str, zh: str, zht: str, en: str, unit: str, where: Condition, what: tuple[str, str, str]
) -> Definition:
    titles: Texts = {"zh-hans": zh, "zh-hant": zht, "en": en}
    counts: Texts = {"zh-hans": what[0], "zh-hant": what[1], "en": what[2]}
    return _total(code, titles, unit, where, counts)


MATERIALS = _simple(
    "outreach.materials", "发放宣传资料", "發放宣傳資料", "Leaflets and handbooks handed out", "copies",
    _kind(LEAFLET, HANDBOOK),
    ("发出的宣传单和知识手册，按份相加。", "發出的宣傳單和知識手冊，按份相加。",
     "Copies of leaflets and handbooks handed out."),
)  # fmt: skip
POSTERS = _simple(
    "outreach.posters", "张贴宣传画", "張貼宣傳畫", "Posters put up", "sheets", _kind(POSTER),
    ("张贴的宣传画，按张相加。", "張貼的宣傳畫，按張相加。", "Posters put up."),
)  # fmt: skip
BANNERS = _simple(
    "outreach.banners", "悬挂横幅标语", "懸掛橫幅標語", "Banners hung", "strips", _kind(BANNER),
    ("悬挂的横幅标语，按条相加。", "懸掛的橫幅標語，按條相加。", "Banners hung."),
)  # fmt: skip
BOARDS = _simple(
    "outreach.boards", "展出板报", "展出板報", "Boards shown", "boards", _kind(BOARD),
    ("展出的展板和板报，按块相加。", "展出的展板和板報，按塊相加。", "Display boards shown."),
)  # fmt: skip
FILMS = _simple(
    "outreach.films", "播放警示教育片", "播放警示教育片", "Film showings", "sessions", _kind(FILM),
    ("播放安全生产警示教育片的场次。", "播放安全生產警示教育片的場次。", "Showings of safety warning films."),
)  # fmt: skip
ARTS_EVENTS = _simple(
    "outreach.arts", "安全文艺活动", "安全文藝活動", "Safety arts events", "sessions", _kind(ARTS),
    ("各类安全文艺活动的场次。", "各類安全文藝活動的場次。", "Safety arts events held."),
)  # fmt: skip
LECTURES = _simple(
    "outreach.lectures", "安全讲座和培训", "安全講座和培訓", "Lectures and classes", "sessions", _kind(LECTURE, CLASS),
    ("安全讲座和社区安全培训的场次。", "安全講座和社區安全培訓的場次。", "Safety lectures and community classes held."),
)  # fmt: skip
LESSONS = _simple(
    "outreach.lessons", "学校安全课", "學校安全課", "School safety lessons", "sessions", _kind(LESSON),
    ("在学校上的安全课的堂数。", "在學校上的安全課的堂數。", "Safety lessons given in schools."),
)  # fmt: skip
EVENTS = _simple(
    "outreach.events", "宣传教育活动", "宣傳教育活動", "Outreach events", "sessions",
    Where("group", "eq", (EVENT,)),
    ("讲座、安全课、放映、文艺、咨询、培训、广播和推送，按场次相加。",
     "講座、安全課、放映、文藝、諮詢、培訓、廣播和推送，按場次相加。",
     "Lectures, lessons, showings, arts, advice, classes, broadcasts and posts."),
)  # fmt: skip
INSTALLED_THINGS = _simple(
    "outreach.installed", "安装安全设施", "安裝安全設施", "Safety things installed", "pieces",
    Where("group", "eq", (INSTALLED,)),
    ("安装的报警器、扶手、标识、照明、灭火器，按件相加。", "安裝的警報器、扶手、標識、照明、滅火器，按件相加。",
     "Alarms, rails, signs, lamps and extinguishers installed."),
)  # fmt: skip
SERVICES = _simple(
    "services.given", "提供服务", "提供服務", "Services given", "person_times", Where("group", "eq", (SERVICE,)),
    ("义诊、老人上门帮助、入户检查，按人次（户次）相加。", "義診、長者上門協助、入戶檢查，按人次（戶次）相加。",
     "Free clinics, call-in help for elders and home checks, by people or households served."),
)  # fmt: skip
REACHED = _total(
    "outreach.reached",
    {"zh-hans": "宣传受众", "zh-hant": "宣傳受眾", "en": "People reached"},
    "person_times",
    EVERYTHING,
    {
        "zh-hans": "各条记录里写明的受众人数相加；同一个人来几次算几次。没有写人数的不加。",
        "zh-hant": "各條記錄裡寫明的受眾人數相加；同一個人來幾次算幾次。沒有寫人數的不加。",
        "en": "People reached as written in the lines; whoever came twice counts twice. "
        "Lines without a number add nothing.",
    },
    "reached",
)
LINES = Definition(
    code="outreach.lines", version=1,
    titles={"zh-hans": "台账记录", "zh-hant": "臺帳記錄", "en": "Lines of the ledger"},
    unit="items", kind="count", fact="outreach", numerator=EVERYTHING, denominator=None, place_column="place",
    dimensions=DIMENSIONS, direction="neither", interval="", per=1.0, source=SOURCE,
    counts={"zh-hans": "宣传教育台账里有效的记录条数。", "zh-hant": "宣傳教育臺帳裡有效的記錄條數。",
            "en": "Lines of the ledger of outreach that count."},
    excludes=EXCLUDED,
)  # fmt: skip

TRAINING_SOURCE = "AQ/T 9001-2006 第 6 要素（宣传教育与培训）; 调查汇报（D8）"
TRAINING_DIMENSIONS = ("year", "month", "setting", "audience", "place")
WITHDRAWN: Texts = {
    "zh-hans": "已作废的培训不算。",
    "zh-hant": "已作廢的培訓不算。",
    "en": "Withdrawn sessions do not count.",
}
SESSIONS = Definition(
    code="training.sessions", version=1,
    titles={"zh-hans": "培训场次", "zh-hant": "培訓場次", "en": "Training sessions"},
    unit="sessions", kind="count", fact="training", numerator=EVERYTHING, denominator=None, place_column="place",
    dimensions=TRAINING_DIMENSIONS, direction="higher", interval="", per=1.0, source=TRAINING_SOURCE,
    counts={"zh-hans": "登记的培训。", "zh-hant": "登記的培訓。", "en": "Sessions on record."}, excludes=WITHDRAWN,
)  # fmt: skip
PEOPLE = Definition(
    code="training.people", version=1,
    titles={"zh-hans": "培训人次", "zh-hant": "培訓人次", "en": "People trained"},
    unit="person_times", kind="total", fact="training", numerator=EVERYTHING, denominator=None, place_column="place",
    dimensions=TRAINING_DIMENSIONS, direction="higher", interval="", per=1.0, source=TRAINING_SOURCE,
    counts={"zh-hans": "每次培训的签到人数（手机签到或签到表清点）相加。",
            "zh-hant": "每次培訓的簽到人數（手機簽到或簽到表清點）相加。",
            "en": "Those who signed on the phone, or were counted on the sheet, added over sessions."},
    excludes=WITHDRAWN, quantity="people",
)  # fmt: skip
PASSED = Definition(
    code="training.passed", version=1,
    titles={"zh-hans": "培训考试合格率", "zh-hant": "培訓考試合格率", "en": "Passed the test"},
    unit="percent", kind="proportion", fact="training", numerator=EVERYTHING, denominator=EVERYTHING,
    place_column="place", dimensions=TRAINING_DIMENSIONS, direction="higher", interval="", per=100.0,
    source=TRAINING_SOURCE,
    counts={"zh-hans": "考试合格的人次，除以参加考试的人次。", "zh-hant": "考試合格的人次，除以參加考試的人次。",
            "en": "Those who passed, divided by those who took the test."},
    excludes=WITHDRAWN, quantity="passed", over="tested",
)  # fmt: skip
CERTIFIED = Definition(
    code="training.certified", version=1,
    titles={"zh-hans": "持证上岗率", "zh-hant": "持證上崗率", "en": "Certified of those obliged"},
    unit="percent", kind="proportion", fact="certified_post", numerator=EVERYTHING, denominator=EVERYTHING,
    place_column="place", dimensions=("year", "post", "unit_kind", "place"), direction="higher", interval="",
    per=100.0, source="调查汇报（D8.21）：企业主要负责人和安全管理人员持证上岗率; 分母由社会单位台账算出",
    counts={"zh-hans": "持有有效证书的岗位，除以按单位台账应持证的岗位（每家主要负责人一人，安全管理人员按台账人数）。",
            "zh-hant": "持有有效證書的崗位，除以按單位臺帳應持證的崗位（每家主要負責人一人，安全管理人員按臺帳人數）。",
            "en": "Posts held with a valid certificate, divided by posts that need one by the register of units: "
            "one head a unit, and its safety staff."},
    excludes={"zh-hans": "过期和作废的证书不算。单位台账没有登记安全管理人员的，只算主要负责人。",
              "zh-hant": "過期和作廢的證書不算。單位臺帳沒有登記安全管理人員的，只算主要負責人。",
              "en": "Expired and withdrawn certificates do not count. "
              "Where the register names no safety staff, only the head is due."},
    quantity="certified", over="obliged", of_year=True,
)  # fmt: skip

DEFINITIONS = (
    MATERIALS, POSTERS, BANNERS, BOARDS, FILMS, ARTS_EVENTS, LECTURES, LESSONS, EVENTS, REACHED, SERVICES,
    INSTALLED_THINGS, LINES, SESSIONS, PEOPLE, PASSED, CERTIFIED,
)  # fmt: skip
