-- name: key_name
select name from staff_key where id = $1;
