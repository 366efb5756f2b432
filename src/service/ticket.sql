-- name: insert_event
insert into ticket_event (event, reference, customer, word, at, channel, agent, topic, priority, reply_milli)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: reference_of
select reference from ticket_event where event = $1;

-- name: remove_event
delete from ticket_event where event = $1;

-- name: events_of
select event, customer, word, at, channel, agent, topic, priority, reply_milli from ticket_event where reference = $1
order by at, word, event limit $2;

-- name: insert
insert into ticket (id, reference, customer, status, opened_at, replied_at, solved_at, reopened, channel, agent, topic,
    priority, last_at)
values ((select coalesce(max(id), 0) + 1 from ticket), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- name: update
update ticket set customer = $2, status = $3, opened_at = $4, replied_at = $5, solved_at = $6, reopened = $7,
    channel = $8, agent = $9, topic = $10, priority = $11, last_at = $12
where reference = $1;

-- name: remove
delete from ticket where reference = $1;

-- name: personal
select reference, status, opened_at, replied_at, solved_at, reopened, channel, topic, priority from ticket
where customer = $1 order by id;

-- name: personal_events
select reference, word, at, channel, topic, priority from ticket_event where customer = $1 order by event;

-- name: erase
delete from ticket where customer = $1;

-- name: erase_events
delete from ticket_event where customer = $1
    or reference in (select reference from ticket where ticket.customer = $1);

-- name: expire
delete from ticket where id in (select id from ticket where last_at < $1 order by last_at limit $2);

-- name: expire_events
delete from ticket_event where event in (
    select event from ticket_event
    where reference in (select reference from ticket where last_at < $1 order by last_at limit $2));

-- name: page
select id, reference, customer, status, opened_at, replied_at, solved_at, reopened, channel, agent, topic, priority,
    last_at
from ticket
where id < $1 and ($2 = 0 or status = $2) and ($3 = '' or agent = $3) and ($4 = '' or topic = $4)
order by id desc limit $5;

-- name: first
select min(opened_at) from ticket;

-- name: between
select id, reference, customer, status, opened_at, replied_at, solved_at, reopened, channel, agent, topic, priority
from ticket
where opened_at < $2 and (opened_at >= $1 or solved_at is null or solved_at >= $1);

-- name: states
select word, at from ticket_event where reference = $1 and word in (1, 2, 4, 5) order by at, word, event limit $2;

-- name: groups
select told, count(*) from (
    select case when $1 = 'channel' then channel when $1 = 'agent' then agent when $1 = 'topic' then topic
        else priority end as told
    from ticket where opened_at is not null) as tickets
group by told order by count(*) desc, told limit 50;
