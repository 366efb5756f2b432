#include "audit/audit_html_page.h"

#include <string.h>

#include "chart/markup.h"
#include "measure/catalogue.h"

Str say_number(const Report *report, int64_t count)
{
    return number_say_count(report->arena, report->locale, count);
}

Str say_rate(const Report *report, double rate)
{
    return number_say_rate(report->arena, report->locale, rate, 1);
}

Str say_money(const Report *report, int64_t amount_minor)
{
    return money_say(report->arena, report->locale, amount_minor, &report->audit->currency);
}

Str say_money_round(const Report *report, int64_t amount_minor)
{
    return money_say_round(report->arena, report->locale, amount_minor, &report->audit->currency);
}

Str say_name(const Report *report, Str text)
{
    size_t size = 0, characters = 0;
    for (; size < text.size; size++)
        if (((unsigned char)text.data[size] & 0xC0) != 0x80 && characters++ == NAME_CHARACTERS) break;
    if (size == text.size) return text;
    return str_format(report->arena, "%.*s…", (int)size, text.data);
}

Str say_file(const Report *report, const OrderFile *file)
{
    Str name = file->source.name;
    const char *slash = name.size ? memrchr(name.data, '/', name.size) : NULL;
    size_t folders = slash ? (size_t)(slash + 1 - name.data) : 0;
    return say_name(report, (Str){name.data + folders, name.size - folders});
}

Str say_this_period(const Report *report, const AuditPeriod *period)
{
    if (period == report->audit->study) return say_period(report->audit, period, report->arena);
    return period_say_short(report->arena, report->locale, report->audit->span.unit, period->number);
}

void html(Report *report, const char *markup)
{
    text_add(report->out, str_of(markup));
}

void html_text(Report *report, Str text)
{
    markup_add(report->out, text);
}

void html_name(Report *report, Str text)
{
    html(report, "<bdi>");
    markup_add_cut(report->out, text, NAME_CHARACTERS);
    html(report, "</bdi>");
}

void html_in(Report *report, const char *tag, Str text)
{
    if (text.size == 0) return;
    text_addf(report->out, "<%s>", tag);
    html_text(report, text);
    text_addf(report->out, "</%.*s>\n", (int)strcspn(tag, " "), tag);
}

void html_defined(Report *report, const char *metric, Str label)
{
    const Metric *found;
    if (!metric || !metric_find(str_of(metric), &found) || !found->in_audit) {
        html_text(report, label);
        return;
    }
    text_addf(report->out, "<a class=\"defined\" href=\"#def-%s\">", found->name);
    html_text(report, label);
    html(report, "</a>");
}

void section_begin(Report *report, const char *id, Str title, Str sentence)
{
    text_addf(report->out, "<section id=\"%s\" aria-labelledby=\"%s-title\">\n<h2 id=\"%s-title\">", id, id, id);
    html_text(report, title);
    html(report, "</h2>\n");
    html_in(report, "p class=\"lead\"", sentence);
}

void section_end(Report *report)
{
    html(report, "</section>\n");
}

void card_begin(Report *report, const char *style, const char *metric, Str title, Str sentence)
{
    text_addf(report->out, "<div class=\"card %s\">\n<h3>", style);
    html_defined(report, metric, title);
    html(report, "</h3>\n");
    html_in(report, "p class=\"note\"", sentence);
}

void card_end(Report *report)
{
    html(report, "</div>\n");
}

void details_begin(Report *report, Str summary, Str what)
{
    html(report, "<details><summary>");
    html_text(report, summary);
    html(report, "<span class=\"unseen\">");
    html_text(report, say(report, PHRASE(": {0}", "\u00A0: {0}"), what));
    html(report, "</span></summary>\n");
}

void details_as_table(Report *report, Str what)
{
    details_begin(report, say(report, PHRASE("Show as table", "Afficher en tableau")), what);
}

void details_end(Report *report)
{
    html(report, "</details>\n");
}

void scroll_begin(Report *report, Str name)
{
    html(report, "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"");
    html_text(report, name);
    html(report, "\">\n");
}

void scroll_end(Report *report)
{
    html(report, "</div>\n");
}

void table_begin(Report *report, Str name, const TableColumn *columns, size_t count)
{
    scroll_begin(report, name);
    html(report, "<table><thead><tr>");
    for (size_t i = 0; i < count; i++) {
        html(report, columns[i].text || i == 0 ? "<th scope=\"col\" class=\"text\">" : "<th scope=\"col\">");
        html_defined(report, columns[i].metric, say(report, columns[i].heading));
        html(report, "</th>");
    }
    html(report, "</tr></thead>\n<tbody>\n");
}

void table_end(Report *report)
{
    html(report, "</tbody></table>\n");
    scroll_end(report);
}

void row_begin(Report *report, Str heading)
{
    html(report, "<tr>");
    html_in(report, "th scope=\"row\"", heading);
}

void row_begin_name(Report *report, Str name)
{
    html(report, "<tr><th scope=\"row\">");
    html_name(report, name);
    html(report, "</th>");
}

void row_begin_period(Report *report, const AuditPeriod *period)
{
    html(report, period->complete ? "<tr>" : "<tr class=\"running\">");
    html(report, "<th scope=\"row\">");
    html_text(report, say_this_period(report, period));
    if (!period->complete) {
        html(report, " <small>");
        html_text(report, say(report, PHRASE("in progress", "en cours")));
        html(report, "</small>");
    }
    html(report, "</th>");
}

void row_end(Report *report)
{
    html(report, "</tr>\n");
}

void cell(Report *report, Str text)
{
    html(report, "<td>");
    html_text(report, text);
    html(report, "</td>");
}

void cell_text(Report *report, Str text)
{
    html(report, "<td class=\"text\">");
    html_text(report, text);
    html(report, "</td>");
}

void cell_count(Report *report, int64_t count)
{
    cell(report, say_number(report, count));
}

void cell_money(Report *report, int64_t amount_minor)
{
    cell(report, say_money(report, amount_minor));
}

void cell_unobserved(Report *report)
{
    html(report, "<td class=\"later\"><span class=\"unseen\">");
    html_text(report, say(report, PHRASE("not observed", "non observé")));
    html(report, "</span></td>");
}

void cell_rate(Report *report, Rate rate)
{
    if (rate.observed)
        cell(report, say_rate(report, rate.value));
    else
        cell_unobserved(report);
}

void cell_interval(Report *report, Rate rate)
{
    if (!rate.observed) {
        cell_unobserved(report);
        return;
    }
    html(report, "<td>");
    html_text(report, say_interval(report->audit, rate, report->arena));
    if (rate.n < RATE_SMALL_SAMPLE) {
        html(report, " <small>");
        html_text(report, say(report, PHRASE("too few to tell", "trop peu pour conclure")));
        html(report, "</small>");
    }
    html(report, "</td>");
}

void table_key(Report *report)
{
    html(report, "<p class=\"legend\"><span><i class=\"swatch later\"></i> ");
    html_text(report, say(report, PHRASE("not observed yet", "pas encore observé")));
    html(report, "</span> <span><i class=\"swatch running\"></i> ");
    html_text(report, say(report, PHRASE("in progress: will still change", "en cours\u00A0: va encore changer")));
    html(report, "</span></p>\n");
}

void say_shown(Report *report, size_t shown, size_t all)
{
    if (shown >= all) return;
    html_in(report, "p class=\"note\"",
            say(report,
                PHRASE("The last {0} of {1} are shown; --format json and csv hold them all.",
                       "Les {0} derniers sur {1} sont affichés\u00A0; --format json et csv les contiennent tous."),
                say_number(report, (int64_t)shown), say_number(report, (int64_t)all)));
}
