-- name: of
select playbook, active, kind, word, value_minor, present, day_max, goal, goal_days, control_share, experiment, since,
    looked_at, changed_by, changed_at, version
from playbook_entry where playbook = $1;

-- name: all
select playbook, active, kind, word, value_minor, present, day_max, goal, goal_days, control_share, experiment, since,
    looked_at, changed_by, changed_at, version
from playbook_entry order by playbook;

-- name: put
insert into playbook_entry (playbook, active, kind, word, value_minor, present, day_max, goal, goal_days, control_share,
    experiment, since, looked_at, changed_by, changed_at, version)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0, $13, $14, 1)
on conflict (playbook) do update set active = excluded.active, kind = excluded.kind, word = excluded.word,
    value_minor = excluded.value_minor, present = excluded.present, day_max = excluded.day_max, goal = excluded.goal,
    goal_days = excluded.goal_days, control_share = excluded.control_share, experiment = excluded.experiment,
    since = excluded.since, looked_at = 0, changed_by = excluded.changed_by, changed_at = excluded.changed_at,
    version = playbook_entry.version + 1;

-- name: looked
update playbook_entry set looked_at = $2 where playbook = $1;

-- People who came into a segment from an instant on, in the order in which they came.
-- name: came_in
select segment_member.customer from segment_member join segment on segment.id = segment_member.segment
where segment.key = $1 and segment_member.since >= $2 order by segment_member.since, segment_member.customer;

-- Playbooks of customers, each with its runs: under way, in the control group, all; and how many tasks are overdue on
-- day $1.
-- name: overview
select playbook.id, playbook.name,
    (select count(*) from playbook_run where playbook_run.playbook = playbook.id and status = 0),
    (select count(*) from playbook_run where playbook_run.playbook = playbook.id and status = 1),
    (select count(*) from playbook_run where playbook_run.playbook = playbook.id),
    (select count(*) from playbook_run_step join playbook_run on playbook_run.id = playbook_run_step.run
        where playbook_run.playbook = playbook.id and playbook_run.status = 0 and playbook_run_step.outcome = 0
            and playbook_run_step.due_day < $1)
from playbook where playbook.record_type = 0 order by playbook.id desc;
