-- What happened to matters, each fact under its own name. Grain: matter × version.
-- The only place that knows what `word`, `number` and `answer` of a staged event hold: that depends on its tag.
with
named as (
    select
        * exclude (word, number, answer)
        replace (if(tag = 'matter-escalated', word, level) as level),
        if(tag = 'matter-reported', word, null) as channel,
        if(tag = 'report-confirmed', answer, null) as found,
        if(tag = 'matter-classified', word, null) as severity,
        if(tag = 'matter-resolved-on-the-spot', word, null) as micro_grid,
        if(tag = 'matter-resolved-on-the-spot', answer, null) as agreed,
        if(tag = 'on-the-spot-reviewed', answer, null) as accepted,
        if(tag = 'on-the-spot-reviewed', word, null) as resolved_by,
        if(tag in ('matter-diverted', 'extension-granted'), coalesce(word, ''), null) as "limit",
        if(tag = 'extension-granted', number, null) as extension,
        if(tag in ('return-granted', 'matter-passed'), answer, null) as after_due,
        if(tag = 'jurisdiction-ruled', answer, null) as host_stays,
        if(tag = 'matter-passed', word, null) as direction,
        if(tag = 'member-put-in-charge', word, null) as in_charge,
        if(tag = 'whistle-ruled', answer, null) as stays,
        if(tag = 'whistle-rated', number, null) as rating,
        if(tag = 'matter-resumed', number, null) as suspended,
        if(tag = 'matter-supervised', number, null) as supervision,
        if(tag in ('handling-reported', 'co-handling-reported'), coalesce(number, 0), null) as used,
        if(tag in ('handling-reported', 'co-handling-reported'), try_cast(word as bigint), null) as entry_delay,
        if(tag = 'petition-recorded', word, null) as petitioned,
        if(tag = 'case-recorded', word, null) as case_kind,
        if(tag = 'rework-ordered', word, null) as cause,
        if(tag = 'feedback-recorded', answer, null) as solved,
        if(tag = 'feedback-recorded' and answer is not null, word, null) as satisfaction,
        if(tag = 'matter-evaluated', number, null) as score,
        if(tag in ('matter-merged', 'matter-unmerged', 'matter-closed'), word, null) as master,
        if(tag in ('appeal-filed', 'appeal-opinion-given', 'appeal-decided'), number, null) as appeal,
        if(tag in ('appeal-filed', 'appeal-decided'), string_split(word, ' '), null) as metrics,
        if(tag in ('appeal-opinion-given', 'appeal-decided'), answer, null) as upheld,
        if(tag = 'demand-judged', answer, null) as unmeetable
    from staged_events
)
select * from named
