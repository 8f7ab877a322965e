"""Vectors: nearly exact, kept apart by contact."""

from __future__ import annotations

import numpy as np
import pytest

from app.store import vectors
from app.store.connection import transaction

N, CONTACTS = 3000, 40


def unit(matrix: np.ndarray) -> np.ndarray:
    """Rows of length 1."""
    return (matrix / np.linalg.norm(matrix, axis=-1, keepdims=True)).astype(np.float32)


@pytest.fixture
def crowd(db):
    """Clustered vectors of 40 contacts, stored; passage ids are row numbers + 1."""
    random = np.random.default_rng(7)
    centres = random.normal(size=(N // 50, vectors.DIMENSIONS))
    matrix = unit(centres[random.integers(0, len(centres), N)] + random.normal(size=(N, vectors.DIMENSIONS)))
    contacts = random.integers(1, CONTACTS + 1, N)
    vectors.add(db, [(row + 1, int(contacts[row])) for row in range(N)], matrix)
    queries = unit(matrix[random.integers(0, N, 40)] + 0.02 * random.normal(size=(40, vectors.DIMENSIONS)))
    return matrix, contacts, queries


def exact(matrix: np.ndarray, query: np.ndarray, k: int) -> list[int]:
    """Row numbers of the k nearest by brute force."""
    return [int(row) for row in np.argsort(-(matrix @ query), kind="stable")[:k]]


def test_search_over_everything_finds_what_brute_force_finds(db, crowd):
    matrix, _, queries = crowd
    hits = sum(
        len({row + 1 for row in exact(matrix, query, 10)} & {one for one, _ in vectors.nearest(db, query, k=10)})
        for query in queries
    )
    assert hits / (10 * len(queries)) >= 0.99


def test_search_inside_a_contact_finds_what_brute_force_finds_and_nobody_elses(db, crowd):
    matrix, contacts, queries = crowd
    hits = wanted = 0
    for number, query in enumerate(queries):
        contact = number % CONTACTS + 1
        own = np.flatnonzero(contacts == contact)
        right = {int(own[row]) + 1 for row in exact(matrix[own], query, 10)}
        found = {one for one, _ in vectors.nearest(db, query, k=10, contact_id=contact)}
        assert found <= {int(row) + 1 for row in own}
        hits, wanted = hits + len(right & found), wanted + len(right)
    assert hits / wanted >= 0.99


def test_cosines_are_those_of_the_float_vectors_and_fall(db, crowd):
    matrix, _, queries = crowd
    found = vectors.nearest(db, queries[0], k=20)
    cosines = [cosine for _, cosine in found]
    assert cosines == sorted(cosines, reverse=True)
    assert cosines == pytest.approx([float(matrix[one - 1] @ queries[0]) for one, _ in found], abs=2e-4)


def test_fewer_vectors_than_asked_for_are_all_given(db):
    matrix = unit(np.eye(3, vectors.DIMENSIONS) + 0.01)
    vectors.add(db, [(1, 5), (2, 5), (3, 6)], matrix)
    assert [one for one, _ in vectors.nearest(db, matrix[1], k=50, contact_id=5)] == [2, 1]
    assert vectors.nearest(db, matrix[2], k=50)[0][0] == 3
    assert vectors.nearest(db, matrix[0], k=5, contact_id=77) == []
    assert vectors.nearest(db, matrix[0], k=0) == []


def test_a_vector_added_again_is_replaced_and_may_move_to_another_contact(db):
    matrix = unit(np.eye(2, vectors.DIMENSIONS) + 0.01)
    vectors.add(db, [(1, 5)], matrix[:1])
    vectors.add(db, [(1, 6)], matrix[1:])
    assert vectors.nearest(db, matrix[0], k=5, contact_id=5) == []
    ((one, cosine),) = vectors.nearest(db, matrix[1], k=5, contact_id=6)
    assert (one, round(cosine, 3)) == (1, 1.0)


def test_removed_vectors_are_found_no_more(db, crowd):
    matrix, contacts, _ = crowd
    vectors.remove(db, [1, 2, 999_999])
    assert 1 not in [one for one, _ in vectors.nearest(db, matrix[0], k=10)]
    assert 1 not in [one for one, _ in vectors.nearest(db, matrix[0], k=10, contact_id=int(contacts[0]))]
    assert db.conn.execute("SELECT count(*) FROM passage_fine").fetchone()[0] == N - 2


@pytest.mark.parametrize("bad", [np.nan, np.inf, 0.0, 3.0])
def test_what_is_no_unit_vector_is_refused(db, bad):
    matrix = np.full((1, vectors.DIMENSIONS), bad, dtype=np.float32)
    with pytest.raises(ValueError):
        vectors.add(db, [(1, 1)], matrix)
    with pytest.raises(ValueError):
        vectors.nearest(db, matrix[0], k=1)


def test_a_matrix_of_another_shape_is_refused(db):
    with pytest.raises(ValueError):
        vectors.add(db, [(1, 1), (2, 1)], unit(np.ones((1, vectors.DIMENSIONS))))


def test_a_failure_half_way_leaves_no_vector_behind(db):
    matrix = unit(np.ones((1, vectors.DIMENSIONS)))
    with pytest.raises(ZeroDivisionError), transaction(db):  # noqa: PT012 - the point
        vectors.add(db, [(1, 1)], matrix)
        raise ZeroDivisionError
    assert vectors.nearest(db, matrix[0], k=1) == []
