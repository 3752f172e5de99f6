"""The words of a report in English and Chinese, and how numbers, times and names are written in each."""

import re
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo

from gridcase_projections.metrics.chinese import in_chinese
from gridcase_projections.report.content import Share

NOT_APPLICABLE = "n/a"
"""A share of nothing: neither 0 % nor 100 %."""


class Language(StrEnum):
    ENGLISH = "en"
    CHINESE = "zh"


PHRASES = {
    "title": ("Assessment report", "考核评价报告"),
    "glance": ("At a glance", "总体情况"),
    "ranking": ("Ranking of the departments", "部门排名"),
    "trends": ("Trends", "变化趋势"),
    "overdue": ("Overdue", "超期未办"),
    "rework": ("Rework", "返工"),
    "repeats": ("Repeat complaints", "重复诉求"),
    "rates": ("Three rates", "三率"),
    "standards": ("Standard rates", "达标率"),
    "ends": ("Best and worst", "先进与后进"),
    "annex": ("Annex", "附录：指标定义"),
    "source": ("What it was computed from", "计算依据"),
    "comma": (", ", "，"),
    "semicolon": ("; ", "；"),
    "colon": (": ", "："),
    # columns
    "place": ("Place", "名次"),
    "moved": ("Moved", "升降"),
    "department": ("Department", "部门"),
    "score": ("Score", "得分"),
    "score_before": ("Before", "上期得分"),
    "grade": ("Grade", "等级"),
    "departments": ("Departments", "部门数"),
    "matter": ("Matter", "事件编号"),
    "matters": ("Matters", "事件"),
    "step": ("Waits for", "待办环节"),
    "unit": ("Where", "地点"),
    "class": ("Class", "类别"),
    "due": ("Due", "截止时间"),
    "late_by": ("Late by", "已超期"),
    "round": ("Round", "轮次"),
    "cause": ("Cause", "原因"),
    "ordered_at": ("Ordered", "责令时间"),
    "rework_rates": ("Rework by department", "部门返工"),
    "rework_due": ("Done again / due for closing", "返工数/应结案数"),
    "again": ("Again", "重复"),
    "reports": ("In the period", "本期"),
    "first_at": ("First", "首次"),
    "last_at": ("Last", "末次"),
    "handled_at": ("Handled", "处置时间"),
    "outcome": ("What it came to", "结果"),
    "period": ("Period", "周期"),
    "reported": ("Reported", "上报"),
    "closed": ("Closed", "结案"),
    "response": ("Response", "响应率"),
    "solution": ("Solution", "解决率"),
    "satisfaction": ("Satisfaction", "满意率"),
    "standard_rate": ("Standard rate", "达标率"),
    "met_registered": ("Met / registered", "达标/登记"),
    "met_assessed": ("Met / assessed", "达标/已考核"),
    "not_assessed": ("Not assessed", "未考核"),
    "code": ("Code", "代码"),
    "sort": ("Failed by", "未达标原因"),
    "points": ("Points", "分值"),
    "event": ("Event", "事件记录"),
    "metric": ("Metric", "指标"),
    "formula": ("Formula", "公式"),
    "counted": ("Counts", "统计口径"),
    "charged_to": ("Charged to", "责任主体"),
    "leaves_out": ("Leaves out", "不计入"),
    "version": ("Version", "版本"),
    "begins_at": ("From", "起始分"),
    "before": ("before", "上期"),
    "new": ("new", "新"),
    "city": ("The whole city", "全市"),
    "rate": ("Rate", "比率"),
    "numerator": ("Numerator", "分子"),
    "denominator": ("Denominator", "分母"),
    "kind": ("Kind", "类型"),
    "above": ("In", "上级"),
    "item": ("Item", "条目"),
    "meaning": ("Meaning", "条目名称"),
    "pack": ("Standard", "考核标准"),
    "met": ("Met", "达标"),
    "not_met": ("Not met", "未达标"),
    "assessed": ("Assessed", "已考核"),
    "registered": ("Registered", "登记"),
    "basis": ("Basis", "归期方式"),
    "begins": ("From", "起"),
    "ends_at": ("To", "止"),
    "time_zone": ("Time zone", "时区"),
    # values
    "classify": ("classification", "受理立案"),
    "divert": ("diversion", "派遣"),
    "accept": ("acceptance", "签收"),
    "handle": ("handling", "处置"),
    "verify": ("verification", "核查"),
    "feedback": ("feedback", "回访"),
    "close": ("closing", "结案"),
    "bad-work": ("bad work", "处置不合格"),
    "wrong-diversion": ("wrong diversion", "派遣错误"),
    "village": ("Villages and communities", "村（社区）"),
    "enterprise": ("Enterprises and institutions", "企事业单位"),
    "veto": ("veto", "一票否决"),
    "deduction": ("deduction", "扣分"),
    "handled in time": ("handled in time", "按期处置"),
    "handled late": ("handled late", "超期处置"),
    "not handled": ("not handled", "未处置"),
    "returned after due": ("returned after due", "超期后退回"),
    "best": ("Best", "先进"),
    "worst": ("Worst", "后进"),
    # sentences
    "for_period": ("{start} to {end}", "{start} 至 {end}"),
    "provisional": (
        "The period is not over: these are its figures up to {as_of}.",
        "本期尚未结束，以下为截至 {as_of} 的数据。",
    ),
    "summary": (
        "Departments scored: {departments}. Deadlines passed unanswered at the end: {overdue}."
        " Results to be done again: {rework}. Complaints that came again and again: {repeats}.",
        "参评部门 {departments} 个；期末超期未办 {overdue} 项；责令返工 {rework} 次；重复诉求 {repeats} 处。",
    ),
    "first_period": (
        "This is the first period in which anything happened: trends begin with the next.",
        "本期为首个有数据的周期，变化趋势自下期起显示。",
    ),
    "nothing_yet": ("Nothing happened in these periods.", "各期均没有数据。"),
    "about_ranking": (
        "By the preset “{preset}”. Moved: places gained (▲) or lost (▼) since the period before.",
        "按“{preset}”方案计分。升降：较上期上升（▲）或下降（▼）的名次。",
    ),
    "about_trends": (
        "The last {count} periods, each as it stood at its own end.",
        "最近 {count} 期，每期均以期末数据为准。",
    ),
    "about_overdue": (
        "Deadlines that had passed unanswered on {as_of}, those due longest first.",
        "截至 {as_of} 超期未办的事项，超期最久者在前。",
    ),
    "about_rework": (
        "Departments by what they had to do again, out of what was due for closing; then each order. A wrong diversion"
        " is not charged to them.",
        "各部门返工数与应结案数之比，以及逐项返工。派遣错误不计入承办部门。",
    ),
    "about_repeats": (
        "Matters of the same class in the same place, at least {least} times in {days} days.",
        "同一地点、同类事项，{days} 天内达到 {least} 次及以上。",
    ),
    "about_rates": (
        "What residents said when they were asked, per department that handled their matter.",
        "按承办部门统计的居民回访结果。",
    ),
    "about_standards": (
        "Units that meet the standard out of all that are registered at the end of the period.",
        "期末登记单位中达标单位所占比例。",
    ),
    "about_ends": (
        "On-time handling of departments with {enough} rounds or more, and the rounds that speak for or against them.",
        "承办 {enough} 轮及以上的部门的按期处置情况，以及相应事件。",
    ),
    "and_more": ("and {count} more: the workbook lists all of them", "另有 {count} 项，详见电子表格"),
    "none_overdue": ("Nothing was overdue.", "没有超期未办事项。"),
    "none_rework": ("Nothing had to be done again.", "没有返工事项。"),
    "none_repeats": ("No complaint came again.", "没有重复诉求。"),
    "none_ranking": ("No department had anything to be scored by.", "没有可供考核的部门数据。"),
    "none_rates": ("No resident was asked.", "没有回访数据。"),
    "none_standards": ("No unit is registered that could be assessed.", "没有登记的考核单位。"),
    "none_ends": ("No department had {enough} rounds or more.", "没有承办 {enough} 轮及以上的部门。"),
    "none_assessed": (
        "None of the {registered} units registered was assessed in this period.",
        "登记单位 {registered} 个，本期均未考核。",
    ),
    "failed": ("Not met, and why", "未达标单位及原因"),
    "rounds_for": ("handled in time, {shown} of {of} shown", "按期处置，列出 {of} 项中的 {shown} 项"),
    "rounds_against": ("late or not handled, {shown} of {of} shown", "超期或未处置，列出 {of} 项中的 {shown} 项"),
    "place_of": ("place {place} of {of}", "第 {place} 名，共 {of} 名"),
    "position": ("Position in the event feed", "事件序列位置"),
    "recorded_at": ("Last event recorded", "最后记录时间"),
    "as_of": ("As of", "数据截至"),
    "policy": ("Policy version", "规则版本"),
    "preset": ("Scoring preset", "计分方案"),
    "source_note": (
        "Every number follows from the events up to this position under this policy, and from nothing else."
        " Times are those of {zone}.",
        "所有数字均由该位置之前的事件按上述规则计算得出。时间为 {zone} 时间。",
    ),
    "days": ("Days late", "超期天数"),
    "is_reported": ("reported", "上报"),
    "is_closed": ("closed", "结案"),
    "points_change": ("{change} pp", "{change} 个百分点"),
}
"""Every word and sentence: English, Chinese. Places in braces are filled in."""

MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)

NAME_IN_BOTH = re.compile(r"(?P<zh>[^A-Za-z]*[\u3400-\u9fff][^A-Za-z]*?) (?P<en>[A-Za-z][^\u3400-\u9fff]*)")
"""A name that is written twice: in Chinese, then in English."""


class Phrases:
    """How a report of one language says things."""

    def __init__(self, language: Language, zone: ZoneInfo) -> None:
        self.language = language
        self._zone = zone

    def __call__(self, key: str, **filled: object) -> str:
        return PHRASES[key][self.language is Language.CHINESE].format(**filled)

    def value(self, key: str) -> str:
        """A value of the read models in words; one without words stays as it is."""
        return self(key) if key in PHRASES else key

    def definition(self, text: str) -> str:
        """A part of a metric's definition, in the language of the report."""
        return in_chinese(text) if self.language is Language.CHINESE else text

    def name(self, name: str) -> str:
        """A name that is written in both languages, Chinese first, in the report's own."""
        both = NAME_IN_BOTH.fullmatch(name)
        return both[self.language.value] if both else name

    def where(self, above: str, name: str) -> str:
        return " · ".join(self.name(part) for part in (above, name) if part)

    def way(self, above: str, name: str) -> str:
        """A place by all that lies above it, ``Shibu City · Chengguan Street · Zhangzhuang Village``."""
        return " · ".join(self.name(part) for part in (*above.split(" · "), name) if part)

    def count(self, count: int) -> str:
        return f"{count:,}"

    def share(self, share: Share) -> str:
        """``1,159 / 1,336``, or n/a of nothing."""
        return NOT_APPLICABLE if not share.denominator else f"{share.whole:,f} / {share.denominator:,}"

    def percent(self, share: Share) -> str:
        return NOT_APPLICABLE if share.percent is None else f"{share.percent} %"

    def change(self, now: Share, before: Share) -> str:
        """By how many percentage points the rate changed; empty where there is nothing to compare."""
        if now.percent is None or before.percent is None:
            return ""
        return self("points_change", change=signed(now.percent - before.percent))

    def time(self, time: datetime | None) -> str:
        return f"{time.astimezone(self._zone):%Y-%m-%d %H:%M}" if time else "–"

    def short_time(self, time: datetime | None) -> str:
        return f"{time.astimezone(self._zone):%m-%d %H:%M}" if time else "–"

    def day(self, time: datetime) -> str:
        return f"{time.astimezone(self._zone):%Y-%m-%d}"

    def period(self, period: str) -> str:
        """``September 2026``, ``Q3 2026``, ``H2 2026``, ``2026``"""
        year, _, part = period.partition("-")
        chinese = self.language is Language.CHINESE
        if not part:
            return f"{year}年" if chinese else year
        if part.startswith("Q"):
            return f"{year}年第{'一二三四'[int(part[1]) - 1]}季度" if chinese else f"{part} {year}"
        if part.startswith("H"):
            return f"{year}年{'上下'[int(part[1]) - 1]}半年" if chinese else f"{part} {year}"
        return f"{year}年{int(part)}月" if chinese else f"{MONTHS[int(part) - 1]} {year}"

    def short_period(self, period: str) -> str:
        """``Sep``, and the year below it where it begins one."""
        year, _, part = period.partition("-")
        if not part:
            return year
        if part.startswith(("H", "Q")):
            return f"{part}\n{year}" if part.endswith("1") else part
        month = f"{int(part)}月" if self.language is Language.CHINESE else MONTHS[int(part) - 1][:3]
        return f"{month}\n{year}" if part == "01" else month

    def late_by(self, due: datetime, at: datetime) -> str:
        """In days and hours, not rounded up."""
        days, seconds = divmod(int((at - due).total_seconds()), 86400)
        hours = seconds // 3600
        if self.language is Language.CHINESE:
            return f"{days}天{hours}小时" if days else f"{hours}小时"
        return f"{days} d {hours} h" if days else f"{hours} h"


def signed(number: Decimal | int) -> str:
    """With its sign, a true minus among them."""
    return f"+{number}" if number > 0 else f"−{abs(number)}" if number < 0 else "±0"
