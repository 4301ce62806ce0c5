"""Findings raised on a tablet on site: kept there without network, sent later with photos, stored once."""

import io
from typing import Any

import pytest
from PIL import Image

from safecommunity.accreditation.models import Finding
from safecommunity.accreditation.review import actions
from safecommunity.files import actions as files
from safecommunity.files import queries as stored
from tests.accreditation.conftest import NOW, Ground
from tests.accreditation.reviewing import Review, laid

pytestmark = [pytest.mark.django_db, pytest.mark.db]


@pytest.fixture
def review(ground: Ground) -> Review:
    return laid(ground)


def photo() -> files.Looked:
    """A small photo that was looked at."""
    out = io.BytesIO()
    Image.linear_gradient("L").save(out, "JPEG")
    return files.looked_at(out.getvalue(), "found.jpg")


def test_a_tablet_sends_a_finding_twice_and_it_is_one(review: Review, tmp_path: Any, settings: Any) -> None:
    """Without network it waits on the tablet; what comes twice, even after it was published, is one finding."""
    settings.UPLOADS = tmp_path
    panel = review.scoring("a", "b")
    sent = {
        "reader": review.who("a"), "panel": panel, "item": "W1", "grade": "minor", "text": "通道堆放杂物",
        "client_id": "t" * 32, "photos": [photo()], "at": NOW,
    }  # fmt: skip
    one, new = actions.raise_finding(**sent)
    again, also = actions.raise_finding(**sent)
    assert (new, also, again.pk) == (True, False, one.pk)
    assert len(stored.attachments(review.who("a"), "review_finding", one.pid)) == 1
    # blind: another reviewer of the panel opens neither the finding nor its photo yet
    assert stored.attachments(review.who("b"), "review_finding", one.pid) == []
    review.marked(panel, "a", "met")
    review.marked(panel, "b", "met")
    actions.publish(reader=review.who("a"), panel=panel, at=NOW)
    assert actions.raise_finding(**sent)[0].pk == one.pk
    assert Finding.objects.filter(panel=panel).count() == 1
    assert len(stored.attachments(review.ground.clerk, "review_finding", one.pid)) == 1


def test_two_reviewers_tablets_do_not_mix_up_what_they_send(review: Review) -> None:
    panel = review.scoring("a", "b")
    for name in ("a", "b"):
        actions.raise_finding(
            reader=review.who(name), panel=panel, item="W1", grade="minor", text="通道堆放杂物", at=NOW,
            client_id="t" * 32,
        )  # fmt: skip
    assert Finding.objects.filter(panel=panel).count() == 2
