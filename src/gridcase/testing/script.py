"""What the people of the small city say, in the order of an ordinary Monday.

Everything can be said otherwise: ``divert(host="huanbao")``, ``handle(at="Tue 17:00")``, ``verify(by=SUN)``.
"""

from collections.abc import Callable
from typing import Any

from gridcase.actors import Actor
from gridcase.matters import commands as c
from gridcase.matters.events import CaseKind, Channel, Satisfaction
from gridcase.testing import cast

MATTER = "M260302-FUMES1"


def line(kind: type[c.MatterCommand], spoken: str, actor: Actor, /, **usual: Any) -> Callable[..., c.MatterCommand]:
    """A way to say one command: its usual time, speaker and content."""

    def say(*, at: str = spoken, by: Actor = actor, matter_id: str = MATTER, **changes: Any) -> c.MatterCommand:
        return kind(matter_id=matter_id, at=cast.at(at), actor=by, **{**usual, **changes})

    return say


report = line(
    c.ReportMatter,
    "Mon 09:00",
    cast.MRS_ZHAO,
    channel=Channel.APP,
    unit="xiangyang-3",
    reporter="r-zhao",
    text="楼下饭店油烟呛人",
)
add_evidence = line(c.AddEvidence, "Mon 09:05", cast.MRS_ZHAO, evidence_before=("a" * 64,))
confirm = line(c.ConfirmReport, "Mon 09:08", cast.LI, found=True)
classify = line(c.ClassifyMatter, "Mon 09:10", cast.WANG, class_code="fumes")
decline = line(c.DeclineMatter, "Mon 09:10", cast.WANG, reason="不属于城市管理")
resolve = line(c.ResolveOnTheSpot, "Mon 09:15", cast.LI, class_code="litter", note="当场清扫")
review = line(c.ReviewOnTheSpot, "Mon 09:20", cast.CHEN, accepted=True)
divert = line(c.DivertMatter, "Mon 09:20", cast.ZHOU)
accept = line(c.AcceptMatter, "Mon 09:30", cast.WU)
contact = line(c.RecordContact, "Mon 09:40", cast.WU, note="已电话联系")
ask_return = line(c.AskReturn, "Mon 10:00", cast.WU, reason="不归我们管")
decide_return = line(c.DecideReturn, "Mon 10:10", cast.ZHOU, granted=True)
dispute = line(c.DisputeJurisdiction, "Mon 10:00", cast.WU, reason="属于环保", claimed_host="huanbao")
rule = line(c.RuleOnJurisdiction, "Mon 10:30", cast.HAN, ruled_host="huanbao")
escalate = line(c.EscalateMatter, "Mon 10:30", cast.HAN, to_level="township")
send_up = line(c.SendUpMatter, "Mon 10:00", cast.MA, reason="村里处理不了")
order_down = line(c.OrderDownMatter, "Mon 10:30", cast.LIU, host=cast.VILLAGE, reason="由村先行调解")
whistle = line(c.BlowWhistle, "Mon 10:30", cast.LIU, departments=("huanbao", "shijian"), reason="请到场会商")
sign_in = line(c.SignIn, "Mon 10:40", cast.ZHENG)
on_site = line(c.ReportOnSite, "Mon 10:45", cast.ZHENG, note="已到场")
contest = line(c.ContestWhistle, "Mon 10:40", cast.FENG, reason="不属本部门职责")
rule_whistle = line(c.RuleOnWhistle, "Mon 10:50", cast.HAN, department="shijian", stays=False)
rate = line(c.RateWhistle, "Mon 11:00", cast.LIU, department="huanbao", rating=4)
put_in_charge = line(c.PutInCharge, "Mon 10:35", cast.HAN, in_charge="liu", reason="积案，由领导包案")
ask_extension = line(c.AskExtension, "Mon 10:00", cast.WU, limit="1 working day", reason="等待配件")
decide_extension = line(c.DecideExtension, "Mon 10:10", cast.ZHOU, granted=True)
ask_suspension = line(c.AskSuspension, "Mon 10:00", cast.WU, reason="冬季停工")
remind = line(c.RemindOfSuspension, "Fri 10:00", cast.LOOP, until=cast.at("Mon+1 09:00"))
decide_suspension = line(c.DecideSuspension, "Mon 10:30", cast.ZHOU, granted=True)
resume = line(c.ResumeMatter, "Wed 10:30", cast.WU)
urge = line(c.UrgeMatter, "Mon 10:40", cast.ZHOU, note="请尽快")
supervise = line(c.SuperviseMatter, "Mon 10:40", cast.HAN, supervision=1)
co_handle = line(c.ReportCoHandling, "Mon 10:45", cast.ZHENG, note="已监测")
handle = line(c.ReportHandling, "Mon 11:00", cast.WU, note="已安装净化器")
verify = line(c.ConfirmResult, "Mon 14:00", cast.LI)
rework = line(c.OrderRework, "Mon 14:00", cast.CHEN, note="仍有油烟")
ask_feedback = line(c.AskFeedback, "Mon 14:10", cast.LOOP)
feedback = line(
    c.RecordFeedback, "Mon 15:00", cast.JIANG, contacted=True, solved=True, satisfaction=Satisfaction.SATISFIED
)
evaluate = line(c.EvaluateMatter, "Mon 15:10", cast.LOOP)
close = line(c.CloseMatter, "Mon 15:20", cast.LOOP)
reopen = line(c.ReopenMatter, "Tue 09:00", cast.CHEN, reason="问题再次出现")
petition = line(c.RecordPetition, "Tue 10:00", cast.HAN, level="county", note="三人到县信访局")
case = line(c.RecordCase, "Tue 10:00", cast.HAN, kind=CaseKind.CRIMINAL)
merge = line(c.MergeMatter, "Mon 09:40", cast.CHEN, master="M260302-MASTER")
unmerge = line(c.UnmergeMatter, "Mon 09:50", cast.CHEN, reason="不是同一件")
void = line(c.VoidMatter, "Mon 16:00", cast.CHEN, reason="误报")
appeal = line(c.FileAppeal, "Mon 16:00", cast.WU, metrics=("rework",), reason="非我方原因")
judge_demand = line(c.JudgeDemand, "Mon 16:40", cast.HAN, unmeetable=True, reason="要求拆除相邻合法建筑")
decide_appeal = line(c.DecideAppeal, "Mon 16:30", cast.HAN, upheld=True)
