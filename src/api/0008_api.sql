-- What was answered to requests with an Idempotency-Key, kept for a day (api/idempotency.h). Nothing here can be read
-- without that key.
create table api_idempotency (
    id BLOB primary key,
    request_digest BLOB not null,
    answer BLOB not null,
    created_at INTEGER not null
) STRICT;
create index api_idempotency_created_at on api_idempotency (created_at);
