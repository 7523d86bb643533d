"""Information of discrete distributions: surprisal, entropy, cross-entropy, KL divergence, joint tables, prefix codes.

Distributions are arrays ``(…, K)`` that sum to 1; nothing is silently normalised, 0·log 0 is 0, units are nats unless
``base=2``. ``measures`` holds the quantities, ``joints`` and ``divergences`` their parts, ``coding`` Huffman's code.
Models with parameters are ``lekce2.likelihood``.
"""

from lekce2.information.coding import canonical_words, huffman_lengths
from lekce2.information.divergences import closest_normals, divergence_terms, normal_on_grid
from lekce2.information.joints import conditionals, diluted, margins, row_entropies
from lekce2.information.measures import (
    conditional_entropy,
    cross_entropy,
    entropy,
    joint_entropy,
    kl_divergence,
    mutual_information,
    surprisal,
)

__all__ = [
    "canonical_words",
    "closest_normals",
    "conditional_entropy",
    "conditionals",
    "cross_entropy",
    "diluted",
    "divergence_terms",
    "entropy",
    "huffman_lengths",
    "joint_entropy",
    "kl_divergence",
    "margins",
    "mutual_information",
    "normal_on_grid",
    "row_entropies",
    "surprisal",
]
