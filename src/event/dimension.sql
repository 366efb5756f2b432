-- name: list
select number, name, paths from dimension order by number;

-- name: clear
delete from dimension;

-- name: add
insert into dimension (number, name, paths) values ($1, $2, $3);

-- name: values
select dimension, code, text from dimension_value
where rules = $1 and ((dimension = 0 and code >= $2) or (dimension = 1 and code >= $3)
    or (dimension = 2 and code >= $4) or (dimension = 3 and code >= $5) or (dimension = 4 and code >= $6)
    or (dimension = 5 and code >= $7) or (dimension = 6 and code >= $8) or (dimension = 7 and code >= $9))
order by dimension, code;

-- name: value_add
insert into dimension_value (rules, dimension, code, text) values ($1, $2, $3, $4);

-- name: filled
select count(*) from dimension_filled where rules = $1;

-- name: filled_add
insert into dimension_filled (rules) values ($1);

-- name: forget_values
delete from dimension_value where rules <> $1;

-- name: forget_filled
delete from dimension_filled where rules <> $1;

-- name: bodies
select seq, body from event where seq > $1 order by seq limit $2;

-- name: suspect
insert into dimension_suspect (dimension, code, since) values ($1, $2, $3)
on conflict (dimension, code) do update set since = excluded.since;

-- name: suspects
select dimension, code from dimension_suspect;

-- name: clear_suspects
delete from dimension_suspect where since <= $1;

-- name: forget_value
update dimension_value set text = '' where rules = $1 and dimension = $2 and code = $3;

-- name: forgotten
select times from dimension_forgotten where id = 1;

-- name: count_forgotten
update dimension_forgotten set times = times + 1 where id = 1;

-- name: blanks
select dimension, code from dimension_value where rules = $1 and text = '';
