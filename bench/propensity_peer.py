# scikit-learn's logistic regression and XGBoost's Python package on the customers that fidele_propensity wrote; prints
# one line of JSON. The clock starts with the numbers in memory. XGBoost gets the settings that ours gives the library.
#
# usage: propensity_peer.py logistic|boosting COLUMNS FOLDER
import json
import sys
import time

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss, roc_auc_score
from sklearn.preprocessing import StandardScaler

kind, columns, folder = sys.argv[1], int(sys.argv[2]), sys.argv[3]
x = np.fromfile(f"{folder}/x.bin", dtype=np.float32).reshape(-1, columns)
y = np.fromfile(f"{folder}/y.bin", dtype=np.uint8)
fitted = len(y) - len(y) // 5
if kind == "logistic":
    x = x.astype(np.float64)
    start, processor = time.perf_counter(), time.process_time()
    scaler = StandardScaler()
    model = LogisticRegression(C=1.0, max_iter=1000).fit(scaler.fit_transform(x[:fitted]), y[:fitted])
    seconds, processor = time.perf_counter() - start, time.process_time() - processor
    p = model.predict_proba(scaler.transform(x[fitted:]))[:, 1]
else:
    import xgboost

    start, processor = time.perf_counter(), time.process_time()
    matrix = xgboost.DMatrix(x[:fitted], y[:fitted])
    share = float(np.mean(y[:fitted]))
    settings = {"objective": "binary:logistic", "tree_method": "hist", "max_depth": 6, "eta": 0.3, "lambda": 1,
                "min_child_weight": 1, "base_score": share, "verbosity": 0}
    model = xgboost.train(settings, matrix, 100)
    seconds, processor = time.perf_counter() - start, time.process_time() - processor
    p = model.predict(xgboost.DMatrix(x[fitted:])).astype(float)
print(json.dumps({"seconds": round(seconds, 4), "processor": round(processor, 4), "auc": round(roc_auc_score(y[fitted:], p), 6),
                  "log_loss": round(log_loss(y[fitted:], p), 6)}))
