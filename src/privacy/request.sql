-- name: make
insert into privacy_request (id, kind, status, customer, subject, channel, received_at, received_day, due_day, proof,
    note, assignee, reminded, version, made_by, made_at)
values ((select coalesce(max(id), 0) + 1 from privacy_request), $1, 'open', $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, 1,
    $11, $12)
returning id;

-- name: get
select id, kind, status, customer, subject, channel, received_at, received_day, due_day, extension_reason, extended_at,
    proof, note, assignee, outcome, done, closed_at, version, made_by, made_at
from privacy_request where id = $1;

-- name: list
select id, kind, status, customer, subject, channel, received_at, received_day, due_day, extension_reason, extended_at,
    proof, note, assignee, outcome, done, closed_at, version, made_by, made_at
from privacy_request
where id < $1 and (cast($2 as text) = '' or status = $2) and (cast($3 as text) = '' or kind = $3)
    and (cast($4 as bigint) = 0 or (closed_at is null and due_day < $4)) and (cast($5 as bigint) = 0 or customer = $5)
order by id desc limit $6;

-- name: change
update privacy_request set status = $2, due_day = $3, extension_reason = $4, extended_at = $5, proof = $6, note = $7,
    assignee = $8, outcome = $9, done = $10, closed_at = $11, customer = $12, version = version + 1
where id = $1;

-- name: due
select id, kind, customer, due_day from privacy_request
where closed_at is null and reminded = 0 and due_day <= $1 order by due_day, id limit 1000;

-- name: reminded
update privacy_request set reminded = 1 where id = $1;

-- name: export
select kind, status, channel, received_at, due_day, extension_reason, note, outcome, done, closed_at
from privacy_request where customer = $1 order by id;

-- name: erase
update privacy_request set subject = null, note = null, extension_reason = null, outcome = null where customer = $1;

-- name: expire
delete from privacy_request where id in
    (select id from privacy_request where closed_at is not null and closed_at < $1 order by id limit $2);
