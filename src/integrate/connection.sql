-- name: next_id
select coalesce(max(id), 0) + 1 from connection

-- name: of_kind_made
select count(*) from connection where kind = $1

-- name: insert
insert into connection (id, kind, name, key, prefix, settings, secret, version, created_at)
values ($1, $2, $3, $4, $5, $6, $7, 1, $8)

-- name: by_id
select id, kind, name, key, prefix, settings, secret, old_secret, old_until, version, created_at, paused_at, last_at
from connection where id = $1 and deleted_at is null

-- name: by_key
select id, kind, name, key, prefix, settings, secret, old_secret, old_until, version, created_at, paused_at, last_at
from connection where key = $1 and deleted_at is null

-- name: by_kind
select id, kind, name, key, prefix, settings, secret, old_secret, old_until, version, created_at, paused_at, last_at
from connection where kind = $1 and deleted_at is null order by id limit $2

-- name: page
select id, kind, name, key, prefix, settings, secret, old_secret, old_until, version, created_at, paused_at, last_at
from connection where id > $1 and deleted_at is null order by id limit $2

-- name: change
update connection set name = $2, settings = $3, paused_at = $4, version = version + 1
where id = $1 and deleted_at is null

-- name: rotate
update connection set secret = $2, old_secret = $3, old_until = $4, version = version + 1
where id = $1 and deleted_at is null

-- name: delete
update connection set deleted_at = $2, secret = null, old_secret = null, version = version + 1
where id = $1 and deleted_at is null

-- name: heard
update connection set last_at = $2 where id = $1

-- name: count
insert into connection_count (connection, code, times, last_at) values ($1, $2, 1, $3)
on conflict (connection, code) do update set times = connection_count.times + 1, last_at = excluded.last_at

-- name: counts
select code, times, last_at from connection_count where connection = $1 order by code

-- name: delivery
select digest, outcome from connection_delivery where connection = $1 and delivery = $2

-- name: deliver
insert into connection_delivery (connection, delivery, topic, at, outcome, events, digest)
values ($1, $2, $3, $4, $5, $6, $7)

-- name: settle
update connection_delivery set outcome = $3, events = $4 where connection = $1 and delivery = $2

-- name: deliveries
select delivery, topic, at, outcome, events from connection_delivery
where connection = $1 and (at < $2 or (at = $2 and delivery > $3)) order by at desc, delivery limit $4

-- name: forget_deliveries
delete from connection_delivery where (connection, delivery) in
    (select connection, delivery from connection_delivery where at < $1 order by at limit $2)

-- name: next_letter
select coalesce(max(id), 0) + 1 from connection_dead_letter

-- name: keep_letter
insert into connection_dead_letter (id, connection, delivery, topic, at, code, path, message_en, message_fr, body,
    customer, tries, waits_for)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1, $12)

-- name: letters
select id, connection, delivery, topic, at, code, path, message_en, message_fr, cast(length(body) as bigint), customer, tries
from connection_dead_letter where connection = $1 and id > $2 order by id limit $3

-- name: letter
select id, connection, delivery, topic, at, code, path, message_en, message_fr, cast(length(body) as bigint), customer, tries, body
from connection_dead_letter where connection = $1 and id = $2

-- name: letter_failed
update connection_dead_letter set code = $2, path = $3, message_en = $4, message_fr = $5, tries = tries + 1 where id = $1

-- name: letter_delete
delete from connection_dead_letter where id = $1

-- name: letter_count
select count(*), coalesce(min(id), 0) from connection_dead_letter where connection = $1

-- name: letters_delete
delete from connection_dead_letter where connection = $1

-- name: letters_read
select at, topic, code, message_en, body from connection_dead_letter where customer = $1 order by id

-- name: letters_erase
delete from connection_dead_letter where customer = $1

-- name: letters_expire
delete from connection_dead_letter where id in
    (select id from connection_dead_letter where at < $1 and code <> 'privacy_request' order by at, id limit $2)

-- name: letters_waiting
select id, connection, delivery, topic, at, code, path, message_en, message_fr, cast(length(body) as bigint), customer,
    tries, body
from connection_dead_letter where connection = $1 and waits_for = $2 and waits_for <> '' order by id limit $3

-- name: orders_waited_for
select distinct connection, waits_for from connection_dead_letter where waits_for <> '' order by connection, waits_for
limit $1
