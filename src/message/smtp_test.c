// R9: each step of handing over a mail with each thing that a mail server can do wrong, against sockets that do it.
#include "message/smtp.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/test.h"
#include "base/thread.h"

typedef enum Step {
    STEP_GREETING,
    STEP_EHLO,
    STEP_STARTTLS,
    STEP_AUTH,
    STEP_MAIL,
    STEP_RCPT,
    STEP_DATA,
    STEP_DOT,
    STEP_QUIT,
    STEP_COUNT
} Step;
typedef enum Fault {
    FAULT_LATER,   // 4xx
    FAULT_REFUSE,  // 5xx
    FAULT_DROP,    // the connection
    FAULT_SILENCE, // no answer
    FAULT_GARBAGE, // an answer that is none
    FAULT_DRIP,    // an answer that takes for ever
    FAULT_FLOOD,   // one without an end
    FAULT_COUNT
} Fault;

enum {
    TIMEOUT_MILLISECONDS = 500,
    DRIP_MICROSECONDS = 50000,
    FLOOD_BYTES = 1024 * 1024,
    WORKERS = 8,
    LINE_BYTES = 600
};

typedef struct Cell {
    Step step;
    Fault fault;
    int listener;
    uint16_t port;
    int endings, taken; // how often the dot was let go; how often the server had it
    SmtpEnd end;
} Cell;

// ---- the server that does it ----

static bool give(int file, const char *text)
{
    size_t size = strlen(text);
    return send(file, text, size, MSG_NOSIGNAL) == (ssize_t)size;
}

// Until the other side has had enough.
static void wait_for_close(int file)
{
    char byte;
    while (recv(file, &byte, 1, 0) > 0) continue;
}

static void drip(int file)
{
    for (const char *byte = "250-"; give(file, (char[]){*byte, '\0'}); byte += byte[1] != '\0')
        usleep(DRIP_MICROSECONDS);
}

static void flood(int file)
{
    for (int sent = 0; sent < FLOOD_BYTES && give(file, "250-and so on and so on\r\n"); sent += 25) continue;
    wait_for_close(file);
}

// False: the conversation is over.
static bool go_wrong(int file, Fault fault)
{
    if (fault == FAULT_LATER) return give(file, "451 4.3.0 not now\r\n");
    if (fault == FAULT_REFUSE) return give(file, "550 5.1.1 no\r\n");
    if (fault == FAULT_SILENCE) wait_for_close(file);
    if (fault == FAULT_DRIP) drip(file);
    if (fault == FAULT_FLOOD) flood(file);
    if (fault == FAULT_GARBAGE && give(file, "\x01\xff<html>\r\n\r\n\x00")) wait_for_close(file);
    return false;
}

static bool reply(const Cell *cell, int file, Step step, const char *text)
{
    return step == cell->step ? go_wrong(file, cell->fault) : give(file, text);
}

static bool read_line(int file, char *line)
{
    size_t size = 0;
    while (size < LINE_BYTES - 1 && recv(file, &line[size], 1, 0) == 1)
        if (line[size++] == '\n') {
            line[size] = '\0';
            return true;
        }
    return false;
}

static bool take_content(int file)
{
    char line[LINE_BYTES];
    while (read_line(file, line))
        if (strcmp(line, ".\r\n") == 0) return true;
    return false;
}

static bool sign_in(const Cell *cell, int file)
{
    char line[LINE_BYTES];
    return give(file, "334 \r\n") && read_line(file, line) && reply(cell, file, STEP_AUTH, "235 welcome\r\n");
}

static bool hear(Cell *cell, int file, const char *line)
{
    static const struct {
        const char *word;
        Step step;
        const char *answer;
    } answers[] = {{"STARTTLS", STEP_STARTTLS, "220 go ahead\r\n"},
                   {"MAIL ", STEP_MAIL, "250 fine\r\n"},
                   {"RCPT ", STEP_RCPT, "250 fine\r\n"},
                   {"QUIT", STEP_QUIT, "221 bye\r\n"},
                   {"HELO ", STEP_COUNT, "250 here\r\n"}};
    if (strncmp(line, "EHLO ", 5) == 0)
        return reply(cell, file, STEP_EHLO,
                     cell->step == STEP_STARTTLS ? "250-here\r\n250 STARTTLS\r\n" : "250-here\r\n250 AUTH PLAIN\r\n");
    if (strncmp(line, "AUTH ", 5) == 0) return sign_in(cell, file);
    if (strncmp(line, "DATA", 4) == 0) {
        if (!reply(cell, file, STEP_DATA, "354 go on\r\n")) return false;
        if (cell->step == STEP_DATA) return true;
        if (!take_content(file)) return false;
        cell->taken++;
        return reply(cell, file, STEP_DOT, "250 taken\r\n");
    }
    for (size_t i = 0; i < COUNT_OF(answers); i++)
        if (strncmp(line, answers[i].word, strlen(answers[i].word)) == 0)
            return reply(cell, file, answers[i].step, answers[i].answer);
    return give(file, "500 what?\r\n");
}

static void *serve(void *context)
{
    Cell *cell = context;
    char line[LINE_BYTES];
    int file = accept4(cell->listener, NULL, NULL, SOCK_CLOEXEC);
    bool on = file >= 0 && reply(cell, file, STEP_GREETING, "220 here\r\n");
    while (on && read_line(file, line)) on = hear(cell, file, line);
    if (file >= 0) close(file);
    return NULL;
}

// ---- our side ----

static bool count_ending(void *context)
{
    Cell *cell = context;
    cell->endings++;
    return true;
}

static void hand_over(Cell *cell)
{
    FetchPolicy policy = fetch_policy_default;
    policy.private_allowed = true;
    bool signs_in = cell->step != STEP_STARTTLS;
    SmtpServer server = {.host = STR("127.0.0.1"),
                         .port = cell->port,
                         .security = cell->step == STEP_STARTTLS ? SMTP_STARTTLS : SMTP_PLAIN,
                         .user = signs_in ? STR("robin") : STR(""),
                         .password = signs_in ? STR("secret") : STR(""),
                         .name = STR("shop.example"),
                         .timeout_milliseconds = TIMEOUT_MILLISECONDS,
                         .policy = &policy};
    SmtpMail mail = {.from = STR("a@shop.example"),
                     .to = STR("b@example.com"),
                     .content = STR("Subject: x\r\n\r\n.hello\r\n"),
                     .ending = count_ending,
                     .context = cell};
    Smtp *smtp;
    Error error;
    if (!smtp_open(&server, &smtp, &error)) return;
    smtp_send(smtp, &mail, &cell->end);
    smtp_close(smtp);
}

static bool listen_for(Cell *cell)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    cell->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool fine = bind(cell->listener, (const struct sockaddr *)&address, sizeof address) == 0 &&
                listen(cell->listener, 8) == 0 && getsockname(cell->listener, (struct sockaddr *)&address, &size) == 0;
    cell->port = ntohs(address.sin_port);
    return fine;
}

static void run_cell(void *context, size_t part, int worker)
{
    (void)worker;
    Cell *cell = &((Cell *)context)[part];
    pthread_t server;
    cell->step = (Step)(part / FAULT_COUNT);
    cell->fault = (Fault)(part % FAULT_COUNT);
    if (!listen_for(cell) || pthread_create(&server, NULL, serve, cell) != 0) return;
    hand_over(cell);
    pthread_join(server, NULL);
    close(cell->listener);
}

static Str table_of(const Cell *cells)
{
    Text text = text_in(test_arena());
    for (size_t i = 0; i < STEP_COUNT * FAULT_COUNT; i++)
        text_addf(&text, "%s%s%s", smtp_outcome_names[cells[i].end.outcome], cells[i].end.dead_address ? "!" : "",
                  i % FAULT_COUNT == FAULT_COUNT - 1 ? "\n" : " ");
    return text_str(&text);
}

// Before the sender is named all is the server's trouble; then the mail waits, or is refused ("!": nobody is there).
// Once the dot is out only an answer tells; what follows it changes nothing.
TEST(each_step_of_handing_over_a_mail_with_each_fault_ends_as_it_should)
{
    static Cell cells[STEP_COUNT * FAULT_COUNT];
    thread_run(WORKERS, COUNT_OF(cells), run_cell, cells);
    CHECK_TEXT(table_of(cells),
               // 4xx   5xx      drop    silence garbage drip    flood
               "trouble trouble trouble trouble trouble trouble trouble\n" // greeting
               "sent sent trouble trouble trouble trouble trouble\n"       // EHLO: HELO instead
               "trouble trouble trouble trouble trouble trouble trouble\n" // STARTTLS
               "trouble trouble trouble trouble trouble trouble trouble\n" // AUTH
               "later trouble later later later later later\n"             // MAIL
               "later refused! later later later later later\n"            // RCPT
               "later refused later later later later later\n"             // DATA
               "later refused unknown unknown unknown unknown unknown\n"   // the dot
               "sent sent sent sent sent sent sent\n");                    // QUIT
    for (size_t i = 0; i < COUNT_OF(cells); i++) {
        bool reached = cells[i].step >= STEP_DOT || cells[i].end.outcome == SMTP_SENT;
        CHECK_INT(cells[i].endings, reached);
        CHECK_INT(cells[i].taken, reached);
        CHECK(cells[i].end.ended == reached);
    }
}
