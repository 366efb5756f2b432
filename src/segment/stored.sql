-- name: page
select id, key, name, description, rule, ready, told, made_by, made_at, changed_at, version, settled, size, evaluated_at
from segment where id > $1 order by id limit $2;

-- name: one
select id, key, name, description, rule, ready, told, made_by, made_at, changed_at, version, settled, size, evaluated_at
from segment where id = $1;

-- name: of_key
select id, key, name, description, rule, ready, told, made_by, made_at, changed_at, version, settled, size, evaluated_at
from segment where key = $1;

-- name: last
select coalesce(max(id), 0), (select count(*) from segment) from segment;

-- name: insert
insert into segment (id, key, name, description, rule, ready, told, made_by, made_at, changed_at, version, settled,
    size, evaluated_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1, 0, 0, 0);

-- name: update
update segment set key = $2, name = $3, description = $4, rule = $5, told = $6, changed_at = $7, version = version + 1
where id = $1;

-- name: remove
delete from segment where id = $1;

-- name: remove_members
delete from segment_member where segment = $1;

-- name: remove_listed
delete from segment_listed where segment = $1;

-- name: remove_moves
delete from segment_move where segment = $1;

-- name: remove_days
delete from segment_day where segment = $1;

-- name: listed
select customer, kind from segment_listed where segment = $1 order by put_at, customer;

-- name: listed_page
select customer, kind, reason, put_by, put_at from segment_listed where segment = $1 and customer > $2
order by customer limit $3;

-- name: put
insert into segment_listed (segment, customer, kind, reason, put_by, put_at) values ($1, $2, $3, $4, $5, $6)
on conflict (segment, customer) do update set kind = excluded.kind, reason = excluded.reason, put_by = excluded.put_by,
    put_at = excluded.put_at;

-- name: take
delete from segment_listed where segment = $1 and customer = $2;

-- name: member
select since, listed from segment_member where segment = $1 and customer = $2;

-- name: days
select day, size, entered, left_out from segment_day where segment = $1 and day >= $2 and day <= $3 order by day
limit $4;

-- name: moved_since
select segment, cast(sum(entered) as bigint), cast(sum(left_out) as bigint) from segment_day where day >= $1 group by segment;

-- name: ready_known
select key from segment_ready;

-- name: ready_add
insert into segment_ready (key) values ($1) on conflict (key) do nothing;

-- name: sized
update segment set size = $2, evaluated_at = $3 where id = $1;

-- name: personal_members
select segment.key, segment.name, segment_member.since from segment_member
join segment on segment.id = segment_member.segment where segment_member.customer = $1 order by segment.id;

-- name: erase_members
delete from segment_member where customer = $1;

-- name: personal_listed
select segment.key, segment.name, segment_listed.reason, segment_listed.put_at from segment_listed
join segment on segment.id = segment_listed.segment where segment_listed.customer = $1 order by segment.id;

-- name: erase_listed
delete from segment_listed where customer = $1;

-- name: personal_moves
select segment.key, segment_move.entered, segment_move.at from segment_move
join segment on segment.id = segment_move.segment where segment_move.customer = $1 order by segment_move.id;

-- name: erase_moves
delete from segment_move where customer = $1;

-- name: of_person
select segment.key, segment.name, segment_member.since from segment_member
join segment on segment.id = segment_member.segment where segment_member.customer = $1 order by segment.id;

-- name: moves_of_person
select segment.key, segment.name, segment_move.entered, segment_move.at from segment_move
join segment on segment.id = segment_move.segment where segment_move.customer = $1 order by segment_move.id desc
limit 200;

-- name: erase_touched
delete from segment_touched where customer = $1;
