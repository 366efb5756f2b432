# BG/NBD and Gamma-Gamma as a plain script fits them: the same likelihoods in numpy over customers as rows, maximised by
# scipy, standard errors from a Hessian of differences. Reads what fidele_models wrote; prints one line of JSON.
# The clock starts with x, t_x, T and the mean amounts in memory.
#
# usage: lifetime_peer.py FOLDER
import json
import sys
import time

import numpy as np
from scipy.optimize import minimize
from scipy.special import betaln, gammaln

folder = sys.argv[1]
x = np.fromfile(f"{folder}/x.bin", dtype=np.uint32).astype(float)
t_x = np.fromfile(f"{folder}/t_x.bin", dtype=np.uint32) / 7
T = np.fromfile(f"{folder}/T.bin", dtype=np.uint32) / 7
amount = np.fromfile(f"{folder}/amount.bin", dtype=float) / 100
repeated = x > 0
x_later = np.maximum(x, 1)


def bg_nbd(logs):
    r, alpha, a, b = np.exp(logs)
    common = gammaln(r + x) - gammaln(r) + r * np.log(alpha) + betaln(a, b + x) - betaln(a, b)
    here = -(r + x) * np.log(alpha + T)
    left = np.where(repeated, np.log(a / (b + x_later - 1)) - (r + x) * np.log(alpha + t_x), -np.inf)
    return -np.mean(common + np.logaddexp(here, left))


def gamma_gamma(logs):
    p, q, gamma = np.exp(logs)
    return -np.mean(gammaln(p * n + q) - gammaln(p * n) - gammaln(q) + q * np.log(gamma) + (p * n - 1) * np.log(z)
                    + p * n * np.log(n) - (p * n + q) * np.log(gamma + n * z))


def hessian(function, at, step=1e-3):
    size = len(at)
    out = np.zeros((size, size))
    for i in range(size):
        for j in range(i + 1):
            moves = [np.array(at) for _ in range(4)]
            for move, (one, two) in zip(moves, [(1, 1), (1, -1), (-1, 1), (-1, -1)]):
                move[i] += one * step
                move[j] += two * step
            values = [function(move) for move in moves]
            out[i, j] = out[j, i] = (values[0] - values[1] - values[2] + values[3]) / (4 * step * step)
    return out


def fit(function, start, count):
    began = time.perf_counter()
    found = minimize(function, np.log(start), method="L-BFGS-B", options={"ftol": 1e-13, "gtol": 1e-8, "maxiter": 500})
    errors = np.exp(found.x) * np.sqrt(np.diag(np.linalg.inv(hessian(function, found.x) * count)))
    return {"parameters": list(np.exp(found.x)), "errors": list(errors), "log_likelihood": -found.fun * count,
            "seconds": time.perf_counter() - began, "evaluations": int(found.nfev)}


busy = time.process_time()
lifetimes = fit(bg_nbd, [1.0, 5.0, 1.0, 2.0], len(x))
n, z = x[repeated & (amount > 0)], amount[repeated & (amount > 0)]
amounts = fit(gamma_gamma, [3.0, 3.0, float(np.mean(z))], len(n))
print(json.dumps({"seconds": lifetimes["seconds"] + amounts["seconds"], "bg_nbd_seconds": lifetimes["seconds"],
                  "gamma_gamma_seconds": amounts["seconds"], "bg_nbd": lifetimes, "gamma_gamma": amounts,
                  "processor_seconds": time.process_time() - busy}))
