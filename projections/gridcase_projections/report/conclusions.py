"""What a leader reads first: sentences made from the numbers of the report, each by a rule and by nothing else."""

from collections import Counter
from collections.abc import Callable, Iterator

from gridcase_projections.report.content import AssessmentReport, Figure, Ranking, Share
from gridcase_projections.report.phrases import Phrases
from gridcase_projections.report.ranking import MIN_ROUNDS

RATES = ("on-time-handling", "solution", "satisfaction")
"""The city's rates that a sentence is made of."""


def conclusions(report: AssessmentReport, phrases: Phrases) -> list[str]:
    """In the order of the page; a rule that finds nothing says nothing."""
    return [sentence for rule in RULES for sentence in rule(report, phrases)]


def received(report: AssessmentReport, t: Phrases) -> Iterator[str]:
    volumes = {volume.metric: volume for volume in report.volumes}
    reported = volumes["reported"]
    if not reported.now and not report.had_before:
        return
    filled = {
        "now": t.counted(reported.now, "of_matters"),
        "filed": t.count(volumes["filed"].now),
        "closed": t.count(volumes["closed"].now),
    }
    if not report.had_before:
        yield t("conclude_received_first", **filled)
        return
    more = Share(abs(reported.now - reported.before), reported.before)
    key = "more_than" if reported.now > reported.before else "fewer_than"
    change = t(key, percent=more.percent) if more.numerator else t("as_many_as")
    yield t("conclude_received", **filled, change=change, before=t.count(reported.before))


def main_channel(report: AssessmentReport, t: Phrases) -> Iterator[str]:
    total = sum(volume.reports for volume in report.channels)
    for volume in report.channels[:1]:
        if volume.reports:
            yield t(
                "conclude_channel",
                channel=t.channel(volume.channel),
                count=t.count(volume.reports),
                percent=t.percent(Share(volume.reports, total)),
            )


def rates(report: AssessmentReport, t: Phrases) -> Iterator[str]:
    names = {definition.name: getattr(definition, t.language.value) for definition in report.definitions}
    sentences = [
        t(
            "conclude_rate",
            metric=names[figure.metric],
            percent=t.percent(figure.now),
            share=t.share(figure.now),
            change=moved(figure, t),
        )
        for figure in report.figures
        if figure.metric in RATES and figure.now.denominator
    ]
    if sentences:
        listed = t("semicolon").join(sentences)
        yield t("conclude_rates", rates=f"{listed[:1].upper()}{listed[1:]}")


def moved(figure: Figure, t: Phrases) -> str:
    """By how many percentage points a rate changed, in words."""
    if figure.now.percent is None or figure.before.percent is None:
        return ""
    points = figure.now.percent - figure.before.percent
    if not points:
        return t("rate_stayed")
    return t("rate_rose" if points > 0 else "rate_fell", points=abs(points))


def hot_spots(report: AssessmentReport, t: Phrases) -> Iterator[str]:
    for spot in report.hot_spots[:1]:
        yield t(
            "conclude_hot_spot" if report.had_before else "conclude_hot_spot_first",
            place=t.way(spot.unit_above, spot.unit_name),
            class_name=t.name(spot.class_name),
            now=t.count(spot.reports),
            before=t.count(spot.before),
        )
    risen = max(report.hot_spots, key=lambda spot: spot.more, default=None)
    if risen and risen.before and risen.more > 0:
        yield t(
            "conclude_risen",
            place=t.way(risen.unit_above, risen.unit_name),
            class_name=t.name(risen.class_name),
            more=t.count(risen.more),
            now=t.count(risen.reports),
        )


def both_ends(report: AssessmentReport, t: Phrases) -> Iterator[str]:
    if report.best and report.worst:
        best, worst = (t.names(one.ranked.name for one in end) for end in (report.best, report.worst))
        yield t("conclude_ends", enough=MIN_ROUNDS, best=best, worst=worst)


def places(report: AssessmentReport, t: Phrases) -> Iterator[str]:
    for ranking in report.places:
        if differ(ranking):
            first, last = ranking.rows[0], ranking.rows[-1]
            yield t(
                "conclude_places",
                level=t.level(ranking.of),
                first=t.way(first.above, first.name),
                first_score=first.score,
                last=t.way(last.above, last.name),
                last_score=last.score,
            )


def differ(ranking: Ranking) -> bool:
    """Whether one is first and another last, of one group of peers."""
    scores = [row.score for row in ranking.rows]
    alike = len({row.group for row in ranking.rows}) == 1
    return alike and len(scores) > 1 and scores.count(scores[0]) == scores.count(scores[-1]) == 1


def overdue(report: AssessmentReport, t: Phrases) -> Iterator[str]:
    if not report.overdue:
        yield t("conclude_none_overdue")
        return
    count_by_host = Counter(late.department for late in report.overdue if late.department)
    names = {late.department: late.department_name for late in report.overdue}
    [(host, most), (_, next_most)] = [*count_by_host.most_common(2), ("", 0), ("", 0)][:2]
    yield t(
        "conclude_overdue",
        deadlines=t.counted(len(report.overdue), "of_deadlines"),
        matters=t.counted(len({late.matter_id for late in report.overdue}), "of_matters"),
        most=t("most_overdue", host=t.name(names[host]), count=t.count(most)) if most > max(next_most, 1) else "",
    )


def supervised(report: AssessmentReport, t: Phrases) -> Iterator[str]:
    if still_open := sum(one.is_open for one in report.supervised):
        yield t("conclude_supervised", open=t.counted(still_open, "of_matters"))


def suspended(report: AssessmentReport, t: Phrases) -> Iterator[str]:
    if report.suspended:
        longest = report.about.as_of - report.suspended[0].since
        yield t(
            "conclude_suspended",
            suspended=t.counted(len(report.suspended), "of_matters"),
            days=t.counted(longest.days, "of_days"),
        )


def repeats(report: AssessmentReport, t: Phrases) -> Iterator[str]:
    if report.repeats:
        yield t(
            "conclude_repeats",
            spots=t.counted(len(report.repeats), "of_spots"),
            matters=t.counted(sum(repeat.reports for repeat in report.repeats), "of_matters"),
            open=t.count(sum(repeat.is_open for repeat in report.repeats)),
            unsolved=t.count(sum(repeat.unsolved for repeat in report.repeats)),
        )


def standards(report: AssessmentReport, t: Phrases) -> Iterator[str]:
    for standard in report.standards:
        whole = standard.places[0]
        if whole.assessed:
            yield t(
                "conclude_standard",
                kind=t(standard.kind) + (t("in_parentheses", text=t.name(standard.title)) if standard.title else ""),
                met=t.count(whole.met),
                registered=t.count(whole.registered),
                percent=t.percent(whole.of_registered),
            )


Rule = Callable[[AssessmentReport, Phrases], Iterator[str]]

RULES: tuple[Rule, ...] = (
    *(received, main_channel, rates, hot_spots, both_ends, places),
    *(overdue, supervised, suspended, repeats, standards),
)
"""In the order of the page."""
