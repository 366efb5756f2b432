// cluster.h - people put into groups by what they have in common, and how many groups there are.
//
// k-means (Lloyd 1982, IEEE Trans. Inf. Theory 28:129) from starting points of k-means++ (Arthur & Vassilvitskii 2007,
// SODA), the best of several starts by the sum of squares. How many groups: for each k, pairs of random subsamples of
// four fifths are grouped apart, and the agreement on those in both is measured by the adjusted Rand index (Hubert &
// Arabie 1985, J. Classif. 2:193, formula 5); a k whose groups come out the same whoever is left out is a true one
// (Ben-Hur, Elisseeff & Guyon 2002, Pac. Symp. Biocomput. 7:6). Of the k whose mean agreement is within CLUSTER_TIE of
// the highest, the one whose groups lie furthest apart is taken: the silhouette (Rousseeuw 1987, J. Comput. Appl. Math.
// 20:53), by distances to centres. Everything hangs on the seed alone.
#ifndef FIDELE_MEASURE_CLUSTER_H
#define FIDELE_MEASURE_CLUSTER_H

#include "base/arena.h"

enum { CLUSTERS_MIN = 2, CLUSTERS_MAX = 8 };
#define CLUSTER_TIE 0.05
#define CLUSTER_STABLE 0.9 // below this the groups are no more than a way of cutting the base

// Points one after the other, `width` numbers each. Scales are the caller's: cluster_standardise.
typedef struct ClusterPoints {
    const double *number;
    size_t count, width;
} ClusterPoints;

typedef struct Clusters {
    size_t k; // may be less than asked for, when there are fewer different points
    double *centre;
    uint8_t *of; // of each point
    size_t *size;
    double spread; // sum of squared distances to the centres
} Clusters;

Clusters cluster_points(const ClusterPoints *points, size_t k, uint64_t seed, Arena *arena);

typedef struct ClusterStability {
    size_t k;
    bool observed; // false: there are not as many different points
    double value;  // mean adjusted Rand index of the pairs
} ClusterStability;
enum { CLUSTER_STABILITIES = CLUSTERS_MAX - CLUSTERS_MIN + 1 };

// The k to take; `stability` of each. 1: no k of 2 or more can be had.
size_t cluster_choose(const ClusterPoints *points, uint64_t seed, ClusterStability stability[CLUSTER_STABILITIES]);

// -1..1; 1: the same groups, whatever their numbers; about 0: no more alike than by chance.
double cluster_adjusted_rand(const uint8_t *a, const uint8_t *b, size_t count);

// Each column to mean 0 and deviation 1; what is not known (NaN) becomes 0, the mean; a column that is the same for all
// becomes 0. `weight` of each column follows (NULL: all 1).
void cluster_standardise(double *number, size_t count, size_t width, const double *weight);

#endif
