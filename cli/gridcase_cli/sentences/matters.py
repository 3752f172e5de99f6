"""What can happen to a matter, each in one line of the city's words."""

from gridcase.matters import events as e

DIVERT_BY = "[, to be diverted by {due}]"
REASON = "[: {reason}]"
MEETABLE = "{unmeetable:nobody can meet the demand|the demand can be met}: {reason}"
NOTE = "[: {note}]"

SENTENCES: dict[type[e.MatterEvent], str] = {
    e.MatterReported: "reported in {unit}[ as {class_code}], channel {channel}[, to be classified by {due}]",
    e.EvidenceAdded: "evidence added" + NOTE,
    e.ReportConfirmed: "looked at on site: {found:there|not there}" + NOTE,
    e.MatterClassified: "classified as {class_code}, {severity}[, level {level}][, to be diverted by {due}]"
    "[, to be closed by {due_close}]",
    e.MatterDeclined: "declined: {reason}",
    e.MatterResolvedOnTheSpot: "resolved on the spot in {unit}[, micro-grid {micro_grid}][ as {class_code}]"
    "[, by agreement {agreement}]" + NOTE,
    e.OnTheSpotReviewed: "the work on the spot was {accepted:accepted|not accepted}" + NOTE + DIVERT_BY,
    e.MatterDiverted: "diverted to {host}[ with {co_handlers}][, due {due}]",
    e.MatterAccepted: "accepted by {host}, {in_time:in time|late}",
    e.ResidentContacted: "the resident was contacted by {host}, {in_time:in time|late}" + NOTE,
    e.ReturnAsked: "{host} asks to return it: {reason}",
    e.ReturnGranted: "returned by {host}, {after_due:after|before} its due time" + REASON + DIVERT_BY,
    e.ReturnRefused: "return refused: it stays with {host}" + REASON,
    e.JurisdictionDisputed: "{host} disputes that it is responsible[ and names {claimed_host}]: {reason}",
    e.JurisdictionRuled: "ruled that {ruled_host} is responsible" + REASON + DIVERT_BY,
    e.MatterPassed: "passed {direction} by {host} to {to_host}, {after_due:after|before} its due time" + REASON,
    e.MatterEscalated: "escalated[ from {from_level}] to {to_level}" + REASON,
    e.WhistleBlown: "{host} blows the whistle for {called}: {reason}",
    e.WhistleSignedIn: "{department} signs in, {in_time:in time|late}",
    e.OnSiteReported: "{department} is on site, {in_time:in time|late}" + NOTE,
    e.WhistleContested: "{department} says that it is not theirs: {reason}",
    e.WhistleRuled: "ruled that {department} {stays:stays|is released}" + REASON,
    e.WhistleRated: "{host} rates {department} {rating} of 5" + NOTE,
    e.MemberPutInCharge: "{in_charge} is put in charge[, after {relieved}]: {reason}",
    e.ExtensionAsked: "{host} asks for {limit} more: {reason}",
    e.ExtensionGranted: "{limit} more granted to {host}, due {due}",
    e.ExtensionRefused: "no more time for {host}" + REASON,
    e.SuspensionAsked: "{host} asks to suspend it[ until {until}]: {reason}",
    e.SuspensionGranted: "suspended: its clocks stand[ until {until}]" + REASON,
    e.SuspensionRefused: "not suspended" + REASON,
    e.SuspensionReminded: "{host} is reminded: suspended until {until}",
    e.MatterResumed: "resumed[, due {due}]",
    e.MatterUrged: "urged" + NOTE,
    e.MatterSupervised: "put under supervision, level {supervision}" + NOTE,
    e.DueWarned: "warned: {step} is due {due}",
    e.OverdueNoted: "overdue: {step} was due {due}",
    e.CoHandlingReported: "co-handled by {department}, {in_time:in time|late}" + NOTE,
    e.HandlingReported: "handled by {host}, {in_time:in time|late}[, harm: {harm}]"
    + NOTE
    + "[, to be verified by {due_verify}]",
    e.ResultConfirmed: "result confirmed, {in_time:in time|late}" + NOTE,
    e.ReworkOrdered: "to be done again because of {cause}" + NOTE + DIVERT_BY,
    e.FeedbackAsked: "the reporter is asked[, answer by {due}]",
    e.FeedbackRecorded: "the reporter was {contacted:reached|not reached}"
    "[contacted?: {solved:solved|not solved}, {satisfaction}]" + NOTE,
    e.MatterEvaluated: "evaluated: {score} of 100 by the rule {rule}",
    e.MatterClosed: "closed[ with its master {master}], {in_time:in time|late}",
    e.MatterReopened: "reopened: {reason}" + DIVERT_BY,
    e.PetitionRecorded: "people petitioned the {level}, {occurred_at}" + NOTE,
    e.CaseRecorded: "the police opened a[major? major] {kind} case, {occurred_at}" + NOTE,
    e.MatterMerged: "merged into {master}" + REASON,
    e.MatterUnmerged: "no duplicate of {master} any more" + REASON + DIVERT_BY,
    e.MatterVoided: "voided: {reason}",
    e.AppealFiled: "appeal {appeal} of {department} against {metrics} in round {round}: {reason}",
    e.AppealOpinionGiven: "appeal {appeal}: one supervisor would {upheld:uphold|reject} it" + REASON,
    e.DemandOpinionGiven: "one supervisor finds that " + MEETABLE,
    e.DemandJudged: "two supervisors find that " + MEETABLE,
    e.AppealDecided: "appeal {appeal} of {department} {upheld:upheld|rejected}" + REASON,
}
