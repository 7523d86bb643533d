"""Ratios of `lekce2` to what one would otherwise use, measured in one process: ``python -m benchmarks``.

All runs in a single thread: the variables below must be set before NumPy is first imported, hence here. The baselines
(torch, scipy, micrograd) are not needed by the project; a missing one is named, and its lines are left out.
"""

import os

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"):
    os.environ[_name] = "1"
