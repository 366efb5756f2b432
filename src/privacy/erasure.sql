-- name: next
select coalesce(max(id), 0) + 1 from erasure;

-- name: add
insert into erasure (id, totals, state, asked_by, asked_at, hidden_at, customers, identities, events, rows_erased,
    counts, traces)
values ($1, $2, 1, $3, $4, $5, $6, $7, 0, $8, $9, $10);

-- name: get
select id, totals, state, asked_by, asked_at, hidden_at, erased_at, finished_at, customers, identities, events,
    rows_erased, counts, copies_to, traces
from erasure where id = $1;

-- name: list
select id, totals, state, asked_by, asked_at, hidden_at, erased_at, finished_at, customers, identities, events,
    rows_erased, counts, copies_to, traces
from erasure where id < $1 order by id desc limit $2;

-- name: open
select id from erasure where state = 1 order by id;

-- name: customers
select customer from hidden_customer where erasure = $1 order by customer;

-- name: copies_to
update erasure set copies_to = $2 where id = $1;

-- name: count_events
update erasure set events = events + $2 where id = $1;

-- name: erased
update erasure set state = 2, erased_at = $2, rows_erased = rows_erased + $3, counts = $4, copies_to = null,
    traces = null
where id = $1 and state = 1;

-- name: finish
update erasure set state = 3, finished_at = $1 where state = 2 and erased_at <= $2;

-- name: traits
select value from trait where customer = $1
union
select value from trait_change where customer = $1 and value is not null;

-- name: silence_samples
update tracking_violation set sample = '{}' where sample <> '{}';

-- name: answers
select id, answer from api_idempotency;

-- name: answer_delete
delete from api_idempotency where id = $1;

-- name: jobs
select id, argument, result, error from job where id > $1 and status not in ('queued', 'running') order by id limit 500;

-- name: job_silence
update job set argument = '{}', result = '{}', error = '' where id = $1;

-- name: letters
select id, body from connection_dead_letter where id > $1 order by id limit 100;

-- name: letter_delete
delete from connection_dead_letter where id = $1;

-- name: import_names
select id, name from import where name <> '';

-- name: import_unname
update import set name = '' where id = $1;

-- name: rejects
delete from import_reject where at <= (select coalesce(max(hidden_at), 0) from erasure where state <> 3);

-- name: stored_files
select stored from customer_file where customer = $1;

-- name: import_files
select file, (select count(*) from job where id = import.job and status in ('queued', 'running'))
from import where file <> '' order by id desc limit $1;

-- name: imports_under_way
select count(*) from import join job on job.id = import.job
where import.file <> '' and job.status in ('queued', 'running')
    and import.made_at <= (select coalesce(max(hidden_at), 0) from erasure where state = 2);

-- name: silence_failures
update reaction_failure set message = '' where message <> '';

-- name: listed_hidden
select digest, at from hidden_customer where erasure <> 0 order by id;

-- name: listed_suppressions
select digest, lifted, at from suppression order by id;

-- name: every_customer
select id, made_at from customer where id > $1 order by id limit 10000;

-- name: every_identity
select id, kind, value, customer, at from identity where id > $1 order by id limit 10000;

-- name: mails
delete from message where lower(recipient) = $1 and ended_at is not null;
