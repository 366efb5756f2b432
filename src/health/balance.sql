-- name: last
select at, flag from health_sign where customer = $1 and kind = $2 and at <= $3 order by at desc, event desc limit $4;
