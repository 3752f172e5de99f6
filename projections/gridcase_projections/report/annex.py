"""The definitions of the metrics in Chinese: phrase by phrase, as the catalogue writes them in English."""

PHRASES = {
    # of what
    "matter": "事件",
    "round": "轮次",
    "cycle": "办理周期",
    "round / cycle": "轮次/办理周期",
    "verification": "核查",
    "flow": "按发生时间",
    "due cohort": "按到期时间",
    # formulas
    "filed": "立案数",
    "filed / accepted": "立案数 / 受理数",
    "filed, and not declined, voided or merged / reported": "已立案且未不受理、作废或合并的 / 上报数",
    "disposed in time / due_dispose": "按期处置数 / 应处置数",
    "disposed / due_dispose": "处置数 / 应处置数",
    "overdue_open / due_dispose": "超期未处置数 / 应处置数",
    "extended / due_dispose": "延期数 / 应处置数",
    "closed / due_close": "结案数 / 应结案数",
    "closed in time / due_close": "按期结案数 / 应结案数",
    "rework / due_close": "返工数 / 应结案数",
    "closed with one round and no reopening / closed": "一轮办结且未重开的结案数 / 结案数",
    "missed / filed": "漏报数 / 立案数",
    "at least 3 complaints at one place about one class within 30 days / complaints with a class": (
        "同一地点、同类事项 30 天内达到 3 次及以上的诉求 / 已分类诉求"
    ),
    "contacted in the limit / valid revisits": "时限内联系 / 有效回访数",
    "solved / valid revisits": "已解决 / 有效回访数",
    "(satisfied + w · basically satisfied) / valid revisits; w is scoring.basically_satisfied in percent": (
        "（满意 + w · 基本满意）/ 有效回访数；w 为 scoring.basically_satisfied（百分比）"
    ),
    "looked at before the deadline for filing / looked at": "立案时限前核实 / 核实数",
    "confirmed in time / confirmed": "按时核查 / 核查数",
    "the mean of the scores (0–100) of the matters evaluated": "已评价事件得分（0–100）的平均值",
    # who is charged
    "the final host": "最终承办部门",
    "the host of the round": "该轮承办部门",
    "the host of the failed round": "不合格轮次的承办部门",
    "the host when the reporter answered": "回访时的承办部门",
    "the host when the matter was evaluated": "评价时的承办部门",
    "the grid of occurrence": "发生地网格",
    "the member who reported": "上报人员",
    "the member who went to look": "核实人员",
    "the member who verified": "核查人员",
    "the grid member whose patrol it was": "当班网格员",
    "the grid of that patrol": "巡查所在网格",
    # what is left out
    "what an upheld appeal names it for": "申诉成立并指明的事项",
    "merged, declined and voided matters, and those never diverted": "合并、不予受理、作废及从未派遣的事件",
    "nothing as reported": "上报数不作剔除",
    "merged matters as accepted": "受理数剔除合并事件",
    "also declined and voided ones as valid": "有效数另剔除不予受理和作废的事件",
    "rounds without a limit, suspended before they were due, returned before they were due, ruled to another"
    " department": "无时限、到期前挂起、到期前退回或裁定他部门承办的轮次",
    "rounds of matters merged, voided or declined": "合并、作废或不予受理事件的轮次",
    "matters without a closing limit, suspended before it was due, merged, voided or declined": (
        "无结案时限、到期前挂起、合并、作废或不予受理的事件"
    ),
    "matters merged, voided or declined": "合并、作废或不予受理的事件",
    "rework that a wrong diversion caused, or that went to another host": "因派遣错误或改派其他部门的返工",
    "revisits without an answer, and all but the last of the period": "未得到答复的回访，以及本期最后一次以外的回访",
    "all but the last evaluation of the period": "本期最后一次以外的评价",
    "merged matters, and those without a class": "合并及未分类的事件",
    "merged matters": "合并事件",
    "what came from patrols or other platforms": "来自巡查或其他平台的事件",
}


def in_chinese(text: str) -> str:
    """The definition phrase by phrase; one that is not known stays in English."""
    if text in PHRASES:
        return PHRASES[text]
    return "；".join(PHRASES.get(phrase, phrase) for phrase in text.split("; "))
