-- name: tickets
select count(*) from ticket where opened_at >= $1 and opened_at < $2;

-- name: waits
select customer, opened_at, replied_at from ticket where opened_at >= $1 and opened_at < $2 order by id;
