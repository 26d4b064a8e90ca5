"""Finding: hand-worked cases, and equality with an independent library on random runs."""

import math
import random

import ir_measures
import pytest
from ir_measures import RR, Qrel, R, ScoredDoc, Success, nDCG

from evals.scorers.hit import hit
from evals.scorers.ndcg import ndcg
from evals.scorers.recall import recall
from evals.scorers.reciprocal_rank import reciprocal_rank

A, B, C, D = (("p", label) for label in "1234")


def test_hit_asks_whether_any_gold_is_among_the_first_k() -> None:
    assert hit([C, A, B], {A}, 1) == 0
    assert hit([C, A, B], {A}, 2) == 1
    assert hit([], {A}, 5) == 0
    assert math.isnan(hit([A], set(), 5))


def test_recall_counts_points_met_by_any_alternative() -> None:
    points = [[A, B], [C]]  # A or B; and C
    assert recall([B, D], points, 10) == 0.5
    assert recall([B, D, C], points, 10) == 1
    assert recall([B, D, C], points, 2) == 0.5
    assert recall([], points, 10) == 0
    assert math.isnan(recall([A], [], 10))


def test_reciprocal_rank_is_one_over_the_first_gold() -> None:
    assert reciprocal_rank([C, D, A, B], {A, B}) == 1 / 3
    assert reciprocal_rank([C], {A}) == 0
    assert math.isnan(reciprocal_rank([C], set()))


def test_ndcg_discounts_by_rank_over_the_best_order() -> None:
    # gold at ranks 1 and 3: 1 + 1/log2(4); the best order: 1 + 1/log2(3)
    assert ndcg([A, C, B], {A, B}, 10) == pytest.approx(1.5 / (1 + 1 / math.log2(3)))
    assert ndcg([C, A], {A}, 1) == 0
    assert ndcg([A, B], {A, B, C, D}, 2) == pytest.approx(1)  # no order has more than two in two
    assert ndcg([], {A}, 10) == 0
    assert math.isnan(ndcg([A], set(), 10))


@pytest.mark.parametrize("seed", range(5))
def test_ours_equal_an_independent_librarys_on_random_runs(seed: int) -> None:
    chance = random.Random(seed)
    labels = [str(number) for number in range(40)]
    gold = {f"q{number}": set(chance.sample(labels, chance.randint(1, 14))) for number in range(60)}
    ranked = {query: chance.sample(labels, chance.randint(1, 30)) for query in gold}
    qrels = [Qrel(query, label, 1) for query, held in gold.items() for label in held]
    run = [
        ScoredDoc(query, label, 1 / rank)
        for query, held in ranked.items()
        for rank, label in enumerate(held, 1)
    ]
    theirs = {
        (str(each.measure), each.query_id): each.value
        for each in ir_measures.iter_calc(
            [Success @ 1, Success @ 5, Success @ 10, RR, nDCG @ 10, R @ 5, R @ 10], qrels, run
        )
    }
    for query, held in ranked.items():
        order = [("p", label) for label in held]
        relevant = {("p", label) for label in gold[query]}
        ours = {
            "Success@1": hit(order, relevant, 1),
            "Success@5": hit(order, relevant, 5),
            "Success@10": hit(order, relevant, 10),
            "RR": reciprocal_rank(order, relevant),
            "nDCG@10": ndcg(order, relevant, 10),
            "R@5": recall(order, [[key] for key in relevant], 5),
            "R@10": recall(order, [[key] for key in relevant], 10),
        }
        for measure, value in ours.items():
            assert value == pytest.approx(theirs[measure, query], abs=1e-12), measure
