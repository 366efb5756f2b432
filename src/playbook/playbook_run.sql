-- name: release
insert into playbook_release (playbook, version, steps, made_at) values ($1, $2, $3, $4)
on conflict (playbook, version) do nothing;

-- name: steps
select steps from playbook_release where playbook = $1 and version = $2;

-- name: insert
insert into playbook_run (id, playbook, version, customer, arm, status, step, goal, started_at, next_at, ended_at,
    made_by)
values ($1, $2, $3, $4, $5, $6, 0, $7, $8, $9, null, $10);

-- name: one
select id, playbook, version, customer, arm, status, step, goal, started_at, next_at, ended_at, made_by
from playbook_run where id = $1;

-- name: due
select id, playbook, version, customer, arm, status, step, goal, started_at, next_at, ended_at, made_by
from playbook_run where next_at is not null and next_at <= $1 order by next_at, id limit $2;

-- name: of_customer
select id, playbook, version, customer, arm, status, step, goal, started_at, next_at, ended_at, made_by
from playbook_run where playbook = $1 and customer = $2;

-- With numbers below $2, of status $4 (-1: any).
-- name: page
select id, playbook, version, customer, arm, status, step, goal, started_at, next_at, ended_at, made_by
from playbook_run
where playbook = $1 and id < $2 and (cast($4 as bigint) = -1 or status = cast($4 as bigint))
order by id desc limit $3;

-- name: move
update playbook_run set status = $2, step = $3, next_at = $4, ended_at = $5 where id = $1;

-- name: step
select position, kind, outcome, reason, began_at, due_day, until_at, ended_at, task, message, told_at
from playbook_run_step where run = $1 order by position;

-- name: put_step
insert into playbook_run_step (run, position, kind, outcome, reason, began_at, due_day, until_at, ended_at, task,
    message, told_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
on conflict (run, position) do update set outcome = excluded.outcome, reason = excluded.reason,
    due_day = excluded.due_day, until_at = excluded.until_at, ended_at = excluded.ended_at, task = excluded.task,
    message = excluded.message, told_at = excluded.told_at;

-- name: task_status
select status from task where id = $1;

-- name: close_task
update task set status = 2, closed_at = $2, version = version + 1 where id = $1 and status <> 2;

-- Those that entered by themselves from an instant on.
-- name: entered
select count(*) from playbook_run where playbook = $1 and started_at >= $2 and made_by is null;

-- name: counts
select status, count(*) from playbook_run where playbook = $1 group by status;

-- name: customers
select customer from playbook_run where playbook = $1;

-- name: export
select playbook.name, playbook_run.status, playbook_run.step, playbook_run.started_at, playbook_run.ended_at
from playbook_run join playbook on playbook.id = playbook_run.playbook
where playbook_run.customer = $1 order by playbook_run.id;

-- name: erase
delete from playbook_run where customer = $1;

-- name: expire
delete from playbook_run where id in (select id from playbook_run where ended_at is not null and ended_at < $1
    order by ended_at limit $2);
