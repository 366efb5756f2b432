// audit_html_reading.c - how the file was read, what was taken for granted, and what was left out and why.
#include "audit/audit_html_parts.h"

static void add_fact(Report *report, Str name, Str value)
{
    if (value.size == 0) return;
    html_in(report, "dt", name);
    html_in(report, "dd", value);
}

static Str delimiter_name(const Report *report, char delimiter)
{
    switch (delimiter) {
    case CSV_WHITE_SPACE: return say(report, PHRASE("white space", "espaces"));
    case '\t': return say(report, PHRASE("tab", "tabulation"));
    case ',': return say(report, PHRASE("comma", "virgule"));
    case ';': return say(report, PHRASE("semicolon", "point-virgule"));
    default: return str_format(report->arena, "%c", delimiter);
    }
}

static Str decimal_text(const Report *report, const AmountFormat *amount)
{
    Str sign = amount->decimal == ',' ? say(report, PHRASE("comma", "virgule")) : say(report, PHRASE("point", "point"));
    return amount->decided ? sign : say(report, PHRASE("{0} (assumed)", "{0} (supposé)"), sign);
}

static void columns_table(Report *report, const Layout *layout)
{
    static const TableColumn columns[] = {{PHRASE("Column", "Colonne"), NULL, true},
                                          {PHRASE("Read as", "Lue comme"), NULL, true}};
    size_t shown = layout->columns < COLUMNS_SHOWN ? layout->columns : COLUMNS_SHOWN;
    table_begin(report, say(report, PHRASE("Columns of the file", "Colonnes du fichier")), columns, COUNT_OF(columns));
    for (size_t i = 0; i < shown; i++) {
        row_begin_name(report, layout->names[i]);
        cell_text(report, say(report, role_label(layout->roles[i])));
        row_end(report);
    }
    table_end(report);
    say_shown(report, shown, layout->columns);
}

static void understood_card(Report *report)
{
    const OrderReading *reading = &report->audit->reading;
    if (reading->files == 0) return;
    const OrderFile *file = &reading->file[0];
    card_begin(report, "", NULL, say(report, PHRASE("How the file was read", "Comment le fichier a été lu")),
               say(report, PHRASE("Found by itself; --columns, --delimiter, --date-order and --decimal correct it.",
                                  "Trouvé automatiquement\u00A0; --columns, --delimiter, --date-order et --decimal le "
                                  "corrigent.")));
    html(report, "<dl class=\"pairs\">\n");
    add_fact(report, say(report, PHRASE("Character set", "Encodage")), charset_name(file->source.charset));
    add_fact(report, say(report, PHRASE("Columns separated by", "Colonnes séparées par")),
             delimiter_name(report, file->layout.csv.delimiter));
    add_fact(report, say(report, PHRASE("Dates", "Dates")),
             sentence_dates(report->audit, &file->layout.date, report->arena));
    add_fact(report, say(report, PHRASE("Decimal sign", "Signe décimal")), decimal_text(report, &file->layout.amount));
    add_fact(report, say(report, PHRASE("Currency", "Devise")),
             report->audit->currency.code[0] ? str_of(report->audit->currency.code)
                                             : say(report, PHRASE("not known", "inconnue")));
    if (reading->merge_why.in[report->locale])
        add_fact(report, say(report, PHRASE("Rows and orders", "Lignes et commandes")),
                 say(report, reading->merge_why));
    html(report, "</dl>\n");
    details_begin(report, say(report, PHRASE("Show the columns", "Afficher les colonnes")),
                  say(report, PHRASE("how the file was read", "comment le fichier a été lu")));
    columns_table(report, &file->layout);
    details_end(report);
    card_end(report);
}

// The first rejected row for the reason; NULL when none was kept.
static const Reject *example_of(const OrderReading *reading, RejectReason reason)
{
    for (size_t i = 0; i < reading->rejects; i++)
        if (reading->reject[i].reason == reason) return &reading->reject[i];
    return NULL;
}

static void cell_example(Report *report, const Reject *reject)
{
    html(report, "<td class=\"text\">");
    if (reject) {
        html_text(report, say(report, PHRASE("line {0}", "ligne {0}"), say_number(report, (int64_t)reject->line)));
        if (reject->column.size) {
            html(report, ", ");
            html_name(report, reject->column);
        }
        if (reject->value.size) {
            html(report, " <code>");
            html_name(report, reject->value);
            html(report, "</code>");
        }
    }
    html(report, "</td>");
}

static void reasons_table(Report *report)
{
    static const TableColumn columns[] = {{PHRASE("Reason", "Raison"), NULL, true},
                                          {PHRASE("Rows", "Lignes"), NULL, false},
                                          {PHRASE("For example", "Par exemple"), NULL, true}};
    const OrderReading *reading = &report->audit->reading;
    table_begin(report, say(report, PHRASE("Rows left out", "Lignes écartées")), columns, COUNT_OF(columns));
    for (RejectReason reason = 0; reason < REJECT_REASON_COUNT; reason++) {
        if (reading->rejected_by[reason] == 0) continue;
        row_begin(report, say(report, reject_reason_label(reason)));
        cell_count(report, (int64_t)reading->rejected_by[reason]);
        cell_example(report, example_of(reading, reason));
        row_end(report);
    }
    table_end(report);
}

static void rows_card(Report *report)
{
    const OrderReading *reading = &report->audit->reading;
    Str sentence =
        reading->rejected == 0
            ? say(report, PHRASE("All {0} rows could be used.", "Les {0} lignes ont toutes pu être utilisées."),
                  say_number(report, (int64_t)reading->rows))
            : say(report,
                  PHRASE("Of {0} rows, {1} were used and {2} left out; --rejects FILE writes them all.",
                         "Sur {0} lignes, {1} ont été utilisées et {2} écartées\u00A0; --rejects FICHIER les écrit "
                         "toutes."),
                  say_number(report, (int64_t)reading->rows), say_number(report, (int64_t)reading->accepted),
                  say_number(report, (int64_t)reading->rejected));
    card_begin(report, "", NULL, say(report, PHRASE("Rows used and left out", "Lignes utilisées et écartées")),
               sentence);
    if (reading->rejected) reasons_table(report);
    html(report, "<dl class=\"pairs\">\n");
    if (reading->refunds)
        add_fact(report, say(report, PHRASE("Refunds", "Remboursements")),
                 say(report, PHRASE("{0} rows, {1}", "{0} lignes, {1}"), say_number(report, (int64_t)reading->refunds),
                     say_money(report, reading->refund_amount)));
    if (reading->zero_amounts)
        add_fact(report, say(report, PHRASE("Rows of amount 0", "Lignes de montant 0")),
                 say_number(report, (int64_t)reading->zero_amounts));
    if (reading->rejected_by[REJECT_NO_CUSTOMER])
        add_fact(report,
                 say(report, PHRASE("Revenue of rows without a customer", "Chiffre d’affaires des lignes sans client")),
                 say_money(report, reading->no_customer_amount));
    if (report->audit->refund_only_customers)
        add_fact(report, say(report, PHRASE("Refunded, but never bought", "Remboursés sans achat")),
                 say_customers(report->audit, report->audit->refund_only_customers, report->arena));
    html(report, "</dl>\n");
    card_end(report);
}

void report_reading(Report *report)
{
    section_begin(report, "data", say(report, PHRASE("Data quality", "Qualité des données")), STR(""));
    html(report, "<div class=\"cards two\">\n");
    understood_card(report);
    rows_card(report);
    html(report, "</div>\n");
    section_end(report);
}
