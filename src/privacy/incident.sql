-- name: make
insert into privacy_incident (id, kind, title, description, risk, known_at, due_at, status, version, made_by, made_at)
values ((select coalesce(max(id), 0) + 1 from privacy_incident), $1, $2, $3, $4, $5, $6, 'open', 1, $7, $8)
returning id;

-- name: get
select id, kind, title, description, risk, known_at, due_at, authority_at, authority_reference, delay_reason,
    subjects_at, subjects_how, status, closed_at, version, made_by, made_at,
    (select count(*) from incident_customer where incident = privacy_incident.id)
from privacy_incident where id = $1;

-- name: list
select id, kind, title, description, risk, known_at, due_at, authority_at, authority_reference, delay_reason,
    subjects_at, subjects_how, status, closed_at, version, made_by, made_at,
    (select count(*) from incident_customer where incident = privacy_incident.id)
from privacy_incident where id < $1 and (cast($2 as text) = '' or status = $2) order by id desc limit $3;

-- name: change
update privacy_incident set title = $2, description = $3, risk = $4, authority_at = $5, authority_reference = $6,
    delay_reason = $7, subjects_at = $8, subjects_how = $9, status = $10, closed_at = $11, version = version + 1
where id = $1;

-- name: step_add
insert into incident_step (incident, position, name, due_at) values ($1, $2, $3, $4);

-- name: steps
select position, name, due_at, done_by, done_at from incident_step where incident = $1 order by position;

-- name: step_done
update incident_step set done_by = $3, done_at = $4 where incident = $1 and name = $2;

-- name: customer_add
insert into incident_customer (incident, customer, added_at) values ($1, $2, $3) on conflict do nothing;

-- name: customers
select customer from incident_customer where incident = $1 and customer > $2 order by customer limit $3;

-- name: export
select kind, title, known_at, authority_at, subjects_at, subjects_how
from privacy_incident join incident_customer on incident = id where customer = $1 order by id;

-- name: forget_customer
delete from incident_customer where customer = $1;
