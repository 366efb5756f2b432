// persona_people.h - what the people of a persona are like, beside everybody, and personas found by grouping.
//
// A person is described by what they bought (how recently, how often, for how much, since when, what an order is worth,
// how much of it on promotion), how active they are, whom they referred, their age where it is known, whether they hold
// a paid subscription, and by what share of their orders is of each common category and channel, and of their visits
// about each common interest. For grouping (measure/cluster.h) amounts, counts and days are taken as logarithms (1 +
// x), everything is brought to mean 0 and deviation 1, what is not known counts as the mean, and the shares of one
// dimension together weigh as much as one figure.
#ifndef FIDELE_SEGMENT_PERSONA_PEOPLE_H
#define FIDELE_SEGMENT_PERSONA_PEOPLE_H

#include "identity/identity.h"
#include "measure/cluster.h"
#include "segment/figure.h"
#include "segment/persona.h"

typedef struct Attribute {
    Str name; // "purchases", "category:coffee"
    Phrase label;
    Str value_of; // of a share: "coffee"; "" of a figure
    const char *unit;
    bool amount, logarithm;
    double weight;
    const Figure *asked;    // NULL: rules can't ask for it as a number
    const double *value;    // by person
    double mean, deviation; // of everybody
} Attribute;
enum { ATTRIBUTES_MAX = 32, ATTRIBUTES_SHOWN = 8 };

typedef struct PersonaBase {
    FigureBase *figures;
    SegmentPlace place;
    Attribute attribute[ATTRIBUTES_MAX];
    size_t attributes;
    int64_t total; // people
} PersonaBase;
MUST_USE bool persona_base(const SegmentPlace *place, PersonaBase *base, Error *error);

typedef struct AttributeMean {
    bool known;
    double value, effect; // effect: difference from everybody, in their deviations
} AttributeMean;

// As they are now.
typedef struct PersonaView {
    bool tied; // to a rule that can be asked
    int64_t size;
    Str sentence;
    AttributeMean mean[ATTRIBUTES_MAX];
    bool drifted;
    double drift;
} PersonaView;
// A rule that can't be asked any more (its segment was deleted) is not tied; other errors are errors.
MUST_USE bool persona_view(PersonaBase *base, const Persona *persona, Locale locale, PersonaView *view, Error *error);
Str persona_basis(const PersonaBase *base, const PersonaView *view, Arena *arena);
// Numbers of attributes, those that differ most first.
size_t persona_shown(const PersonaBase *base, const PersonaView *view, size_t shown[ATTRIBUTES_SHOWN]);

typedef struct PersonaDrafts {
    size_t k;
    ClusterStability stability[CLUSTER_STABILITIES];
    int64_t n;
    Persona persona[CLUSTERS_MAX];
    PersonaView view[CLUSTERS_MAX];
    size_t count;
} PersonaDrafts;
enum { DRAFT_PEOPLE_MIN = 20 };
// Of the people in `among`; NULL: of all who bought or subscribe. Error too_few_customers.
MUST_USE bool persona_draft(PersonaBase *base, const CustomerSet *among, Locale locale, PersonaDrafts *drafts,
                            Error *error);

#endif
