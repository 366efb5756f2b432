-- name: cursor
select seq from reaction_cursor where name = $1;

-- name: begin
insert into reaction_cursor (name, seq) values ($1, $2) on conflict (name) do nothing;

-- name: move
update reaction_cursor set seq = $2 where name = $1;

-- name: fail
insert into reaction_failure (name, seq, attempts, message, at) values ($1, $2, $3, $4, $5)
on conflict (name, seq) do update set attempts = excluded.attempts, message = excluded.message, at = excluded.at;

-- name: cursors
select name, seq from reaction_cursor order by name;

-- name: failures
select name, seq, attempts, message, at from reaction_failure order by at desc, name, seq limit $1;

-- name: next
select seq from event where seq > $1 and seq <= $2 and (class = $3 or class = $4) order by seq limit 1;
