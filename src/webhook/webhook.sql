-- name: state
select (select coalesce(max(id), 0) from webhook),
       (select coalesce(max(id), 0) from webhook_message),
       (select coalesce(max(changes), 0) from webhook_change);

-- name: changed
insert into webhook_change (id, changes) values (1, $1) on conflict (id) do update set changes = excluded.changes;

-- name: get
select id, name, url, topics, identities, headers, status, secret, old_secret, old_until, failing_since, succeeded_at,
       failed_at, failure, made_at, version
from webhook where id = $1;

-- name: list
select id, name, url, topics, identities, headers, status, secret, old_secret, old_until, failing_since, succeeded_at,
       failed_at, failure, made_at, version
from webhook where id > $1 order by id limit $2;

-- name: insert
insert into webhook (id, name, url, topics, identities, headers, status, secret, old_secret, old_until, failing_since,
                     succeeded_at, failed_at, failure, made_at, version)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16);

-- name: update
update webhook set name = $2, url = $3, topics = $4, identities = $5, headers = $6, status = $7, secret = $8,
    old_secret = $9, old_until = $10, failing_since = $11, succeeded_at = $12, failed_at = $13, failure = $14,
    made_at = $15, version = $16
where id = $1;

-- name: delete
delete from webhook where id = $1;

-- name: message_insert
insert into webhook_message (id, webhook, event, customer, topic, status, attempts, next_at, made_at, ended_at)
values ($1, $2, $3, $4, $5, $6, 0, $7, $8, $9);

-- name: message_get
select id, webhook, event, customer, topic, status, attempts, next_at, made_at, ended_at
from webhook_message where id = $1;

-- name: messages
select id, webhook, event, customer, topic, status, attempts, next_at, made_at, ended_at
from webhook_message
where webhook = $1 and id < $2 and (status = $3 or cast($3 as bigint) = 0) order by id desc limit $4;

-- name: due
select id, webhook, event, customer, topic, status, attempts, next_at, made_at, ended_at
from webhook_message where webhook = $1 and next_at <= $2 order by next_at, id limit $3;

-- name: due_soonest
select min(next_at) from webhook_message where next_at is not null;

-- name: waiting
select count(*) from webhook_message where webhook = $1 and next_at is not null;

-- name: take
update webhook_message set attempts = attempts + 1, next_at = $2 where id = $1;

-- name: release
update webhook_message set attempts = attempts - 1, next_at = $2 where id = $1 and next_at is not null;

-- name: release_all
update webhook_message set attempts = attempts - 1, next_at = $1
where next_at is not null and attempts > (select count(*) from webhook_attempt where message = webhook_message.id);

-- name: settle
update webhook_message set status = $2, next_at = $3, ended_at = $4 where id = $1;

-- name: replay_one
update webhook_message set status = 1, attempts = 0, next_at = $3, ended_at = null
where id = $1 and webhook = $2 and status in (2, 3);

-- name: replay_dead
update webhook_message set status = 1, attempts = 0, next_at = $4, ended_at = null
where webhook = $1 and status = 3 and made_at >= $2 and made_at <= $3;

-- name: attempt_insert
insert into webhook_attempt (message, number, at, status, code, milliseconds, answer)
select $1, coalesce(max(number), 0) + 1, $2, $3, $4, $5, $6 from webhook_attempt where message = $1;

-- name: attempts
select number, at, status, code, milliseconds, answer from webhook_attempt where message = $1 order by number;

-- name: succeeded
update webhook set succeeded_at = $2, failing_since = null where id = $1;

-- name: failed
update webhook set failed_at = $2, failing_since = coalesce(failing_since, $2), failure = $3 where id = $1;

-- name: stop
update webhook set status = $2, version = version + 1 where id = $1;

-- name: kill_waiting
update webhook_message set status = 3, next_at = null, ended_at = $2 where webhook = $1 and next_at is not null;

-- name: expire
delete from webhook_message where id in
    (select id from webhook_message where ended_at is not null and ended_at < $1 order by ended_at limit $2);

-- name: of_customer
select m.id, w.name, m.topic, m.status, m.made_at, m.ended_at
from webhook_message m join webhook w on w.id = m.webhook where m.customer = $1 order by m.id;

-- name: erase
delete from webhook_message where customer = $1;
