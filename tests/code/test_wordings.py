from histor.code import account
from tests.code.make import CODER, event, report, tagging, voice


def voices_of(text, *frames):
    return account(report(text), tagging(frames), coder=CODER).voices


def test_who_is_cited_is_found_beside_who_cites():
    text = "The Herald, quoting a harbour official, said that the port was shelled."
    inner, outer = voices_of(text, voice(text, "said", "that the port was shelled", "The Herald"))
    assert [s.of(text) for s in inner.source] == ["a harbour official"]
    assert [s.of(text) for s in inner.content] == ["that the port was shelled"]
    assert (inner.cue.of(text), inner.inside, outer.inside) == ("quoting", outer.id, None)


def test_a_reason_that_is_cited_is_nobody():
    text = "The mayor said the port would close, citing the cold."
    assert len(voices_of(text, voice(text, "said", "the port would close", "The mayor"))) == 1


def test_rejecting_a_claim_is_a_voice_that_denies_it():
    text = "Norland rejected as baseless claims that its ships had shelled the port."
    frames = [
        voice(text, "claims", "that its ships had shelled the port"),
        event(text, "rejected", "REJECT", actor="Norland"),
        event(text, "shelled", "ASSAULT"),
    ]
    made = account(report(text), tagging(frames), coder=CODER)
    denial, claim = made.voices
    assert (denial.cue.of(text), denial.stance, [s.of(text) for s in denial.source]) == (
        "rejected",
        "deny",
        ["Norland"],
    )
    assert claim.inside == denial.id
    assert [e.chain for e in made.events] == [(), (denial.id, claim.id)]


def test_rejecting_something_else_is_no_voice():
    text = "Norland rejected the plan. Claims that its ships had left were made."
    frames = [voice(text, "Claims", "that its ships had left"), event(text, "rejected", "REJECT", actor="Norland")]
    assert len(voices_of(text, *frames)) == 1
