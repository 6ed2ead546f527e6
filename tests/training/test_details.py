"""The reading of status and mode, fitted on a finished model."""

import pytest

from histor.tag import Tagger
from histor.tag.labels import MODES, TYPES

torch = pytest.importorskip("torch", reason="torch is not installed: it is needed to train only")

from training.corpora import UNKNOWN, from_marked_event  # noqa: E402
from training.details import Seen, fitted, mode_loss, scores, see, status_loss  # noqa: E402
from training.net import AHEAD, BACK, HIDDEN, Closer  # noqa: E402

pytestmark = pytest.mark.model

FREED = {"text": "Rebels freed two pilots.", "trigger": [7, 12], "type": "RETREAT", "mode": "release"}
LEFT = {"text": "The troops will leave Homs.", "trigger": [16, 21], "type": "RETREAT", "status": "future"}


@pytest.fixture(scope="module")
def seen() -> Seen:
    tagger = Tagger.load(threads=1)
    rows = [(from_marked_event(tagger.model.tokenizer, row), weight) for row, weight in ((FREED, 1.0), (LEFT, 0.5))]
    return see(tagger, rows)


def test_events_are_seen_with_the_words_around_them(seen: Seen) -> None:
    assert seen.around.shape == (2, BACK + AHEAD, HIDDEN)
    assert seen.valid.sum(1).tolist() == [5, 6]  # the words of the two texts
    assert seen.valid[0].nonzero()[0].item() == BACK - 1  # one stands before "freed"
    assert torch.allclose(seen.ends[0, :HIDDEN], seen.around[0, BACK].float(), atol=1e-2)
    assert [TYPES[k] for k in seen.kind] == ["RETREAT", "RETREAT"]
    assert (MODES[seen.mode[0]], seen.mode[1].item(), seen.status[0].item()) == ("RETREAT:release", UNKNOWN, UNKNOWN)
    assert seen.weight.tolist() == [1.0, 0.5]


def test_what_is_not_told_of_an_event_teaches_nothing(seen: Seen) -> None:
    torch.manual_seed(0)
    head = Closer(len(MODES)).eval()
    both, told = mode_loss(head, seen), mode_loss(head, seen.at(torch.tensor([0])))
    assert torch.allclose(both, told)
    assert mode_loss(head, seen.at(torch.tensor([1]))).item() == 0


def test_a_mode_is_chosen_among_those_of_the_type_only(seen: Seen) -> None:
    torch.manual_seed(0)
    head = Closer(len(MODES)).eval()
    loss = mode_loss(head, seen)
    with torch.no_grad():
        head.out[3].bias[MODES.index("ASSAULT:aerial")] += 50
    assert torch.allclose(mode_loss(head, seen), loss)


def test_fitting_learns_what_it_was_told(seen: Seen) -> None:
    torch.manual_seed(0)
    start = Closer(4)
    head = fitted(start, status_loss, seen, passes=60, rate=1e-3, seed=1)
    assert status_loss(head, seen) < 0.2 * status_loss(start.eval(), seen)
    assert scores(head, seen)[1].argmax() == seen.status[1]
