"""Chance, all of it from one seed: a generator for each purpose, and draws for whole arrays at once.

What is drawn, and with which probabilities, is the business of the modules that ask.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Array = NDArray[np.generic]


def dice(seed: int, *purpose: object) -> np.random.Generator:
    """A generator of its own for a purpose, so that a change in one part of the nation leaves the others as they are."""
    return np.random.default_rng([seed, zlib.crc32(" ".join(map(str, purpose)).encode())])


def pick(chance: np.random.Generator, weights: Sequence[float] | NDArray[np.float64], size: int) -> NDArray[np.int8]:
    """So many places, each drawn by its weight."""
    edges = np.cumsum(np.asarray(weights, dtype=np.float64))
    found = np.searchsorted(edges, chance.random(size) * edges[-1], side="right")
    return np.asarray(np.minimum(found, len(edges) - 1)).astype(np.int8)


def hits(chance: np.random.Generator, probability: NDArray[np.float64] | float, size: int) -> Bools:
    """Whether it happens, for each of so many."""
    return np.asarray(chance.random(size) < probability)


def between(
    chance: np.random.Generator, first: NDArray[np.integer] | int, last: NDArray[np.integer] | int, size: int
) -> NDArray[np.int32]:
    """A day from the first to the last, both included, for each of so many; the last where the first lies after it."""
    span = np.maximum(np.asarray(last) - np.asarray(first) + 1, 1)
    return np.asarray(np.minimum(first, last) + np.floor(chance.random(size) * span)).astype(np.int32)


def table(index: NDArray[np.integer], columns: Sequence[NDArray[np.integer]], shape: Sequence[int]) -> Ints:
    """How many stand in each cell of a table with these axes."""
    flat = np.ravel_multi_index([index, *columns], tuple(shape))
    return np.bincount(flat, minlength=int(np.prod(shape))).reshape(shape)
