-- name: classes
select class, count(*), max(at) from event where seq > $1 group by class;

-- name: sources
select source, count(*), max(received), max(at) from event where seq > $1 group by source
order by max(received) desc, source limit 100;

-- name: days
select (at + $3) / 86400000, count(*) from event where seq > $1 and at >= $2 group by (at + $3) / 86400000
order by (at + $3) / 86400000;

-- name: marks
select count(*), coalesce(min(received), 0), coalesce(max(received), 0),
    coalesce(sum(case when flags & 1 <> 0 then 1 else 0 end), 0),
    coalesce(sum(case when flags & 2 <> 0 then 1 else 0 end), 0),
    coalesce(sum(case when flags & 4 <> 0 then 1 else 0 end), 0),
    coalesce(sum(case when flags & 8 <> 0 then 1 else 0 end), 0),
    coalesce(sum(case when flags & 16 <> 0 then 1 else 0 end), 0),
    coalesce(sum(case when source <> 0 and flags & 16 = 0 and received - at > 86400000 then 1 else 0 end), 0),
    coalesce(sum(case when at - received > 3600000 then 1 else 0 end), 0)
from event where seq > $1;

-- name: identified
select id, customer, kind from identity where id > $1 and kind in (1, 3, 4) order by id limit $2;
