// figure_parts.h - where figures come from: one file each for what is kept in tables, and for the columns.
#ifndef FIDELE_SEGMENT_FIGURE_PARTS_H
#define FIDELE_SEGMENT_FIGURE_PARTS_H

#include "identity/identity.h"
#include "segment/figure.h"

enum { FIGURES_MAX = 64 };

struct FigureBase {
    const SegmentPlace *place;
    uint32_t customers;
    Day today;
    double *value[FIGURES_MAX]; // of figure_numbered(i); NULL: not read yet
    Summaries *orders;
    RfmPeople *rfm;
    struct FigureBase *next; // the same of another day
};

double *figure_column(const FigureBase *base); // all NaN, in the place's arena
size_t figure_index(const Figure *figure);

// figure_kept.c
bool read_purchases(FigureBase *base, double *value, Error *error);
bool read_value(FigureBase *base, double *value, Error *error);
bool read_days_since_purchase(FigureBase *base, double *value, Error *error);
bool read_stage(FigureBase *base, double *value, Error *error);
bool read_recommendation(FigureBase *base, double *value, Error *error);
bool read_value_decile(FigureBase *base, double *value, Error *error);
bool read_promotion_share(FigureBase *base, double *value, Error *error);
bool read_age(FigureBase *base, double *value, Error *error);
bool read_contract(FigureBase *base, double *value, Error *error);
Str contract_word(int number);
Str stage_word(int number);

// figure_columns.c
bool read_rfm_group(FigureBase *base, double *value, Error *error);
bool read_rfm_recency(FigureBase *base, double *value, Error *error);
bool read_rfm_frequency(FigureBase *base, double *value, Error *error);
bool read_rfm_monetary(FigureBase *base, double *value, Error *error);
bool read_rfm_mean(FigureBase *base, double *value, Error *error);
bool read_average_order_value(FigureBase *base, double *value, Error *error);
bool read_days_since_first_purchase(FigureBase *base, double *value, Error *error);
bool read_referrals(FigureBase *base, double *value, Error *error);
bool read_early_adoptions(FigureBase *base, double *value, Error *error);
bool read_active_days(FigureBase *base, double *value, Error *error);
bool read_sessions(FigureBase *base, double *value, Error *error);
Str rfm_group_word(int number);

#endif
