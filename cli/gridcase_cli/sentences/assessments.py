"""What can happen to an assessment, each in one line of the city's words."""

from gridcase.assessments import events as e

FROM = "[ for {matter_id}][: {note}]"
VERDICT = (
    "{meets:meets the standard|does not meet the standard}, {score} points, grade {grade}[, threshold {threshold}]"
)
VETOED = "[, vetoed by mark {vetoed_by}][: {vetoes}]"

SENTENCES: dict[type[e.AssessmentEvent], str] = {
    e.AssessmentOpened: "opened as {kind}[, threshold {threshold}]",
    e.ItemDeducted: "mark {mark}: {cost} points off under {code}" + FROM,
    e.VetoRecorded: "mark {mark}: vetoed by {code}" + FROM,
    e.BonusGiven: "mark {mark}: {gain} points more[ for {matter_id}]: {reason}",
    e.ChargeProposed: "charge {charge} proposed: {sort} under {code}" + FROM,
    e.ChargeConfirmed: "charge {charge} confirmed as mark {mark}: {sort} under {code}" + FROM,
    e.ChargeRejected: "charge {charge} rejected: {reason}",
    e.AssessmentClosed: "closed: " + VERDICT + VETOED,
    e.MarksAppealed: "appeal {appeal} against marks {marks}: {reason}",
    e.MarksOpinionGiven: "appeal {appeal}: one supervisor would {upheld:uphold|reject} it[: {reason}]",
    e.MarksAppealDecided: "appeal {appeal} against marks {marks} {upheld:upheld|rejected}[: {reason}]",
    e.VerdictReissued: "verdict issued again: " + VERDICT + VETOED,
}
