-- name: last
select coalesce(max(id), 0) from retention_case;

-- name: last_change
select coalesce(max(id), 0) from retention_case_change;

-- name: all
select id, customer, owner, due_day, status, outcome, task, probability, risk_minor, currency, made_by, made_at,
    changed_at, closed_at, version
from retention_case order by id;

-- name: of_customer
select id, customer, owner, due_day, status, outcome, task, probability, risk_minor, currency, made_by, made_at,
    changed_at, closed_at, version
from retention_case where customer = $1 order by id;

-- name: insert
insert into retention_case (id, customer, owner, due_day, status, outcome, task, probability, risk_minor, currency,
    made_by, made_at, changed_at, closed_at, version)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 1);

-- name: change
update retention_case set owner = $2, due_day = $3, status = $4, outcome = $5, task = $6, changed_at = $7,
    closed_at = $8, version = version + 1
where id = $1;

-- name: note
insert into retention_case_change (id, retention_case, customer, owner, due_day, status, outcome, made_by, at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: history
select retention_case, owner, due_day, status, outcome, made_by, at from retention_case_change where customer = $1
order by id desc limit 200;

-- name: export
select status, outcome, due_day, probability, made_at, closed_at from retention_case where customer = $1 order by id;

-- name: erase
delete from retention_case where customer = $1;

-- name: expire
delete from retention_case where id in (select id from retention_case where changed_at < $1 order by changed_at
    limit $2);

-- name: export_change
select status, outcome, due_day, at from retention_case_change where customer = $1 order by id;

-- name: erase_change
delete from retention_case_change where customer = $1;
