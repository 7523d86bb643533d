"""The random numbers of an exercise: they depend on its id, its seed and their purpose, on nothing else.

One link shows the same numbers on every machine. ``generators`` gives those of many seeds at once, a tenth of the work:
what ``numpy.random.SeedSequence`` makes of a seed (an algorithm that NumPy has promised to keep) is computed side by
side.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Random = np.random.Generator
Words = NDArray[np.uint32]
POOL = 4  # words that the entropy is mixed into
MIXED, DRAWN = (0x43B0D7E5, 0x931E8875), (0x8B51F9DD, 0x58F38DED)  # the first multiplier, and what multiplies it
LEFT, RIGHT = np.uint32(0xCA01F9DD), np.uint32(0x4973F715)


def generator(exercise: str, seed: int, purpose: str = "") -> Random:
    """The random numbers of an exercise for a seed; each ``purpose`` (numbers, order of options …) has its own.

    >>> bool(generator("adam-update", 7).random() == generator("adam-update", 7).random())
    True
    >>> bool(generator("adam-update", 7).random() == generator("adam-update", 8).random())
    False
    """
    return np.random.default_rng(int.from_bytes(_digest(exercise, seed, purpose), "big"))


def generators(exercise: str, seeds: Sequence[int], purpose: str = "") -> list[Random]:
    """The generators of many seeds.

    >>> [rng.random() for rng in generators("adam-update", [7])] == [generator("adam-update", 7).random()]
    True
    """
    digests = b"".join(_digest(exercise, seed, purpose) for seed in seeds)
    entropy = np.frombuffer(digests, ">u4").reshape(-1, 8).T[::-1].astype(np.uint32)
    sequences: list[Any] = [_Sequence(words) for words in _states(entropy)]
    return [Random(np.random.PCG64(one)) for one in sequences]


def order(count: int, exercise: str, seed: int, purpose: str = "order") -> tuple[int, ...]:
    """The numbers 0 … count − 1, shuffled.

    >>> sorted(order(4, "kl-sign", 3))
    [0, 1, 2, 3]
    """
    return tuple(int(i) for i in generator(exercise, seed, purpose).permutation(count))


def _digest(exercise: str, seed: int, purpose: str) -> bytes:
    return hashlib.sha256(f"{exercise}\n{seed}\n{purpose}".encode("utf-8", "replace")).digest()


class _Sequence(np.random.bit_generator.ISeedSequence):
    """A seed sequence whose words are known."""

    def __init__(self, words: NDArray[np.uint64]) -> None:
        self.words = words

    def generate_state(self, n_words: int, dtype: Any = np.uint32) -> NDArray[np.uint64]:
        return self.words


def _states(entropy: Words) -> NDArray[np.uint64]:
    """What ``SeedSequence(…).generate_state(4, np.uint64)`` gives for each column of words, the lowest word first."""
    constants = _multipliers(*MIXED, POOL * len(entropy))
    pool = _hashed(entropy[:POOL], constants[: POOL + 1])
    at = POOL
    for source in range(len(entropy)):
        others = [i for i in range(POOL) if i != source]
        word = pool[source] if source < POOL else entropy[source]
        pool[others] = _mixed(pool[others], _hashed(word, constants[at : at + len(others) + 1]))
        at += len(others)
    states = _hashed(np.concatenate([pool, pool]), _multipliers(*DRAWN, 2 * POOL))
    return np.ascontiguousarray(states.T).astype("<u4").view("<u8").astype(np.uint64)


@cache
def _multipliers(first: int, factor: int, count: int) -> Words:
    return np.array([[first * pow(factor, i, 1 << 32) % (1 << 32)] for i in range(count + 1)], np.uint32)


def _hashed(words: Words, constants: Words) -> Words:
    found = (words ^ constants[:-1]) * constants[1:]
    return found ^ (found >> np.uint32(16))


def _mixed(words: Words, others: Words) -> Words:
    found: Words = LEFT * words - RIGHT * others
    return found ^ (found >> np.uint32(16))
