"""Slots: what rooms say where a lower page lets them."""

from django.http import HttpRequest

from safecommunity.shell import slots


def test_what_holds_for_a_request_is_worked_out_once_and_anew_for_the_next() -> None:
    asked: list[HttpRequest] = []

    @slots.once
    def waiting(request: HttpRequest, **_context: object) -> list[int]:
        asked.append(request)
        return [len(asked)]

    first, second = HttpRequest(), HttpRequest()
    assert [waiting(first), waiting(first, place="x"), waiting(second)] == [[1], [1], [2]]
