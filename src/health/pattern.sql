-- name: topics
select topic, count(*) from ticket where opened_at is not null and topic <> '' group by topic
order by count(*) desc, topic limit $1;

-- name: channels
select channel, count(*) from ticket where opened_at is not null and channel <> '' group by channel
order by count(*) desc, channel limit $1;

-- name: priorities
select priority, count(*) from ticket where opened_at is not null and priority <> '' group by priority
order by count(*) desc, priority limit $1;

-- name: tickets
select customer, opened_at, solved_at, replied_at, reopened, topic, channel, priority from ticket
where opened_at > $1 and opened_at <= $2;
