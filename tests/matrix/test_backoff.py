from datetime import timedelta

from bot.matrix.backoff import LONGEST_SECONDS, Backoff


def test_pauses_double_up_to_a_limit_and_begin_again_after_success() -> None:
    backoff = Backoff(spread=lambda _low, high: high)
    pauses = [backoff.seconds() for _ in range(8)]
    assert pauses == [0.5, 1, 2, 4, 8, 16, LONGEST_SECONDS, LONGEST_SECONDS]
    backoff.reset()
    assert backoff.seconds() == 0.5


def test_some_things_are_tried_again_more_slowly() -> None:
    backoff = Backoff(max, first=5, longest=60)
    assert [backoff.seconds() for _ in range(6)] == [5, 10, 20, 40, 60, 60]


def test_no_two_clients_march_in_step() -> None:
    backoff = Backoff(spread=lambda low, _high: low)
    assert backoff.seconds() == 0.25
    assert len({Backoff().seconds() for _ in range(20)}) > 1


def test_the_server_may_ask_for_longer() -> None:
    backoff = Backoff()
    assert backoff.seconds(timedelta(seconds=90)) == 90
    assert backoff.seconds(timedelta(milliseconds=1)) >= 0.5
