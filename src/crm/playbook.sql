-- name: insert
insert into playbook (id, name, record_type, stage, steps, changed_by, changed_at, version)
values ($1, $2, $3, $4, $5, $6, $7, 1);

-- name: change
update playbook set name = $2, record_type = $3, stage = $4, steps = $5, changed_by = $6, changed_at = $7,
version = version + 1
where id = $1;

-- name: remove
delete from playbook where id = $1;

-- name: one
select id, name, record_type, stage, steps, changed_by, changed_at, version from playbook where id = $1;

-- name: runs
select count(*) from playbook_run where playbook = $1;

-- Of record type $3 (-1: any) and stage $4 ('*': any; what has no stage is of all).
-- name: page
select id, name, record_type, stage, steps, changed_by, changed_at, version from playbook
where id < $1 and (cast($3 as bigint) = -1 or record_type = cast($3 as bigint))
    and ($4 = '*' or stage = '' or stage = $4)
order by id desc limit $2;
