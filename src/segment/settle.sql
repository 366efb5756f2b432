-- name: state
select seq, all_at, (select coalesce(max(seq), 0) from event), (select coalesce(max(id), 0) from segment_touched),
    (select count(*) from segment where settled <> version)
from segment_state where id = 1;

-- Own entries and exits touch nobody.
-- name: people
select customer, max(received), min(flags & 16) from event
where seq > $1 and seq <= $2 and class not in
    (select class from event_name where kind = 7 and name in ('Segment Entered', 'Segment Exited'))
group by customer order by customer limit $3;

-- name: unmerged
select body from event where seq > $1 and seq <= $2 and class in
    (select class from event_name where kind = 7 and name = 'Customers Unmerged');

-- name: touched
select customer from segment_touched where id <= $1 order by id;

-- name: touch
insert into segment_touched (id, customer)
values ((select coalesce(max(other.id), 0) + 1 from segment_touched as other), $1);

-- name: forget_touched
delete from segment_touched where id <= $1;

-- name: of_customer
select segment from segment_member where customer = $1;

-- name: of_segment
select customer from segment_member where segment = $1;

-- name: version
select version from segment where id = $1;

-- name: enter
insert into segment_member (segment, customer, since, listed) values ($1, $2, $3, $4)
on conflict (segment, customer) do nothing;

-- name: leave
delete from segment_member where segment = $1 and customer = $2;

-- name: move
insert into segment_move (id, segment, customer, entered, at)
values ((select coalesce(max(other.id), 0) + 1 from segment_move as other), $1, $2, $3, $4);

-- name: resize
update segment set size = size + $2, evaluated_at = $3 where id = $1;

-- name: filled
update segment set size = $2, evaluated_at = $3, settled = version where id = $1;

-- name: day
insert into segment_day (segment, day, size, entered, left_out)
values ($1, $2, (select size from segment where id = $1), $3, $4)
on conflict (segment, day) do update set size = excluded.size, entered = segment_day.entered + excluded.entered,
    left_out = segment_day.left_out + excluded.left_out;

-- name: finish
update segment_state set seq = $2, all_at = $3 where id = 1 and seq = $1;
