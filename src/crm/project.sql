-- name: insert
insert into project (id, name, text, owner, due_day, made_by, made_at, closed_at, version)
values ($1, $2, $3, $4, $5, $6, $7, null, 1);

-- name: change
update project set name = $2, text = $3, owner = $4, due_day = $5, closed_at = $6, version = version + 1 where id = $1;

-- name: remove
delete from project where id = $1;

-- name: one
select id, name, text, owner, due_day, made_by, made_at, closed_at, version,
       (select count(*) from task where task.project = project.id),
       (select count(*) from task where task.project = project.id and task.status = 2)
from project where id = $1;

-- name: page
select id, name, text, owner, due_day, made_by, made_at, closed_at, version,
       (select count(*) from task where task.project = project.id),
       (select count(*) from task where task.project = project.id and task.status = 2)
from project where id < $1 order by id desc limit $2;

-- name: milestones
select id, name, due_day, reached_at,
       (select count(*) from task where task.milestone = milestone.id),
       (select count(*) from task where task.milestone = milestone.id and task.status = 2)
from milestone where project = $1 order by id;

-- name: milestone
select id, project, name, due_day, reached_at from milestone where id = $1;

-- name: milestone_insert
insert into milestone (id, project, name, due_day, reached_at) values ($1, $2, $3, $4, null);

-- name: milestone_change
update milestone set name = $2, due_day = $3, reached_at = $4 where id = $1;

-- name: milestone_remove
delete from milestone where id = $1;
