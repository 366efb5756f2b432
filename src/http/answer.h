// answer.h - the head of an answer as text.
#ifndef FIDELE_HTTP_ANSWER_H
#define FIDELE_HTTP_ANSWER_H

#include "http/buffer.h"
#include "http/server.h"

// Names are tokens and none that is the server's business; values have no control characters, which could split the
// answer in two.
bool http_headers_sound(const HttpHeader *headers, size_t count);

typedef struct HttpAnswerHead {
    int status;
    const HttpHeader *headers;
    size_t count;
    bool chunked;           // then `length` does not count
    uint64_t length;        // of the body, also when it is not sent (HEAD)
    const char *connection; // "close", "keep-alive", NULL: nothing is said
    const char *date;       // RFC 9110 section 5.6.7
} HttpAnswerHead;

MUST_USE bool http_answer_head(BufferPool *pool, Buffer *out, const HttpAnswerHead *head);

bool http_status_without_body(int status); // 204, 304

void http_date(int64_t seconds, char *text, size_t capacity); // "Sun, 06 Nov 1994 08:49:37 GMT"

#endif
