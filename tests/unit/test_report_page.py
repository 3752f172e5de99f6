"""What the page of a report says and how: its sentences, its charts, its tables, and that it is all in one language."""

import re
from collections import Counter
from datetime import timedelta
from html import unescape
from html.parser import HTMLParser

import pytest
from msgspec.structs import replace

from gridcase.words import MatterWord
from gridcase_projections.metrics.presets import PRESETS
from gridcase_projections.report import charts
from gridcase_projections.report.conclusions import RULES, conclusions
from gridcase_projections.report.content import AssessmentReport, ChannelVolume, Count, OverdueStep, TrendPeriod
from gridcase_projections.report.formats import ReportFormat, rendered
from gridcase_projections.report.page import SECTIONS
from gridcase_projections.report.phrases import PHRASES, Language, Phrases
from gridcase_projections.report.scores import VOLUMES
from gridcase_projections.report.sheets import SHEETS, sheets
from tests.support.reports import END, EVENING, a_report, an_empty_report

ENGLISH, CHINESE = (Phrases.of(a_report().about, language) for language in Language)

IDENTIFIER = r"M26\d{4}-\w+|matter:\S+|assessment:\S+|\bg\d+\b|[0-9a-f]{60}|\bS\("
"""What is no word of any language: numbers of matters, of events, of members, of the policy; S of the bands."""


class Tags(HTMLParser):
    """The tags of a page, each with its attributes and what it stands in."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None], tuple[str, ...]]] = []
        self._within: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs), tuple(self._within)))
        if tag not in ("meta", "br", "wbr"):
            self._within.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._within:
            while self._within.pop() != tag:
                pass

    def all(self, name: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes, _ in self.tags if tag == name]


def html(report: AssessmentReport, language: Language) -> str:
    return rendered(report, language, ReportFormat.HTML).decode()


def words_shown(page: str) -> str:
    """All that is read by anybody: texts, labels for readers of screens, and what CSS writes on paper."""
    labels = " ".join(re.findall(r'aria-label="([^"]*)"', page))
    texts = re.sub("<[^>]+>", " ", re.sub(r"(?s)<style>.*?</style>", " ", page))
    return unescape(f"{texts} {labels}")


@pytest.mark.parametrize("report", [a_report(), an_empty_report()], ids=["full", "empty"])
def test_a_chinese_page_has_no_word_of_english(report: AssessmentReport) -> None:
    shown = re.sub(IDENTIFIER, " ", words_shown(html(report, Language.CHINESE)))
    assert re.findall(r"[A-Za-z][A-Za-z'-]+", shown) == []


def test_an_english_page_has_no_word_of_chinese() -> None:
    report = a_report()
    ranking = report.places[1]
    named = replace(ranking, rows=tuple(replace(row, name="向阳街道 Xiangyang Street") for row in ranking.rows))
    shown = words_shown(html(replace(report, places=(report.places[0], named)), Language.ENGLISH))
    assert re.findall("[\u3400-\u9fff]+", shown) == []


@pytest.mark.parametrize("language", Language)
def test_every_table_has_a_caption_and_every_heading_a_scope(language: Language) -> None:
    tags = Tags(html(a_report(), language))
    assert len(tags.all("table")) == len(tags.all("caption")) == 22
    assert {th.get("scope") for th in tags.all("th")} == {"col", "row"}
    rows = [within for tag, _, within in tags.tags if tag == "tr" and "tbody" in within]
    titles = [th for th in tags.all("th") if th.get("scope") == "row"]
    assert len(titles) == len(rows) - html(a_report(), language).count('class="gap"')


@pytest.mark.parametrize("language", Language)
def test_all_of_the_page_is_its_main_part_but_the_head(language: Language) -> None:
    tags = Tags(html(a_report(), language))
    assert len(tags.all("main")) == 1
    assert all("main" in within for tag, _, within in tags.tags if tag in ("section", "table", "svg"))
    ids = [attributes.get("id") for attributes in tags.all("h2")]
    assert ids == list(SECTIONS)
    assert [link["href"] for link in tags.all("a")] == [f"#{one}" for one in ids]


@pytest.mark.parametrize("language", Language)
def test_every_chart_is_one_picture_that_says_what_it_shows(language: Language) -> None:
    pictures = Tags(html(a_report(), language)).all("svg")
    assert len(pictures) == 13
    assert all(svg.get("role") == "img" and svg.get("aria-label") for svg in pictures)
    page = html(a_report(), language)
    assert "graphics-symbol" not in page and "aria-roledescription" not in page


def test_a_city_that_says_case_says_so_everywhere_and_never_item() -> None:
    report = a_report()
    for word, other in (MatterWord.ITEM, MatterWord.CASE), (MatterWord.CASE, MatterWord.ITEM):
        in_words = replace(report, about=replace(report.about, matter=word))
        rows = [row for sheet in sheets(in_words, Language.CHINESE) for row in (sheet.headers, *sheet.rows)]
        for shown in (words_shown(html(in_words, Language.CHINESE)), str(rows)):
            assert word in shown and other not in shown


def overdue_of(*departments: str) -> tuple[OverdueStep, ...]:
    """A deadline of each, of as many matters."""
    return tuple(
        OverdueStep(f"M261001-{number:06}", "handle", code, f"{code} {code}局", "", "grid", "fumes", EVENING)
        for number, code in enumerate(departments)
    )


def description(picture: str) -> str:
    [label] = re.findall(r'aria-label="([^"]*)"', picture)
    return unescape(label)


def test_a_chart_of_hosts_leaves_out_none_and_adds_up_those_that_it_has_no_room_for() -> None:
    ten = charts.by_host(overdue_of(*(f"d{number:02}" for number in range(10))), ENGLISH)
    assert description(ten).count("; ") == 9
    thirty = overdue_of(*(f"d{number:02}" for number in range(30)))
    assert description(charts.by_host(thirty, ENGLISH)).endswith("; 18 others 18")
    assert description(charts.by_host(thirty, CHINESE)).endswith("；其余 18 个单位 18")


def test_equals_are_in_the_same_order_in_every_language() -> None:
    names = ("城管局 Zoning", "公安局 Police", "水利局 Aqua")
    overdue = tuple(
        replace(late, department_name=name) for late, name in zip(overdue_of("b", "c", "a"), names, strict=True)
    )
    assert description(charts.by_host(overdue, ENGLISH)) == "Host: Aqua 1; Zoning 1; Police 1"
    assert description(charts.by_host(overdue, CHINESE)) == "承办单位：水利局 1；城管局 1；公安局 1"


def test_hosts_of_the_same_name_are_two_and_what_has_no_host_is_counted() -> None:
    overdue = tuple(replace(late, department_name="Office") for late in overdue_of("b", "a"))
    nobodys = tuple(replace(late, department="", department_name="") for late in overdue_of("x"))
    assert description(charts.by_host((*overdue, *nobodys), ENGLISH)) == "Host: Office 1; Office 1; no host 1"


def test_periods_with_the_same_part_are_two() -> None:
    quarters = [TrendPeriod(f"{year}-Q2", 10, 5, {}) for year in (2025, 2026)]
    drawn = charts.volumes(quarters, ENGLISH)
    assert description(drawn) == "Reported / Closed: Q2 2025 10 / 5; Q2 2026 10 / 5"
    assert drawn.count(">Q2<") == 2


def test_deadlines_are_deadlines_and_matters_are_matters() -> None:
    [first, *_] = overdue_of("a")
    both = (first, replace(first, step="close", department="", department_name=""), *overdue_of("b", "c")[1:])
    report = replace(a_report(), overdue=both)
    assert "Passed unanswered: 3 deadlines of 2 matters" in " ".join(conclusions(report, ENGLISH))
    assert "2 件事项的 3 个时限超期未办" in " ".join(conclusions(report, CHINESE))
    many = replace(report, overdue=both * 10)
    assert "and 5 deadlines more" in html(many, Language.ENGLISH)
    assert "另有 5 个时限，详见电子表格" in html(many, Language.CHINESE)


def test_a_list_is_cut_by_its_own_unit() -> None:
    report = a_report()
    many = replace(report, rework=report.rework * 30, suspended=report.suspended * 27, repeats=report.repeats * 26)
    english, chinese = (html(many, language) for language in Language)
    assert all(words in english for words in ("and 5 orders more", "and 2 matters more", "and 1 spot more"))
    assert all(words in chinese for words in ("另有 5 次返工，", "另有 2 件事项，", "另有 1 处，"))


def test_of_a_great_many_the_first_and_the_last_are_shown_and_it_says_so() -> None:
    english, chinese = (html(a_report(), language) for language in Language)
    assert "The first 12 and the last 12 of 40 members; the workbook lists all of them." in english
    assert "共 40 名，列出前 12 与后 12，全部名单详见电子表格。" in chinese
    shown = [bool(re.search(rf"\b{member}\b", english)) for member in ("g12", "g13", "g40", "g99")]
    assert shown == [True, False, True, False]


def test_whoever_had_too_few_cases_has_no_place_and_is_told_of() -> None:
    chinese = html(a_report(), Language.CHINESE)
    assert "有名次的 40 名" in chinese
    assert "1 名因构成得分的某项比率不足 1 件而数量太少，不排名，详见电子表格。" in chinese
    [few] = re.findall(r"(?s)<caption>部门排名：数量太少，不排名</caption>.*?</table>", chinese)
    assert "气象局" in few
    members = next(sheet for sheet in sheets(a_report(), Language.CHINESE) if sheet.name == "members")
    assert [row[0] for row in members.rows if row[2] == "g99"] == ["数量太少，不排名"]


def test_peers_stand_together_under_the_name_of_their_group() -> None:
    report = a_report()
    best, last = report.departments.rows
    grouped = (replace(best, group="城建城管 City works"), replace(last, group="公共安全 Public safety"))
    page = html(replace(report, departments=replace(report.departments, rows=grouped)), Language.CHINESE)
    assert re.findall('<th scope="rowgroup"[^>]*>([^<]*)', page) == ["组别：城建城管", "组别：公共安全"]
    assert "名次在同组单位之间排列" in page
    assert 'scope="rowgroup"' not in html(report, Language.CHINESE)


def test_the_sentences_are_made_from_the_numbers() -> None:
    assert conclusions(a_report(), ENGLISH) == [
        "1,200 matters came in, 20.0 % more than in the period before (1,000); 1,200 were filed and 1,200 closed.",
        "Most came by patrols: 900, 75.0 %.",
        "On-time handling 95.1 % (39 / 41), 15.1 percentage points more than in the period before; "
        "solution 95.1 % (39 / 41), 15.1 percentage points more than in the period before; "
        "satisfaction 95.1 % (39 / 41), 15.1 percentage points more than in the period before.",
        "The greatest hot spot is Chengdong County · Xiangyang Street, Restaurant fumes: 30 (10 in the period before).",
        "It rose most at Chengdong County · Xiangyang Street, Restaurant fumes: by 20 to 30.",
        "Of the departments with 10 rounds or more, City Management ranked high and Environment ranked low.",
        "Counties and districts: Chengdong County first with 98.00, Chengxi County last with 90.00.",
        "Passed unanswered: 1 deadline of 1 matter.",
        "Under supervision and still open: 1 matter.",
        "Suspended: 1 matter, the longest for 23 days.",
        "Demands came again at 1 spot, 4 matters in all; still open: 1; not solved in the word of the reporter: 1.",
        "Villages and communities (Safe unit): 3 of 5 meet the standard, 60.0 %.",
    ]
    assert conclusions(a_report(), CHINESE)[:2] == [
        "本期收到 1,200 件事项，较上期增加 20.0 %（上期 1,000）；立案 1,200 件，结案 1,200 件。",
        "来源以网格巡查最多，900 件，占 75.0 %。",
    ]
    assert len(conclusions(a_report(), CHINESE)) == 12


def test_a_sentence_without_numbers_is_not_said() -> None:
    assert conclusions(an_empty_report(), ENGLISH) == ["No deadline had passed unanswered."]
    assert len(RULES) == 11


@pytest.mark.parametrize(
    ("now", "before", "sentence"),
    [
        (90, 100, "10.0 % fewer than in the period before"),
        (100, 100, "as many as in the period before"),
        (100, 0, "The period before had none."),
    ],
)
def test_more_fewer_as_many_and_nothing_before(now: int, before: int, sentence: str) -> None:
    report = replace(
        a_report(),
        volumes=tuple(Count(metric, now, before) for metric in VOLUMES),
        channels=(ChannelVolume("app", now, before),),
    )
    assert sentence in conclusions(report, ENGLISH)[0]


def test_a_tie_has_no_most() -> None:
    report = replace(a_report(), overdue=overdue_of("a", "b"))
    assert "Passed unanswered: 2 deadlines of 2 matters." in conclusions(report, ENGLISH)


def test_how_long_is_whole_days() -> None:
    report = a_report()
    [one] = report.suspended
    a_day = replace(report, suspended=(replace(one, since=END - timedelta(hours=47)),))
    assert "Suspended: 1 matter, the longest for 1 day." in conclusions(a_day, ENGLISH)


@pytest.mark.parametrize("preset", PRESETS.values(), ids=[str(preset) for preset in PRESETS])
def test_every_preset_says_in_chinese_after_what_it_is_made(preset: object) -> None:
    source = preset.source  # type: ignore[attr-defined]
    assert not re.search("[A-Za-z]", CHINESE.definition(source)), source


def test_the_values_that_a_report_shows_have_words() -> None:
    channels = ("app", "phone", "web", "mail", "counter", "patrol", "inspection", "platform", "other")
    assert {f"channel {name}" for name in channels} <= PHRASES.keys()
    assert CHINESE.level("ward") == "ward"


def test_the_workbook_has_what_the_page_has() -> None:
    titles = Counter(sheet.title for sheet in sheets(a_report(), Language.ENGLISH))
    assert len(titles) == len(SHEETS)
    assert all(len(title) <= 31 for title in titles)
