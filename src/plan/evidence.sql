-- name: all
select key, text_en, text_fr, document, source, year, reliability, link, note_en, note_fr, changed_by, changed_at, version
from evidence order by key limit $1;

-- name: one
select key, text_en, text_fr, document, source, year, reliability, link, note_en, note_fr, changed_by, changed_at, version
from evidence where key = $1;

-- name: put
insert into evidence (key, text_en, text_fr, document, source, year, reliability, link, note_en, note_fr, changed_by,
       changed_at, version)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 1)
on conflict (key) do update set text_en = excluded.text_en, text_fr = excluded.text_fr, document = excluded.document,
    source = excluded.source, year = excluded.year, reliability = excluded.reliability, link = excluded.link,
    note_en = excluded.note_en, note_fr = excluded.note_fr, changed_by = excluded.changed_by,
    changed_at = excluded.changed_at, version = evidence.version + 1;

-- name: remove
delete from evidence where key = $1;
