"""What can happen on a grid member's day, each in one line of the city's words."""

from gridcase.patrols import events as e

SENTENCES: dict[type[e.PatrolEvent], str] = {
    e.PatrolStarted: "patrol started in {unit}, {occurred_at}",
    e.PointsAdded: "{taken} points taken, {outside} out of the grid",
    e.PlaceInspected: "{place} inspected[, note: {note}]",
    e.FindingReported: "finding {finding} reported as {matter_id}",
    e.MissNoted: "{matter_id} should have been reported: {reason}",
    e.PatrolEnded: "patrol ended, {occurred_at}",
}
