"""What an exercise draws depends on its id and its seed alone: one link shows the same numbers on every machine."""

from __future__ import annotations

import hashlib

import numpy as np


def generator(exercise: str, seed: int, purpose: str = "") -> np.random.Generator:
    """The random numbers of an exercise for a seed; each ``purpose`` (numbers, order of options …) has its own.

    >>> bool(generator("adam-update", 7).random() == generator("adam-update", 7).random())
    True
    >>> bool(generator("adam-update", 7).random() == generator("adam-update", 8).random())
    False
    """
    digest = hashlib.sha256(f"{exercise}\n{seed}\n{purpose}".encode("utf-8", "replace")).digest()
    return np.random.default_rng(int.from_bytes(digest, "big"))


def order(count: int, exercise: str, seed: int, purpose: str = "order") -> tuple[int, ...]:
    """The numbers 0 … count − 1, shuffled.

    >>> sorted(order(4, "kl-sign", 3))
    [0, 1, 2, 3]
    """
    return tuple(int(i) for i in generator(exercise, seed, purpose).permutation(count))
