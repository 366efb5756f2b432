-- name: list
select number, name, paths from dimension order by number;

-- name: clear
delete from dimension;

-- name: add
insert into dimension (number, name, paths) values ($1, $2, $3);

-- name: values
select dimension, code, text from dimension_value where rules = $1 and dimension = $2 and code >= $3 order by code;

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
