"""Log, feed, counts and figures hold while two processes write at once, and when one is killed in the middle."""

import json
import signal
import time

import pytest

from tests.web import installations

pytestmark = [pytest.mark.db, pytest.mark.slow]
HANDS = "tests.web.hands"


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    """An installation with one street and one facility, made once and copied: its tables take seconds to make."""
    env = installations.environment(tmp_path_factory.mktemp("model"))
    made = installations.run(env, HANDS, "world")
    assert made.returncode == 0, made.stderr
    return env, json.loads(made.stdout)


@pytest.fixture
def street(model, tmp_path):
    """An installation of the test's own: (environment, street, unit)."""
    env, ids = model
    return installations.environment(tmp_path, like=env), ids["street"], ids["unit"]


def told(env: dict, street: str) -> dict:
    answer = installations.run(env, HANDS, "tell", street)
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout.splitlines()[-1])


def agrees(said: dict, number: int) -> None:
    assert said["problems"] == []
    assert said["unsealed"] == 0
    for what in ("reports", "injuries", "events", "changes", "figure", "store"):
        assert said[what] == number, (what, said)


def test_two_writers_a_sealer_and_a_compactor_at_once_lose_and_double_nothing(street):
    env, place, unit = street
    hands = [
        installations.start(env, HANDS, "write", place, unit, "a", "40"),
        installations.start(env, HANDS, "write", place, unit, "b", "40"),
        installations.start(env, HANDS, "seal", "6"),
        installations.start(env, HANDS, "compact", "6"),
    ]
    for hand in hands:
        _out, errors = hand.communicate(timeout=120)
        assert hand.returncode == 0, errors
    agrees(told(env, place), 80)


def test_both_writers_sending_the_same_forms_make_each_record_once(street):
    env, place, unit = street
    hands = [installations.start(env, HANDS, "write", place, unit, "same", "25") for _ in range(2)]
    made = 0
    for hand in hands:
        out, errors = hand.communicate(timeout=120)
        assert hand.returncode == 0, errors
        made += sum(json.loads(line)["made"] for line in out.splitlines())
    assert made == 25
    agrees(told(env, place), 25)


@pytest.mark.parametrize("after", [1, 7])
def test_a_writer_killed_in_the_middle_leaves_whole_records_only_and_can_be_repeated(street, after):
    env, place, unit = street
    hand = installations.start(env, HANDS, "write", place, unit, "k", "400")
    committed = [json.loads(hand.stdout.readline()) for _ in range(after)]
    hand.send_signal(signal.SIGKILL)
    hand.wait(30)
    rest = [json.loads(line) for line in hand.stdout.read().splitlines() if line.endswith("}")]
    said = told(env, place)
    assert said["reports"] >= len(committed) + len(rest)  # what was told as committed is there
    agrees(said, said["reports"])
    repeated = installations.run(env, HANDS, "write", place, unit, "k", str(said["reports"] + 3))
    assert repeated.returncode == 0, repeated.stderr
    agrees(told(env, place), said["reports"] + 3)


def test_a_sealer_and_a_compactor_killed_in_the_middle_leave_a_log_and_a_store_that_go_on(street):
    env, place, unit = street
    writer = installations.start(env, HANDS, "write", place, unit, "w", "40")
    for deed, argument in (("seal", "30"), ("compact", "300")) * 3:
        hand = installations.start(env, HANDS, deed, argument)
        time.sleep(0.9)
        hand.send_signal(signal.SIGKILL)
        hand.wait(30)
    _out, errors = writer.communicate(timeout=120)
    assert writer.returncode == 0, errors
    agrees(told(env, place), 40)


def test_a_committed_card_is_counted_by_another_process_without_any_sealer_running(street):
    env, place, unit = street
    watcher = installations.start(env, HANDS, "watch", place, "3", "60")
    assert json.loads(watcher.stdout.readline()) == {"watching": True}
    written = installations.run(env, HANDS, "write", place, unit, "c", "3")
    assert written.returncode == 0, written.stderr
    out, errors = watcher.communicate(timeout=60)
    assert json.loads(out.splitlines()[-1])["reached"] is not None, errors
