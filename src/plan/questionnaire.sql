-- name: last
select id, answers, tasks, made_by, made_at, finished_at, version from questionnaire_run order by id desc limit 1;

-- name: put
insert into questionnaire_run (id, answers, tasks, made_by, made_at, finished_at, version)
values ($1, $2, $3, $4, $5, $6, 1)
on conflict (id) do update set answers = excluded.answers, tasks = excluded.tasks,
    finished_at = excluded.finished_at, version = questionnaire_run.version + 1;
