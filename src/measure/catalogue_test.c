// The worked examples of the requirements, and what every entry of the catalogue owes its reader.
#include "measure/catalogue.h"

#include <math.h>
#include <string.h>

#include "base/number.h"
#include "base/test.h"

// ---- writing inputs as a line: "S 1000 answers 9,10,0" ----

static double read_number(Str text)
{
    bool percent = text.size > 0 && text.data[text.size - 1] == '%';
    if (percent) text.size--;
    double value = NAN; // is refused by the metric, as it should
    bool read = number_parse(text, &value);
    return read && percent ? value / 100 : value;
}

static MetricValue read_value(Str name, Str list)
{
    double *values = arena_array(test_arena(), double, list.size + 1);
    size_t count = 0;
    Str item;
    while (str_cut(&list, ',', &item)) values[count++] = read_number(item);
    return (MetricValue){.name = name, .values = values, .count = count};
}

static bool run(const char *metric_name, const char *line, MetricResult *result, Error *error)
{
    const Metric *metric;
    MetricValue inputs[16];
    size_t count = 0;
    Str rest = str_of(line), name, list;
    CHECK(metric_find(str_of(metric_name), &metric));
    while (line[0] && str_cut(&rest, ' ', &name)) {
        CHECK(str_cut(&rest, ' ', &list));
        if (str_starts_with(name, STR("--"))) name = (Str){name.data + 2, name.size - 2};
        inputs[count++] = read_value(name, list);
    }
    return metric_calculate(metric, inputs, count, test_arena(), result, error);
}

static MetricResult calculated(const char *metric, const char *line)
{
    MetricResult result = {0};
    Error error = {0};
    if (!run(metric, line, &result, &error)) print_error("%s %s: %s\n", metric, line, error.message[LOCALE_EN]);
    CHECK(error.kind == ERROR_NONE);
    return result;
}

static Str value_of(const char *metric, const char *line)
{
    MetricResult result = calculated(metric, line);
    return result.observed ? figure_text(test_arena(), LOCALE_EN, result.value) : STR("n/a");
}

static Str part_of(const char *metric, const char *line, const char *part)
{
    MetricResult result = calculated(metric, line);
    for (size_t i = 0; i < result.parts; i++)
        if (strcmp(result.part[i].name, part) == 0) return figure_text(test_arena(), LOCALE_EN, result.part[i].figure);
    return STR("(no such part)");
}

static Str sentence_of(const char *metric, const char *line)
{
    return calculated(metric, line).sentence[LOCALE_EN];
}

static Str warning_of(const char *metric, const char *line)
{
    return calculated(metric, line).warning[LOCALE_EN];
}

static Str refused(const char *metric, const char *line)
{
    MetricResult result = {0};
    Error error = {0};
    CHECK(!run(metric, line, &result, &error));
    CHECK_INT(error.kind, ERROR_USAGE);
    CHECK(result.arena == NULL); // left alone
    return str_copy(test_arena(), str_of(error.message[LOCALE_EN]));
}

// ---- what every entry owes its reader ----

TEST(every_example_of_the_catalogue_gives_the_value_it_promises)
{
    for (size_t i = 0; i < metric_count(); i++) {
        const Metric *metric = metric_at(i);
        CHECK((metric->calculate != NULL) == (metric->example != NULL));
        if (metric->calculate) CHECK_TEXT(value_of(metric->name, metric->example), metric->example_value);
    }
}

TEST(every_example_speaks_both_languages)
{
    for (size_t i = 0; i < metric_count(); i++) {
        if (!metric_at(i)->calculate) continue;
        MetricResult result = calculated(metric_at(i)->name, metric_at(i)->example);
        CHECK(result.sentence[LOCALE_EN].size > 0 && result.sentence[LOCALE_FR].size > 0);
        for (size_t p = 0; p < result.parts; p++)
            CHECK(result.part[p].label.in[LOCALE_EN][0] && result.part[p].label.in[LOCALE_FR][0]);
    }
}

// What each example says, and its parts: read once by eye, kept since.
static const struct {
    const char *metric, *sentence, *parts;
} said_by_example[] = {
    {"crr", "You kept 70 of every 100 existing customers; 30 stopped buying.", "retained 700 lost 300"},
    {"churn", "You kept 70 of every 100 existing customers; 30 stopped buying.", "lost 300"},
    {"balance", "200 won, 300 lost: the base went from 1000 to 900 customers.", "new 200 kept 700 lost 300"},
    {"replacement_need", "To keep the base as it is: 300 customers, 75000.00.", "customers 300"},
    {"change_by_segment", "The rate went from 70.00 % to 60.00 %.", "segment_1 0 segment_2 -0.1"},
    {"aov", "An order brings 50.00 on average.", ""},
    {"median_order_value", "Half of the orders are worth more than 30.00, half less.", ""},
    {"trimmed_order_value", "Without the extremes an order is worth 55.00.", ""},
    {"purchase_frequency", "A buyer orders 3.00 times in the period.", ""},
    {"repeat_purchase_rate", "Of 100 buyers, 25 ordered at least twice.", "one_order 120"},
    {"second_order_conversion", "Of 100 first-time buyers, 35 ordered again within 180 days.", ""},
    {"arpc", "A customer brings 50.00 in the period.", ""},
    {"returning_share", "Of 100 of revenue, 65 come from customers who came back.", "new_revenue 3500"},
    {"spend_premium", "An order of a returning customer is worth 83.50, a first order 50.00.", ""},
    {"incentive_dependence", "Of 100 repeat orders, 60 used a short-term incentive.", ""},
    {"clv", "A customer is worth 600.00 of revenue over the relation: 4 orders of 50.00 a period, for 3.00 periods.",
     "average_order_value 50 purchases_per_period 4 retention_periods 3"},
    {"clv_total", "600.00 (past 420.00, future 180.00)", "past 420 future 180"},
    {"lost_value", "30 customers worth 600.00 each are gone: 18000.00.", ""},
    {"revenue_at_risk", "If they leave as they are likely to, 390.00 go with them.", "customer_1 300 customer_2 90"},
    {"uplift", "A retention of 75.00 % instead of 70.00 %: +50 customers, +10000.00 revenue.", "customers 50"},
    {"revenue_forecast", "Those who are customers now bring 585.36 in the next 3 periods.",
     "period_1 216 period_2 194.4 period_3 174.96"},
    {"concentration", "top 20 % = 80.0 %: 2 of 10 customers bring 800.00 of 1000.00.", "customers 2 threshold 300"},
    {"customer_profit", "Of 500.00 of revenue, 220.00 are left.", ""},
    {"revenue_churn", "Of 100 of recurring revenue, 8 were lost; growth of the others leaves a net loss of 6.",
     "gross 0.08 net 0.06 grr 0.92"},
    {"ndr", "Of 100 of recurring revenue at the opening, the same customers bring 107 at the closing.",
     "expansion 0.15 downgrades -0.05 cancellations -0.03 pauses 0"},
    {"mrr", "Subscriptions bring 240.00 a month. How well they are kept is told by NDR, not by MRR.",
     "arr 2880 subscriptions 12"},
    {"arr", "240.00 a month are 2880.00 a year, if nothing changes.", ""},
    {"arpa", "A paying customer brings 50.00 a month.", ""},
    {"asp", "A new customer begins with 30.00 a month.", ""},
    {"grr", "Of 100 of recurring revenue, 92 were kept, growth left aside.", ""},
    {"quick_ratio", "4.00 of recurring revenue are won for each 1.00 lost.", ""},
    {"annual_churn", "At 2.00 % a period, 21.5 of 100 are lost after 12 periods: each takes its share of what is left.",
     "retention 0.784717"},
    {"subscriber_ltv", "A subscriber stays 20.0 months on average and brings 1000.00.", "months 20"},
    {"subscriber_churn", "Of 100 subscribers, 5 left.", ""},
    {"payment_recovery", "Of 100 failed payments, 75 were paid after all.", ""},
    {"trial_conversion", "Of 100 trials, 25 became paid subscriptions.", ""},
    {"nps", "Of 100 who answered, 50 would recommend you warmly and 20 would not.",
     "promoters 0.5 passives 0.3 detractors 0.2"},
    {"csat", "Of 100 who answered, 60 are satisfied.", ""},
    {"ces", "From 1 (much effort) to 7 (none), customers answer 5.00.", ""},
    {"response_rate", "Of 100 who were asked, 25 answered.", ""},
    {"sentiment", "Of 100 who said something, 60 are pleased and 20 are not.", ""},
    {"engagement", "Engagement is 50.0 / 100.",
     "time_on_site 0.5 time_on_site_weight 1 click_rate 0.2 click_rate_weight 1 social 0.8 social_weight 1"},
    {"ctr", "Of 100 messages delivered, 20 were clicked.", ""},
    {"first_response_time", "Half of them took less than 5.5 min.", "p90 9.1"},
    {"resolution_time", "Half of them took less than 120.0 min.", "p90 1176"},
    {"contact_rate", "100 customers asked 12.5 times.", ""},
    {"cac", "Winning a customer costs 250.00.", ""},
    {"retention_cost", "Keeping a customer costs 20.00.", ""},
    {"cac_ratio", "Winning a customer costs 12.5x what keeping one does; 5x to 25x is the range often quoted.",
     "cac 250 retention_cost 20"},
    {"cac_growth", "Winning a customer cost 9.00 and costs 29.00 now.", ""},
    {"roi", "It brought 15000.00 for 5000.00 spent.", "net 10000"},
    {"nurturing_value", "2400.00 of value gained for 1000.00 spent.", "gain 2400"},
    {"containment", "Of 100 conversations with the bot, 40 needed nobody else.", "saving 2200"},
    {"cost_per_contact", "Handling a contact costs 5.00.", ""},
    {"share_of_wallet", "Of 100 spent on the category, 40 are spent with us.", ""},
    {"market_share", "Of 100 sold in the market, 10 are ours.", ""},
    {"break_points", "One break, at point 5 (month 5 of a monthly series): the level goes from 5.00 to 9.00.",
     "break_1 5 before_1 5 after_1 9"},
    {"trend", "The series rises, by 1.60 a point.", ""},
    {"resilience", "Revenue from loyal customers (CV 0.00) is steadier than from new ones (CV 1.00).",
     "loyal_variation 0 new_variation 1"},
    {"ab_test", "B wins at 5 % (p = 0.0355).",
     "p 0.0354885 rate_a 0.1 rate_b 0.13 difference 0.03 difference_low 0.00200235 difference_high 0.0580705"},
    {"odds_ratio", "One more of it multiplies the odds by 7.389.", ""},
    {"logistic", "The model expects it with probability 73.11 %.", ""},
};

TEST(every_example_says_what_it_said_when_it_was_read_by_eye)
{
    size_t said = 0;
    for (size_t i = 0; i < metric_count(); i++) {
        const Metric *metric = metric_at(i);
        if (!metric->calculate) continue;
        CHECK(said < COUNT_OF(said_by_example));
        CHECK_TEXT(str_of(metric->name), said_by_example[said].metric);
        MetricResult result = calculated(metric->name, metric->example);
        CHECK_TEXT(result.sentence[LOCALE_EN], said_by_example[said].sentence);
        Text parts = text_in(test_arena());
        for (size_t p = 0; p < result.parts; p++)
            text_addf(&parts, "%s%s %.6g", p ? " " : "", result.part[p].name, result.part[p].figure.value);
        CHECK_TEXT(text_str(&parts), said_by_example[said].parts);
        said++;
    }
    CHECK_INT(said, COUNT_OF(said_by_example));
}

TEST(every_metric_has_a_whole_definition)
{
    for (size_t i = 0; i < metric_count(); i++) {
        const Metric *metric = metric_at(i);
        for (Locale locale = 0; locale < LOCALE_COUNT; locale++) {
            CHECK(metric->label.in[locale][0] && metric->definition.in[locale][0]);
            CHECK(!metric->period_rule.in[locale][0] == !metric->period_rule.in[LOCALE_EN][0]);
            CHECK(!metric->exclusions.in[locale][0] == !metric->exclusions.in[LOCALE_EN][0]);
        }
        CHECK(metric->formula && metric->unit < UNIT_COUNT_OF);
        if (metric->calculate) CHECK(metric_needs(metric, test_arena()).size > 0);
    }
}

TEST(every_name_of_a_metric_is_its_own)
{
    for (size_t i = 0; i < metric_count(); i++) {
        const Metric *found;
        CHECK(metric_find(str_of(metric_at(i)->name), &found) && found == metric_at(i));
        Str aliases = str_of(metric_at(i)->aliases ? metric_at(i)->aliases : ""), alias;
        while (str_cut(&aliases, ' ', &alias))
            if (alias.size) CHECK(metric_find(alias, &found) && found == metric_at(i));
    }
}

TEST(french_texts_have_no_plain_space_before_high_punctuation)
{
    static const char *const wrong[] = {" :", " ;", " !", " ?", " %", " »", "« "};
    for (size_t i = 0; i < metric_count(); i++) {
        const Metric *metric = metric_at(i);
        const char *texts[] = {metric->label.in[LOCALE_FR], metric->definition.in[LOCALE_FR],
                               metric->period_rule.in[LOCALE_FR], metric->exclusions.in[LOCALE_FR]};
        for (size_t t = 0; t < COUNT_OF(texts); t++)
            for (size_t w = 0; w < COUNT_OF(wrong); w++) CHECK(!strstr(texts[t], wrong[w]));
    }
}

TEST(metrics_are_found_by_every_spelling)
{
    static const char *const spellings[] = {"crr", "CRR", "retention_rate", "retention-rate",
                                            "Customer-Retention-Rate"};
    const Metric *metric;
    for (size_t i = 0; i < COUNT_OF(spellings); i++)
        CHECK(metric_find(str_of(spellings[i]), &metric) && strcmp(metric->name, "crr") == 0);
    CHECK(metric_find(STR("pf"), &metric) && strcmp(metric->name, "purchase_frequency") == 0);
    CHECK(metric_find(STR("AOV"), &metric) && strcmp(metric->name, "aov") == 0);
    CHECK(metric_find(STR("Z-TEST"), &metric) && strcmp(metric->name, "ab_test") == 0);
    CHECK(!metric_find(STR("crrr"), &metric) && !metric_find(STR(""), &metric));
}

// ---- inputs, one by one ----

TEST(metric_refuses_inputs_by_name)
{
    CHECK_TEXT(refused("crr", "S 1000 E 900"), "crr needs its inputs: S (Cb), E (Ce), N (Cn)");
    CHECK_TEXT(refused("crr", "S 1000 E 900 N 200 X 1"), "crr has no input “X”; it takes S (Cb), E (Ce), N (Cn)");
    CHECK_TEXT(refused("crr", "s 1000 E 900 N 200"), "crr has no input “s”; it takes S (Cb), E (Ce), N (Cn)");
    CHECK_TEXT(refused("crr", "S 1000 Cb 1000 E 900 N 200"), "S is given twice: as S and as Cb");
    CHECK_TEXT(refused("crr", "S 1000.5 E 900 N 200"), "S is a whole number of 0 or more, not 1000.5");
    CHECK_TEXT(refused("crr", "S 1000 E 900 N -1"), "N is a whole number of 0 or more, not -1");
    CHECK_TEXT(refused("crr", "S 1,2 E 900 N 200"), "S is one number, not 2");
    CHECK_TEXT(refused("crr", "S 1e16 E 900 N 200"), "S is a whole number of 0 or more, not 10000000000000000");
    CHECK_TEXT(refused("crr", "S x E 900 N 200"), "S is a whole number of 0 or more, not NaN");
    CHECK_TEXT(refused("roi", "gain 1 cost -1"), "cost is a number of 0 or more, not -1");
    CHECK_TEXT(refused("clv", "aov 50 Cp 4 churn 25"), "churn is a share between 0 and 1 (or 0% and 100%), not 25");
    CHECK_TEXT(refused("churn", "S 10 E 9"), "churn needs its inputs: S (Cb), Cl (L) | S (Cb), E (Ce), N (Cn) | crr");
}

TEST(metric_refuses_an_empty_list)
{
    const Metric *nps;
    CHECK(metric_find(STR("nps"), &nps));
    MetricValue none = {.name = STR("answers")};
    MetricResult result;
    Error error;
    CHECK(!metric_calculate(nps, &none, 1, test_arena(), &result, &error));
    CHECK_TEXT(str_of(error.message[LOCALE_EN]), "answers has no number");
}

TEST(metric_result_too_large_to_be_written_is_undefined_not_infinite)
{
    CHECK_TEXT(refused("odds_ratio", "b 1e15"), "undefined: odds_ratio of these inputs is too large to be written");
    CHECK_TEXT(refused("spend_premium", "mean_returning 1e15 mean_new 1e-290"), // finite, but not as a percentage
               "undefined: spend_premium of these inputs is too large to be written");
    CHECK_TEXT(refused("arpc", "revenue 1e15 customers 1 revenue_before 1e-300 customers_before 1000000000000000"),
               "undefined: arpc of these inputs is too large to be written"); // its part "growth"
}

TEST(metric_keeps_as_many_parts_as_there_are)
{
    MetricResult result = calculated("revenue_forecast", "revenue 100 periods 40");
    CHECK_INT(result.parts, 40);
    CHECK(strcmp(result.part[0].name, "period_1") == 0 && strcmp(result.part[39].name, "period_40") == 0);
    CHECK(strcmp(result.part[8].label.in[LOCALE_FR], "période 9") == 0);
}

// ---- R001-R006, R056, R062, R066: who stays and who leaves ----

TEST(crr_says_how_many_of_a_hundred_stayed)
{
    MetricResult result = calculated("crr", "S 1000 E 900 N 200");
    CHECK_TEXT(result.sentence[LOCALE_EN], "You kept 70 of every 100 existing customers; 30 stopped buying.");
    CHECK_TEXT(result.sentence[LOCALE_FR],
               "Sur 100 clients présents au début, 70 sont restés\u00A0; 30 n’achètent plus.");
    CHECK_INT(result.n, 1000);
    CHECK_NEAR(result.low, 0.670876, 1e-6); // Wilson, as Newcombe (1998) writes it
    CHECK_NEAR(result.high, 0.727593, 1e-6);
    CHECK_TEXT(sentence_of("crr", "S 3 E 2 N 0"),
               "You kept 66.7 of every 100 existing customers; 33.3 stopped buying.");
}

TEST(crr_is_the_same_in_both_notations)
{
    CHECK_TEXT(value_of("crr", "S 1000 E 900 N 200"), "70.00 %");
    CHECK_TEXT(value_of("crr", "Cb 1000 Ce 900 Cn 200"), "70.00 %");
    CHECK_TEXT(value_of("crr", "Cn 200 S 1000 Ce 900"), "70.00 %");
}

TEST(crr_refuses_what_cannot_be)
{
    CHECK_TEXT(refused("crr", "S 0 E 0 N 0"), "undefined: no customers at start (S = 0)");
    CHECK_TEXT(refused("crr", "S 1000 E 900 N 1000"), "N > E: 1000 cannot be part of 900");
    CHECK_TEXT(refused("crr", "S 1000 E 1300 N 200"),
               "retained (1100) > S: E - N = 1100 customers cannot have stayed of 1000");
    CHECK_TEXT(value_of("crr", "S 1000 E 1200 N 200"), "100.00 %"); // the edges can be
    CHECK_TEXT(value_of("crr", "S 1000 E 200 N 200"), "0.00 %");
}

TEST(churn_is_the_complement_by_every_route)
{
    CHECK_TEXT(value_of("churn", "S 1000 E 900 N 200"), "30.00 %");
    CHECK_TEXT(value_of("churn", "Cl 300 Cb 1000"), "30.00 %");
    CHECK_TEXT(value_of("churn", "crr 70%"), "30.00 %");
    CHECK_TEXT(refused("churn", "Cl 300 Cb 0"), "undefined: no customers at start (S = 0)");
    CHECK_TEXT(refused("churn", "Cl 300 Cb 200"), "Cl > S: 300 cannot be part of 200");
    static const char *const beside_crr[] = {"S", "Cl", "E", "N"};
    for (size_t i = 0; i < COUNT_OF(beside_crr); i++) {
        Str line = str_format(test_arena(), "crr 0.7 %s 10%c", beside_crr[i], 0);
        CHECK_TEXT(refused("churn", line.data), "give crr alone, or the counts");
    }
    static const char *const routes[] = {"S 1000 E 900 N 200", "S 1000 Cl 300", "S 1000 Cl 300 E 900", "crr 70%"};
    for (size_t i = 0; i < COUNT_OF(routes); i++)
        CHECK_TEXT(sentence_of("churn", routes[i]), "You kept 70 of every 100 existing customers; 30 stopped buying.");
}

TEST(churn_reconciles_its_two_routes)
{
    CHECK_TEXT(warning_of("churn", "Cb 1000 Ce 900 Cn 200 Cl 250"),
               "50 customers unaccounted for: they are neither lost (Cl) nor kept (Ce - Cn)");
    CHECK_TEXT(warning_of("churn", "Cb 1000 Ce 900 Cn 200 Cl 350"),
               "50 customers counted twice: as lost (Cl) and as kept (Ce - Cn)");
    CHECK_TEXT(warning_of("churn", "Cb 1000 Ce 900 Cn 200 Cl 300"), "");
    CHECK_TEXT(value_of("churn", "Cb 1000 Ce 900 Cn 200 Cl 250"), "25.00 %");
}

TEST(balance_keeps_winning_and_keeping_apart)
{
    CHECK_TEXT(value_of("balance", "S 1000 E 900 N 200"), "-100");
    CHECK_TEXT(part_of("balance", "S 1000 E 900 N 200", "new"), "200");
    CHECK_TEXT(part_of("balance", "S 1000 E 900 N 200", "kept"), "700");
    CHECK_TEXT(part_of("balance", "S 1000 E 900 N 200", "lost"), "300");
    CHECK_TEXT(value_of("balance", "S 0 E 5 N 5"), "+5"); // a first period has no rate, but a balance
}

TEST(replacement_need_prices_standing_still)
{
    CHECK_TEXT(sentence_of("replacement_need", "lost 300 cac 250"),
               "To keep the base as it is: 300 customers, 75000.00.");
    CHECK_TEXT(part_of("replacement_need", "lost 300 cac 250 S 1000 change 5%", "cost_after"), "62500.00");
    CHECK_TEXT(part_of("replacement_need", "lost 300 cac 250 S 1000 change 5%", "customers_after"), "250");
    CHECK_TEXT(refused("replacement_need", "lost 300 cac 250 change 5%"),
               "a change of the rate needs S, the customers it is of");
    CHECK_TEXT(part_of("replacement_need", "lost 30 cac 250 S 1000 change 5%", "cost_after"), "0.00"); // never below
}

TEST(change_by_segment_tells_where_it_comes_from)
{
    const char *line = "n_before 100,100 kept_before 80,60 n_after 100,100 kept_after 80,40";
    CHECK_TEXT(value_of("change_by_segment", line), "-10.0 pts");
    CHECK_TEXT(part_of("change_by_segment", line, "segment_1"), "0.0 pts");
    CHECK_TEXT(part_of("change_by_segment", line, "segment_2"), "-10.0 pts");
    CHECK_TEXT(sentence_of("change_by_segment", line), "The rate went from 70.00 % to 60.00 %.");
    // No rate changed, but the worse segment grew from 1/2 to 2/3: all is weight. The mean total rate is 17/36.
    line = "n_before 60,60 kept_before 40,20 n_after 60,120 kept_after 40,40";
    CHECK_TEXT(value_of("change_by_segment", line), "-5.6 pts");
    CHECK_TEXT(part_of("change_by_segment", line, "segment_1"), "-3.2 pts"); // -1/6 (2/3 - 17/36)
    CHECK_TEXT(part_of("change_by_segment", line, "mix_1"), "-3.2 pts");
    CHECK_TEXT(part_of("change_by_segment", line, "segment_2"), "-2.3 pts"); // 1/6 (1/3 - 17/36)
    CHECK_TEXT(part_of("change_by_segment", line, "mix_2"), "-2.3 pts");
    CHECK_TEXT(refused("change_by_segment", "n_before 1,2 kept_before 1 n_after 1,2 kept_after 1,2"),
               "the four lists have one number for each segment, at most 200");
    CHECK_TEXT(refused("change_by_segment", "n_before 1 kept_before 2 n_after 1 kept_after 1"),
               "a segment cannot keep more customers than it has (kept > n)");
    CHECK_TEXT(refused("change_by_segment", "n_before 0 kept_before 0 n_after 1 kept_after 1"),
               "undefined: no customers at start (a sum of n is 0)");
}

// ---- R010-R012, R033, R034, R037, R053: value ----

TEST(clv_takes_a_duration_or_the_rate_it_comes_from)
{
    CHECK_TEXT(value_of("clv", "aov 50 Cp 4 Cr 3"), "600.00");
    CHECK_TEXT(value_of("clv", "aov 50 Cp 4 churn 25%"), "800.00");
    CHECK_TEXT(value_of("clv", "aov 50 Cp 4 crr 75%"), "800.00");
    CHECK_TEXT(part_of("clv", "aov 50 Cp 4 churn 25%", "retention_periods"), "4.00 periods");
    CHECK_TEXT(part_of("clv", "aov 50 Cp 4 Cr 3 margin 40%", "clv_margin"), "240.00");
    CHECK_TEXT(part_of("clv", "aov 50 Cp 4 Cr 3 margin 40%", "clv_revenue"), "600.00");
    CHECK_TEXT(refused("clv", "aov 50 Cp 4 Cr 3 churn 25%"), "give only one of Cr, churn and crr");
    CHECK_TEXT(refused("clv", "aov 50 Cp 4 crr 1"),
               "undefined: where nobody ever leaves (churn = 0), the relation has no end");
    CHECK_TEXT(warning_of("clv", "aov 50 Cp 4 Cr 1"), "");
    CHECK_TEXT(warning_of("clv", "aov 50 Cp 4 Cr 0.7"),
               "Cr is a duration of 0.70 periods, less than one: a retention rate is given as crr");
}

TEST(clv_total_sums_without_end_or_to_a_horizon)
{
    CHECK_TEXT(sentence_of("clv_total", "past 420 future 180"), "600.00 (past 420.00, future 180.00)");
    CHECK_TEXT(value_of("clv_total", "m 100 r 0.8 d 0.1"), "366.67");
    CHECK_TEXT(value_of("clv_total", "m 100 r 0.5 periods 3"), "175.00");
    CHECK_TEXT(value_of("clv_total", "m 100 r 1 periods 3"), "300.00");
    CHECK_TEXT(value_of("clv_total", "past 50 m 100 r 0.5 periods 0"), "50.00");
    CHECK_TEXT(refused("clv_total", "m 100 r 1"),
               "undefined: with r = 1 and no discount the sum has no end; give periods");
    CHECK_TEXT(refused("clv_total", "m 100 r 0.8 future 5"), "give future, or m and r, not both");
}

TEST(losing_and_keeping_customers_are_priced)
{
    CHECK_TEXT(sentence_of("lost_value", "lost 30 clv 600"), "30 customers worth 600.00 each are gone: 18000.00.");
    CHECK_TEXT(value_of("revenue_at_risk", "p 0.5,0.9 clv 600,100"), "390.00");
    CHECK_TEXT(part_of("revenue_at_risk", "p 0.5,0.9 clv 600,100", "customer_2"), "90.00");
    CHECK_TEXT(refused("revenue_at_risk", "p 0.5 clv 600,100"), "p and clv have one number for each customer");
    CHECK_TEXT(sentence_of("uplift", "S 1000 revenue_per_customer 200 crr 70% target 75%"),
               "A retention of 75.00 % instead of 70.00 %: +50 customers, +10000.00 revenue.");
    CHECK_TEXT(part_of("uplift", "S 1000 revenue_per_customer 200 crr 70% target 75% margin 0.4", "profit"),
               "+4000.00");
    CHECK_TEXT(value_of("uplift", "S 1000 revenue_per_customer 200 crr 75% target 70%"), "-10000.00");
}

TEST(revenue_forecast_is_of_those_who_are_customers_now)
{
    CHECK_TEXT(value_of("revenue_forecast", "mrr 240 months 3"), "720.00");
    CHECK_TEXT(value_of("revenue_forecast", "mrr 240 churn 10% months 3"), "585.36");
    CHECK_TEXT(part_of("revenue_forecast", "mrr 240 churn 10% months 3", "period_1"), "216.00");
    CHECK_TEXT(part_of("revenue_forecast", "mrr 240 churn 10% months 3", "period_3"), "174.96");
    CHECK_TEXT(value_of("revenue_forecast", "mrr 240 churn 10% expansion 10% months 3"), "720.00");
    CHECK_TEXT(value_of("revenue_forecast", "mrr 240 months 1"), "240.00");
    CHECK_TEXT(value_of("revenue_forecast", "mrr 240 months 120"), "28800.00");
    CHECK_TEXT(refused("revenue_forecast", "mrr 240 months 0"), "periods is a whole number from 1 to 120");
    CHECK_TEXT(refused("revenue_forecast", "mrr 240 months 121"), "periods is a whole number from 1 to 120");
}

TEST(concentration_names_the_top_and_its_share)
{
    CHECK_TEXT(sentence_of("concentration", "values 500,300,50,40,30,30,20,10,10,10"),
               "top 20 % = 80.0 %: 2 of 10 customers bring 800.00 of 1000.00.");
    CHECK_TEXT(part_of("concentration", "values 7.5,2.5,-5 top 30%", "threshold"), "7.50");
    CHECK_TEXT(value_of("concentration", "values 1,1,1,1 top 50%"), "50.0 %");
    CHECK_TEXT(value_of("concentration", "values 0,-5"), "n/a");
    CHECK_TEXT(value_of("concentration", "values 7"), "100.0 %");
    CHECK_TEXT(refused("concentration", "values 7 top 0"), "top is a share above 0, such as 20%");
}

// ---- R015-R017, R038, R040, R043, R302: orders ----

TEST(average_order_value_of_no_order_is_not_a_number)
{
    CHECK_TEXT(value_of("aov", "amounts 20,30,100"), "50.00");
    CHECK_INT(calculated("aov", "amounts 20,30,100").n, 3);
    CHECK_TEXT(value_of("aov", "revenue 150 orders 3"), "50.00");
    CHECK_TEXT(value_of("aov", "revenue 0 orders 0"), "n/a");
    CHECK(!calculated("aov", "amounts 20").has_interval); // one order says nothing of the spread
    CHECK_TEXT(refused("aov", "amounts 20 revenue 20"), "give amounts, or revenue and orders, not both");
    CHECK_TEXT(refused("aov", "amounts 20 orders 1"), "give amounts, or revenue and orders, not both");
    CHECK_NEAR(calculated("aov", "amounts 20,30,100").low, 0.6753, 0.0001); // 50 - 1.95996 * sqrt(1900) / sqrt(3)
}

TEST(rates_of_orders_refuse_a_part_above_its_whole)
{
    CHECK_TEXT(value_of("purchase_frequency", "orders 480 customers 160"), "3.00");
    CHECK_TEXT(refused("purchase_frequency", "orders 3 buyers 4"), "buyers > orders: 4 cannot be part of 3");
    CHECK_TEXT(value_of("purchase_frequency", "orders 0 buyers 0"), "n/a");
    CHECK_TEXT(value_of("rpr", "buyers 160 repeat_buyers 40"), "25.00 %");
    CHECK_TEXT(refused("rpr", "buyers 3 repeat_buyers 4"), "repeat_buyers > buyers: 4 cannot be part of 3");
    CHECK_TEXT(value_of("rpr", "buyers 0 repeat_buyers 0"), "n/a");
    CHECK_TEXT(sentence_of("second_order_conversion", "first_buyers 100 second_orders 35 days 180"),
               "Of 100 first-time buyers, 35 ordered again within 180 days.");
    CHECK_TEXT(value_of("second_order_conversion", "first_buyers 0 second_orders 0"), "n/a");
}

TEST(returning_customers_are_compared_with_new_ones)
{
    CHECK_TEXT(value_of("returning_share", "returning_revenue 6500 revenue 10000"), "65.0 %");
    CHECK_TEXT(value_of("spend_premium", "mean_returning 83.50 mean_new 50"), "+67.0 %");
    CHECK_TEXT(value_of("spend_premium", "mean_returning 83.50 mean_new 0"), "n/a");
    CHECK_TEXT(part_of("arpc", "revenue 12000 customers 240 revenue_before 8000 customers_before 200", "growth"),
               "+25.0 %");
    CHECK_INT(calculated("arpc", "revenue 12000 customers 240 revenue_before 8000").parts, 0);
    CHECK_INT(calculated("arpc", "revenue 12000 customers 240 customers_before 200").parts, 0);
    CHECK_INT(calculated("arpc", "revenue 12000 customers 240 revenue_before 0 customers_before 200").parts, 0);
    CHECK_TEXT(value_of("arpc", "revenue 12000 customers 0"), "n/a");
}

TEST(incentive_dependence_warns_above_its_threshold)
{
    CHECK(str_starts_with(warning_of("incentive_dependence", "incentive_orders 60 repeat_orders 100 threshold 50%"),
                          STR("60 % incentive-driven, above the threshold of 50 %")));
    CHECK_TEXT(warning_of("incentive_dependence", "incentive_orders 50 repeat_orders 100"), "");
}

// ---- R018-R021, R061: recurring revenue ----

TEST(revenue_churn_is_gross_net_and_its_complement)
{
    const char *line = "opening 10000 cancelled 500 downgraded 300 expansion 200";
    CHECK_TEXT(value_of("revenue_churn", line), "8.00 %");
    CHECK_TEXT(part_of("revenue_churn", line, "net"), "6.00 %");
    CHECK_TEXT(part_of("revenue_churn", line, "grr"), "92.00 %");
    CHECK_TEXT(part_of("revenue_churn", "opening 100 cancelled 0 downgraded 0 expansion 10", "net"), "-10.00 %");
    CHECK_TEXT(value_of("revenue_churn", "opening 10 cancelled 6 downgraded 4"), "100.00 %");
    CHECK(str_starts_with(refused("revenue_churn", "opening 0 cancelled 0 downgraded 0"),
                          STR("undefined: no recurring")));
    CHECK(str_starts_with(refused("revenue_churn", "opening 10 cancelled 6 downgraded 6"), STR("lost > opening")));
}

TEST(ndr_itemises_its_drivers_in_points)
{
    const char *line = "opening 1000 downgrades 100 cancellations 150 pauses 50 expansion 0";
    CHECK_TEXT(value_of("ndr", line), "70.00 %");
    CHECK_TEXT(part_of("ndr", line, "downgrades"), "-10.0 pts");
    CHECK_TEXT(part_of("ndr", line, "cancellations"), "-15.0 pts");
    CHECK_TEXT(part_of("ndr", line, "pauses"), "-5.0 pts");
    CHECK_TEXT(value_of("ndr", "opening 100000 expansion 15000 contraction 5000 churn 3000"), "107.00 %");
}

TEST(ndr_keeps_upsell_and_cross_sell_apart)
{
    CHECK_TEXT(value_of("ndr", "opening 100000 upsell 9000 cross_sell 6000"), "115.00 %");
    CHECK_TEXT(part_of("ndr", "opening 100000 upsell 9000 cross_sell 6000", "upsell_amount"), "+9000.00");
    CHECK_TEXT(part_of("ndr", "opening 100000 upsell 9000 cross_sell 6000", "cross_sell_amount"), "+6000.00");
    CHECK_TEXT(part_of("ndr", "opening 100000 upsell 9000 cross_sell 6000", "expansion_amount"), "+15000.00");
    CHECK(str_starts_with(refused("ndr", "opening 100 expansion 5 upsell 4"),
                          STR("expansion is not upsell + cross_sell")));
}

TEST(mrr_brings_every_plan_to_a_month)
{
    CHECK_TEXT(value_of("mrr", "prices 20,240 months 1,12 subscriptions 10,2"), "240.00");
    CHECK_TEXT(part_of("mrr", "prices 20,240 months 1,12 subscriptions 10,2", "arr"), "2880.00");
    CHECK(str_contains(sentence_of("mrr", "prices 20 months 1 subscriptions 1"), STR("NDR")));
    CHECK(str_starts_with(refused("mrr", "prices 20 months 0 subscriptions 1"), STR("a price is for 1 month or more")));
    CHECK(str_starts_with(refused("mrr", "prices 20,30 months 1 subscriptions 1,1"), STR("prices, months and")));
}

// ---- R022-R024: opinion ----

TEST(nps_counts_from_answers_or_groups)
{
    CHECK_TEXT(value_of("nps", "promoters 50 passives 30 detractors 20"), "+30");
    CHECK_TEXT(value_of("nps", "promoters 0 passives 0 detractors 0"), "n/a");
    CHECK_TEXT(value_of("nps", "answers 10,9,8,7,6,0"), "0"); // two of each
    CHECK_TEXT(part_of("nps", "answers 10,9,8,7,6,0", "passives"), "33.33 %");
    CHECK_TEXT(refused("nps", "answers 11"), "an answer is a whole number from 0 to 10");
    MetricResult result = calculated("nps", "promoters 50 passives 30 detractors 20");
    CHECK_INT(result.n, 100);
    CHECK_NEAR(result.low, 14.615, 0.001); // 30 -+ 1.95996 * 100 * sqrt((0.7 - 0.09) / 99)
    CHECK_NEAR(result.high, 45.385, 0.001);
}

TEST(csat_says_its_n)
{
    MetricResult result = calculated("csat", "ratings 5,4,3,5,2");
    CHECK_NEAR(result.value.value, 0.6, 1e-12);
    CHECK_INT(result.n, 5);
    CHECK_TEXT(value_of("csat", "ratings 5,4,3,5,2 satisfied_from 5"), "40.00 %");
    CHECK_TEXT(value_of("csat", "ratings 10,9,3 satisfied_from 9 scale 10"), "66.67 %");
    CHECK_TEXT(value_of("csat", "satisfied 0 n 0"), "n/a");
    CHECK(str_starts_with(refused("csat", "ratings 6"), STR("a rating is at most the scale")));
    CHECK(str_starts_with(refused("csat", "satisfied 2 n 1"), STR("satisfied > n")));
}

TEST(engagement_shows_its_recipe)
{
    CHECK_TEXT(value_of("engagement", "time_on_site 0.5 click_rate 0.2 social 0.8"), "50.0 / 100");
    CHECK_TEXT(part_of("engagement", "time_on_site 0.5 click_rate 0.2 social 0.8", "click_rate"), "0.20");
    CHECK_TEXT(part_of("engagement", "time_on_site 0.5 click_rate 0.2 social 0.8", "social_weight"), "1");
    CHECK_TEXT(value_of("engagement", "time_on_site 0.5 click_rate 0.2 social 0.8 weights 2,1,1"), "50.0 / 100");
    CHECK_TEXT(value_of("engagement", "time_on_site 0.5 click_rate 0.2 social 0.8 weights 0,0,2"), "80.0 / 100");
    CHECK_TEXT(refused("engagement", "time_on_site 0.5 click_rate 0.2 social 0.8 weights 0,0,0"),
               "undefined: all weights are 0");
    CHECK(str_starts_with(refused("engagement", "time_on_site 0.5 click_rate 0.2 social 0.8 weights 1"),
                          STR("weights are three")));
}

TEST(ctr_is_of_delivered_and_of_opened)
{
    CHECK_TEXT(value_of("ctr", "clicks 19 delivered 95"), "20.00 %");
    CHECK_TEXT(part_of("ctr", "clicks 19 delivered 95 opened 38", "ctor"), "50.00 %");
    CHECK_TEXT(refused("ctr", "clicks 19 delivered 95 opened 18"), "clicks > opened: 19 cannot be part of 18");
    CHECK_TEXT(value_of("ctr", "clicks 0 delivered 0"), "n/a");
    CHECK_INT(calculated("ctr", "clicks 0 delivered 5 opened 0").parts, 0);
}

// ---- R035, R036, R057, R058, R218, R039, R059: cost and market ----

TEST(costs_are_divided_by_those_they_won)
{
    CHECK_TEXT(value_of("cac", "spend 50000 new 200"), "250.00");
    CHECK_TEXT(value_of("cac", "spend 50000 new 0"), "n/a");
    const char *line = "acquisition_spend 50000 new 200 retention_spend 14000 retained 700";
    CHECK_TEXT(value_of("cac_ratio", line), "12.5x");
    CHECK_TEXT(part_of("cac_ratio", line, "cac"), "250.00");
    CHECK_TEXT(part_of("cac_ratio", line, "retention_cost"), "20.00");
    CHECK(str_contains(sentence_of("cac_ratio", line), STR("5x to 25x")));
    CHECK_TEXT(value_of("cac_ratio", "acquisition_spend 50000 new 200 retention_spend 14000 retained 0"), "n/a");
    CHECK_TEXT(value_of("cac_ratio", "acquisition_spend 50000 new 0 retention_spend 14000 retained 7"), "n/a");
    CHECK_TEXT(value_of("cac_ratio", "acquisition_spend 50000 new 200 retention_spend 0 retained 5"), "n/a");
    CHECK_TEXT(value_of("cac_growth", "before 9 after 29"), "+222.2 %");
    CHECK_TEXT(value_of("cac_growth", "before 0 after 29"), "n/a");
}

TEST(efforts_are_weighed_against_what_they_bring)
{
    CHECK_TEXT(value_of("roi", "gain 15000 cost 5000"), "200.0 %");
    CHECK_TEXT(value_of("roi", "gain 1000 cost 5000"), "-80.0 %");
    CHECK_TEXT(value_of("roi", "gain 1000 cost 0"), "n/a");
    CHECK_TEXT(value_of("nurturing_value", "cost 1000 customers 40 uplift 60"), "+1400.00");
    CHECK_TEXT(part_of("containment", "conversations 1000 contained 400 unit_saving 5.50", "saving"), "2200.00");
    CHECK_TEXT(value_of("containment", "conversations 0 contained 0"), "n/a");
    CHECK_TEXT(value_of("cost_per_contact", "cost 5000 contacts 1000"), "5.00");
    CHECK_TEXT(value_of("cost_per_contact", "cost 5000 contacts 0"), "n/a");
}

TEST(shares_of_wallet_and_market)
{
    CHECK_TEXT(value_of("share_of_wallet", "spend 60 category_spend 150"), "40.0 %");
    CHECK_TEXT(value_of("share_of_wallet", "spend 60"), "n/a");
    CHECK_TEXT(warning_of("share_of_wallet", "spend 60 category_spend 60"), "");
    CHECK(str_contains(warning_of("share_of_wallet", "spend 60 category_spend 50"), STR("declaration is too low")));
    CHECK_TEXT(value_of("market_share", "own_sales 2000000 market_sales 20000000"), "10.0 %");
    CHECK_TEXT(refused("market_share", "own_sales 3 market_sales 2"),
               "own_sales > market_sales: 3 cannot be part of 2");
}

// ---- R026, R054, R113, R271: series and proof ----

TEST(break_points_name_the_month)
{
    MetricResult result = calculated("break_points", "series 5,5,5,5,9,9,9");
    CHECK_NEAR(result.value.value, 1, 0);
    CHECK_TEXT(result.sentence[LOCALE_EN],
               "One break, at point 5 (month 5 of a monthly series): the level goes from 5.00 to 9.00.");
    CHECK_TEXT(value_of("break_points", "series 5,5,5,5,5,5,5"), "0");
    CHECK_TEXT(value_of("break_points", "series 5,5,9"), "n/a"); // too few to tell
    CHECK_TEXT(value_of("break_points", "series 5,5,5,5"), "0");
    const char *twice = "series 5,5,5,5,5,5,9,9,9,9,9,9,2,2,2,2,2,2";
    CHECK_TEXT(sentence_of("break_points", twice), "2 breaks in 18 points; the first at point 7.");
    CHECK_TEXT(part_of("break_points", twice, "break_2"), "13");
}

TEST(trend_tells_rising_falling_and_flat)
{
    CHECK(str_starts_with(sentence_of("trend", "series 1,2,3,4,5,6"), STR("The series rises, by 1.00")));
    CHECK(str_starts_with(sentence_of("trend", "series 6,5,4,3,2,1"), STR("The series falls, by 1.00")));
    CHECK_TEXT(value_of("trend", "series 6,5,4,3,2,1"), "-1.00");
    CHECK(str_starts_with(sentence_of("trend", "series 1,2,1,2,1,2"), STR("No trend")));
    CHECK_TEXT(value_of("trend", "series 1,2,3"), "n/a");
}

TEST(resilience_compares_loyal_with_new)
{
    CHECK_TEXT(part_of("resilience", "loyal 100,100,100 new 0,50,100", "loyal_variation"), "0.00");
    CHECK_TEXT(part_of("resilience", "loyal 100,100,100 new 0,50,100", "new_variation"), "1.00");
    CHECK(str_contains(sentence_of("resilience", "loyal 1,2,3 new 1,2,3"), STR("is no steadier")));
    CHECK_TEXT(value_of("resilience", "loyal 100 new 0,50,100"), "n/a");
    CHECK_TEXT(value_of("resilience", "loyal 100,100 new 0,0"), "n/a");
}

TEST(ab_test_names_a_winner_only_when_there_is_one)
{
    CHECK_TEXT(value_of("ab_test", "A 100 nA 1000 B 130 nB 1000"), "2.103");
    CHECK_TEXT(part_of("ab_test", "A 100 nA 1000 B 130 nB 1000", "p"), "0.0355");
    CHECK_TEXT(sentence_of("ab_test", "A 100 nA 1000 B 130 nB 1000"), "B wins at 5 % (p = 0.0355).");
    CHECK_TEXT(sentence_of("ab_test", "A 130 nA 1000 B 100 nB 1000"), "A wins at 5 % (p = 0.0355).");
    CHECK_TEXT(value_of("ab_test", "A 10 nA 100 B 13 nB 100"), "0.665");
    CHECK(str_starts_with(part_of("ab_test", "A 10 nA 100 B 13 nB 100", "p"), STR("0.506")));
    CHECK(str_starts_with(sentence_of("ab_test", "A 10 nA 100 B 13 nB 100"), STR("Inconclusive")));
    CHECK_TEXT(value_of("ab_test", "A 0 nA 100 B 0 nB 100"), "n/a");
    CHECK_INT(calculated("ab_test", "A 10 nA 100 B 13 nB 200").n, 300);
    CHECK_TEXT(refused("ab_test", "A 10 nA 9 B 0 nB 100"), "A > nA: 10 cannot be part of 9");
    CHECK_TEXT(refused("ab_test", "A 1 nA 9 B 11 nB 10"), "B > nB: 11 cannot be part of 10");
    CHECK_TEXT(refused("ab_test", "A 0 nA 0 B 0 nB 100"), "undefined: nobody in one of the groups (nA or nB = 0)");
}

TEST(ab_test_interval_of_the_difference_is_newcombe_method_10)
{
    // Newcombe (1998), Stat. Med. 17:873, table II, case (a): 56/70 and 48/80; B less A turns the signs.
    CHECK_TEXT(part_of("ab_test", "A 48 nA 80 B 56 nB 70", "difference"), "+20.00 pts");
    CHECK_TEXT(part_of("ab_test", "A 48 nA 80 B 56 nB 70", "difference_low"), "+5.24 pts");
    CHECK_TEXT(part_of("ab_test", "A 48 nA 80 B 56 nB 70", "difference_high"), "+33.39 pts");
}

TEST(logistic_model_says_odds_and_probability)
{
    CHECK_TEXT(value_of("odds_ratio", "b 2"), "7.389");
    CHECK_TEXT(value_of("logistic", "b0 0 b 1 x 0"), "50.00 %");
    CHECK_TEXT(value_of("logistic", "b0 -1e15 b 1 x 0"), "0.00 %");
    CHECK_TEXT(refused("logistic", "b0 0 b 1,2 x 0"), "b and x have one number for each feature");
}
