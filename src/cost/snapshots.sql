-- name: insert
insert into clv_snapshot (month, group_key, taken_at, seq, customers, value_minor, past_minor, future_minor, currency)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
on conflict (month, group_key) do nothing;

-- name: taken
select count(*) from clv_snapshot where month = $1 and group_key = $2;

-- name: page
select month, taken_at, customers, value_minor, past_minor, future_minor, currency from clv_snapshot
where group_key = $1 and month >= $2 and month <= $3 and month > $4
order by month limit $5;

-- name: ends
select month, value_minor, currency from clv_snapshot
where group_key = $1 and month >= $2 and month <= $3
    and (month = (select min(month) from clv_snapshot where group_key = $1 and month >= $2 and month <= $3)
        or month = (select max(month) from clv_snapshot where group_key = $1 and month >= $2 and month <= $3))
order by month;

-- name: segments
select segment, count(*) from money_entry where segment <> '' and book = 1
group by segment order by count(*) desc, segment limit 20;
