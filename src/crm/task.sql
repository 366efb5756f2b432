-- name: insert
insert into task (id, customer, project, milestone, title, text, owner, due_day, status, made_by, made_at, closed_at,
version)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 1);

-- name: change
update task set customer = $2, project = $3, milestone = $4, title = $5, text = $6, owner = $7, due_day = $8,
status = $9, closed_at = $10, version = version + 1
where id = $1;

-- name: remove
delete from task where id = $1;

-- name: one
select id, customer, project, milestone, title, text, owner, due_day, status, made_by, made_at, closed_at, version
from task where id = $1;

-- name: of_customer
select id, customer, project, milestone, title, text, owner, due_day, status, made_by, made_at, closed_at, version
from task where customer = $1 and id < $2 order by id desc limit $3;

-- name: count
select count(*) from task where customer = $1;

-- What waits for somebody ($1; 0: tasks of all), by when it is due: tasks of status $2 (0 open, 1 closed, 2 all), due
-- from day $3 to day $4 (without a day: 1,000,000), of project $5 (0: any); mentions; promises that are broken at $6.
-- name: queue
select id, kind, customer, project, title, owner, due_day, due_at, status, due_order from (
    select id, 0 as kind, customer, project, title, owner, due_day, cast(null as bigint) as due_at, status,
           coalesce(due_day, 1000000) * 86400000 as due_order
    from task
    where (cast($1 as bigint) = 0 or owner = $1)
        and (cast($2 as bigint) = 2 or (cast($2 as bigint) = 1 and status = 2)
            or (cast($2 as bigint) = 0 and status <> 2))
        and coalesce(due_day, 1000000) >= $3 and coalesce(due_day, 1000000) <= $4
        and (cast($5 as bigint) = 0 or project = $5)
    union all
    select mention.id, 1, mention.customer, cast(null as bigint), substr(customer_note.text, 1, 300), mention.person,
           cast(null as bigint), cast(null as bigint), 0, mention.made_at
    from mention join customer_note on customer_note.id = mention.note
    where mention.person = $1 and mention.seen_at is null and cast($2 as bigint) <> 1 and cast($5 as bigint) = 0
    union all
    select id, 2, customer, cast(null as bigint), what, owner, cast(null as bigint), due_at, 3, due_at
    from promise
    where owner = $1 and seen_at is null and (status = 2 or (status = 0 and due_at + 1000 <= $6))
        and cast($2 as bigint) <> 1 and cast($5 as bigint) = 0
) as waiting
where due_order > $7 or (due_order = $7 and id > $8)
order by due_order, id limit $9;

-- name: export
select title, text, due_day, status, made_at, closed_at from task where customer = $1 order by id;

-- name: erase
delete from task where customer = $1;

-- name: expire
delete from task where id in (select id from task where customer is not null and made_at < $1 and status = 2
                              order by made_at limit $2);
