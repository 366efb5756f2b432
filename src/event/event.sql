-- name: append
insert into event (seq, kind, class, customer, at, received, source, flags, amount_minor, currency, message, body)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- name: count
select count(*) from event where seq <= $1;

-- name: last
select coalesce(max(seq), 0) from event;

-- name: columns
select seq, class, customer, at, flags, amount_minor, currency, message, body
from event where seq > $1 order by seq limit $2;

-- name: range
select seq, customer, message, class, body from event where seq >= $1 and seq <= $2 order by seq;

-- name: range_delete
delete from event where seq >= $1 and seq <= $2 and class <> $3;

-- name: removal_add
insert into event_removal (seq, at, events, removed) values ($1, $2, $3, $4);

-- name: removals
select seq, events, removed from event_removal where seq > $1 order by seq;

-- name: removal_last
select coalesce(max(seq), 0) from event_removal;

-- name: removals_forget
update event_removal set removed = null where removed is not null and seq <= $1 and at < $2;

-- name: read
select seq, kind, class, customer, at, received, source, flags, amount_minor, currency, body
from event where seq > $1 order by seq limit $2;

-- name: get
select seq, kind, class, customer, at, received, source, flags, amount_minor, currency, body
from event where seq = $1;

-- name: names
select class, kind, name from event_name where class >= $1 order by class;

-- name: name_add
insert into event_name (class, kind, name) values ($1, $2, $3);

-- name: list
select seq, kind, class, customer, at, received, source, flags, amount_minor, currency, body
from event
where seq < $1 and seq > $2 and ($3 = -1 or class = $3 or class = $4 or class = $5) and ($6 = -1 or source = $6)
order by seq desc limit $7;

-- name: get_twenty
select seq, kind, class, customer, at, received, source, flags, amount_minor, currency, body
from event
where seq in ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20);
