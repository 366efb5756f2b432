-- name: get
select seq, until, done_at from health_past where id = 1;

-- name: begin
insert into health_past (id, seq, until, done_at) values (1, 0, $1, null);

-- name: move
update health_past set seq = $1, done_at = $2 where id = 1;

-- name: events
select seq, class from event where seq > $1 and seq <= $2 order by seq limit $3;
