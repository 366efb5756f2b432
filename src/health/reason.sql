-- Orders that were promised and neither came nor were cancelled: what was promised first and last.
-- name: waiting
select reference, min(due_at), max(due_at) from health_sign as promised
where customer = $1 and kind in (2, 3) and reference <> '' and due_at is not null
    and not exists (select 1 from health_sign as done where done.reference = promised.reference and done.kind in (4, 5))
group by reference;

-- name: asked
select count(*), coalesce(sum(case when exists (select 1 from ticket where ticket.customer = late.customer
    and ticket.opened_at >= late.at - $4 and ticket.opened_at <= late.at + $4) then 1 else 0 end), 0)
from health_sign as late where kind = $1 and flag = 1 and at > $2 and at <= $3;
