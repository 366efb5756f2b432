-- name: insert
insert into survey_answer (event, customer, reference, kind, survey, channel, agent, score_milli, scale_low, scale_high,
    at, counted_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- name: of_reference
select event, at from survey_answer where reference = $1 order by at, event limit 10000;

-- name: count_none
update survey_answer set counted_at = null where reference = $1;

-- name: count_one
update survey_answer set counted_at = $2 where event = $1;

-- name: reference_of
select reference from survey_answer where event = $1;

-- name: remove
delete from survey_answer where event = $1;

-- name: invite
insert into survey_invitation (event, customer, reference, kind, survey, channel, at)
values ($1, $2, $3, $4, $5, $6, $7);

-- name: uninvite
delete from survey_invitation where event = $1;

-- name: export
select kind, survey, score_milli, channel, agent, at from survey_answer where customer = $1 order by event;

-- name: erase
delete from survey_answer where customer = $1;

-- name: expire
delete from survey_answer where event in (select event from survey_answer where at < $1 order by at limit $2);

-- name: export_invitations
select kind, survey, channel, at from survey_invitation where customer = $1 order by event;

-- name: erase_invitations
delete from survey_invitation where customer = $1;

-- name: expire_invitations
delete from survey_invitation where event in (select event from survey_invitation where at < $1 order by at limit $2);

-- name: page
select event, customer, kind, survey, channel, agent, score_milli, scale_low, scale_high, counted_at from survey_answer
where counted_at is not null and event < $1 and ($2 = 0 or kind = $2) and ($3 = '' or survey = $3)
    and ($4 = '' or agent = $4)
    and ($6 = 0 or $6 = case
        when kind = 1 then case when score_milli >= 9000 then 3 when score_milli >= 7000 then 2 else 1 end
        when (score_milli - scale_low * 1000) * 4 >= (scale_high - scale_low) * 3000 then 3
        when (score_milli - scale_low * 1000) * 2 >= (scale_high - scale_low) * 1000 then 2
        else 1 end)
order by event desc limit $5;

-- name: scores
select score_milli, scale_low, scale_high, count(*) from survey_answer
where counted_at is not null and kind = $1 and ($2 = '' or survey = $2) and counted_at >= $3 and counted_at < $4
group by score_milli, scale_low, scale_high order by scale_high, score_milli;

-- name: first
select min(at) from (
    select min(counted_at) as at from survey_answer where ($1 = 0 or kind = $1) and counted_at is not null
    union all
    select min(at) as at from survey_verbatim where $1 = 0) as said;

-- name: first_invitation
select min(at) from survey_invitation where ($1 = 0 or kind = $1);

-- name: between
select event, customer, kind, survey, channel, agent, score_milli, scale_low, scale_high, counted_at, reference
from survey_answer
where ($1 = 0 or kind = $1) and counted_at >= $2 and counted_at < $3 and ($4 = '' or survey = $4)
order by counted_at, event;

-- name: invitations_between
select event, customer, kind, survey, channel, at, reference from survey_invitation
where ($1 = 0 or kind = $1) and at >= $2 and at < $3 and ($4 = '' or survey = $4)
order by at, event;

-- name: groups
select told, count(*) from (
    select case when $2 = 'survey' then survey when $2 = 'channel' then channel when $2 = 'agent' then agent
        else case kind when 1 then 'nps' when 2 then 'csat' when 3 then 'ces' when 5 then 'review' else 'other' end end
        as told
    from survey_answer where ($1 = 0 or kind = $1) and counted_at is not null
    union all
    select case when $2 = 'survey' then survey when $2 = 'channel' then channel when $2 = 'agent' then agent
        else case kind when 1 then 'nps' when 2 then 'csat' when 3 then 'ces' when 5 then 'review'
            when 6 then 'mention' else 'other' end end
        as told
    from survey_verbatim where $1 = 0) as answers
group by told order by count(*) desc, told limit 50;

-- name: invitation_groups
select told, count(*) from (
    select case when $2 = 'survey' then survey when $2 = 'channel' then channel
        else case kind when 1 then 'nps' when 2 then 'csat' when 3 then 'ces' when 5 then 'review' else 'other' end end
        as told
    from survey_invitation where ($1 = 0 or kind = $1)) as invitations
group by told order by count(*) desc, told limit 50;

-- name: say
insert into survey_verbatim (event, customer, reference, kind, survey, channel, agent, mood, at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: unsay
delete from survey_verbatim where event = $1;

-- name: verbatims_between
select event, customer, kind, survey, channel, agent, mood, at, reference from survey_verbatim as said
where at >= $1 and at < $2 and ($3 = '' or survey = $3)
    and (reference is null
        or (not exists (select 1 from survey_answer where survey_answer.reference = said.reference)
            and not exists (select 1 from survey_verbatim as later where later.reference = said.reference
                and (later.at > said.at or (later.at = said.at and later.event > said.event)))))
order by at, event;

-- name: export_verbatims
select kind, survey, channel, agent, mood, at from survey_verbatim where customer = $1 order by event;

-- name: erase_verbatims
delete from survey_verbatim where customer = $1;

-- name: expire_verbatims
delete from survey_verbatim where event in (select event from survey_verbatim where at < $1 order by at limit $2);
