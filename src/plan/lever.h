// lever.h - what can be done to keep customers: the catalogue of levers that ships, by family, each with when to use
// it, what it takes, the figure it should move and what is known of its effect; and the aims it serves.
//
// The effects are working assumptions, said as such, until a pilot or an experiment of one's own replaces them: the
// published ones are of other businesses (plan/evidence). See docs/plan.md.
#ifndef FIDELE_PLAN_LEVER_H
#define FIDELE_PLAN_LEVER_H

#include "base/phrase.h"

#define LEVER_FAMILIES "loyalty|automation|experience|community|content"
#define LEVER_LEVELS "low|medium|high"
#define PLAN_AIMS "convert|raise_clv|reduce_churn|win_back|second_purchase|satisfaction|engagement|referrals"
// The four pillars of a programme, and the four conditions of retention.
#define PLAN_PILLARS "communication|rewards|service|engagement"
#define PLAN_CONDITIONS "switching_obstacles|value|expectations|experience"

typedef struct Lever {
    const char *key, *family;
    Phrase name, when, prerequisites;
    const char *kpi;                         // a metric of the catalogue
    const char *aims, *pillars, *conditions; // words, separated by '|'
    const char *skills[2];                   // NULL ends them
    const char *cost, *effort;
    int integration, scalability;   // 1..5: how well it goes with other tools, how well it grows
    bool integrated;                // the program does it itself
    double effect_low, effect_high; // of the value at stake; both 0: nothing is known
    const char *evidence;           // key of plan/evidence; NULL: none
} Lever;

extern const Lever levers[];
size_t lever_count(void);
const Lever *lever_find(Str key); // NULL: none of the catalogue

// What words are called. One that is not known is its own name.
typedef enum PlanWords { WORDS_FAMILY, WORDS_AIM, WORDS_PILLAR, WORDS_CONDITION, WORDS_SKILL, WORDS_SEGMENT } PlanWords;
Str plan_word(PlanWords kind, Str word, Locale locale);
bool plan_word_known(const char *words, Str word);

#endif
