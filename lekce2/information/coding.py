"""Prefix codes: the lengths of a Huffman code and words of those lengths.

A code of lengths ℓ_k can be read without separators exactly when Σ 2^(−ℓ_k) ≤ 1 (Kraft); among all such codes Huffman's
has the least mean length L = Σ p_k ℓ_k, and H(P) ≤ L < H(P) + 1 in bits. An outcome of probability 0 never has to be
said and gets no word. Source: Huffman (1952); Cover and Thomas, Elements of Information Theory, chapter 5.
"""

from __future__ import annotations

import heapq
import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lekce2.base import ArgumentError, array, distribution, integer

LONGEST = 2**16  # of a word, in bits: no distribution of float64 asks for more


def huffman_lengths(p: ArrayLike) -> NDArray[np.int64]:
    """Lengths of the words of a binary Huffman code: the two rarest outcomes are joined until one is left.

    Parameters
    ----------
    p : array (K,)
        One distribution.

    Returns
    -------
    int array (K,)
        In bits; 0 where p = 0 and for a certain outcome. Equally rare outcomes are joined first come, first served.

    Raises
    ------
    ArgumentError
        If p is no distribution.

    References
    ----------
    Huffman (1952), A Method for the Construction of Minimum-Redundancy Codes.

    Examples
    --------
    >>> huffman_lengths([0.5, 0.25, 0.125, 0.125])
    array([1, 2, 3, 3])
    """
    values = array("p", p)
    if values.ndim != 1:
        raise ArgumentError("wrong-shape", argument="p", expected="(K,)", value=str(values.shape))
    with np.errstate(all="ignore"):
        values = distribution("p", values)
    lengths = np.zeros(values.size, dtype=np.int64)
    # (weight, order of arrival, outcomes below): the order decides ties, so that outcomes are never compared
    heap = [(float(values[k]), int(k), [int(k)]) for k in np.flatnonzero(values)]
    heapq.heapify(heap)
    for order in range(values.size, values.size + len(heap) - 1):
        weight, _, below = heapq.heappop(heap)
        other, _, beside = heapq.heappop(heap)
        lengths[below + beside] += 1
        heapq.heappush(heap, (weight + other, order, below + beside))
    return lengths


def canonical_words(lengths: ArrayLike) -> tuple[str, ...]:
    """Binary words of given lengths, none the beginning of another: short ones first, each the next number.

    Parameters
    ----------
    lengths : int array (K,)
        From 0 to 2¹⁶ bits, fulfilling Kraft’s inequality; 0 gives the empty word, that is none.

    Returns
    -------
    tuple of K strings
        Of ``0`` and ``1``.

    Raises
    ------
    ArgumentError
        If a length is no whole number in its range, or no such code has these lengths.

    References
    ----------
    Cover and Thomas (2006), Elements of Information Theory, section 5.2.

    Examples
    --------
    >>> canonical_words([1, 3, 2, 0, 3])
    ('0', '110', '10', '', '111')
    """
    given = array("lengths", lengths)
    if given.ndim != 1:
        raise ArgumentError("wrong-shape", argument="lengths", expected="(K,)", value=str(given.shape))
    wanted = [integer(f"lengths[{k}]", length, 0, LONGEST) for k, length in enumerate(np.asarray(lengths))]
    kraft = math.fsum(2.0**-length for length in wanted if length)
    if kraft > 1:
        raise ArgumentError("out-of-range", argument="Σ 2^(−lengths)", index="", range="[0, 1]", value=kraft)
    words = [""] * len(wanted)
    code, before = 0, 0
    for length, k in sorted((length, k) for k, length in enumerate(wanted) if length):
        code <<= length - before
        words[k] = format(code, f"0{length}b")
        code, before = code + 1, length
    return tuple(words)
