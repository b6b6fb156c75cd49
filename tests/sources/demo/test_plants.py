import numpy as np
import pyarrow as pa
import pytest

from lastword.errors import UsageError
from lastword.sources.demo import Plant, World
from lastword.sources.demo.agents import staff_of
from lastword.sources.demo.arrays import Flags
from lastword.sources.demo.attempts import CHAT, VOICE
from lastword.sources.demo.chunk import Chunk, draw_chunk
from lastword.sources.demo.contacts import CUT_OFF
from lastword.sources.demo.phrases import pools
from lastword.sources.demo.plants import KINDS, kind_of
from lastword.text.begging import begging_kinds

CONTACTS = 40_000


def planted(kind: str, dose: float, **where: object) -> Chunk:
    plant = Plant(kind, dose, **where)  # type: ignore[arg-type]
    return draw_chunk(World(contacts=CONTACTS, seed=9, plants=(plant,)), 0)


def clean() -> Chunk:
    return draw_chunk(World(contacts=CONTACTS, seed=9, plants=()), 0)


def touched(chunk: Chunk) -> Flags:
    marks: Flags = chunk.contacts.touched > 0
    return marks


def test_handle_time_limit_moves_the_dose_of_long_calls() -> None:
    chunk, before = planted("handle_time_limit", 0.5, limit_seconds=600), clean()
    calls = chunk.contacts
    served = (calls.channel == VOICE) & calls.is_served & ~calls.is_callback
    long = served & (calls.talk >= 600)
    moved = touched(chunk) & served
    error = np.sqrt(0.25 / (long.sum() + moved.sum()))
    assert moved.sum() / (long.sum() + moved.sum()) == pytest.approx(0.5, abs=4 * error)
    assert calls.talk[moved].min() >= 571
    assert calls.talk[moved].max() < 600
    just_under = (calls.talk >= 571) & (calls.talk < 600) & served
    usual = ((before.contacts.talk >= 571) & (before.contacts.talk < 600)).sum()
    assert just_under.sum() > 2 * usual
    assert calls.is_solving[moved].mean() < 0.5 * calls.is_solving[served].mean()


def test_cut_offs_pile_up_at_the_limit() -> None:
    chunk = planted("wait_cut_off", 1.0, limit_seconds=1800)
    cut = chunk.contacts.outcome == CUT_OFF
    assert cut.sum() > 20
    assert (chunk.contacts.wait[cut] == 1800).all()
    assert chunk.contacts.wait[chunk.contacts.channel == VOICE].max() == 1800
    assert not (clean().contacts.outcome == CUT_OFF).any()


def test_short_calls_have_their_dose_and_most_ring_again() -> None:
    chunk = planted("short_calls", 0.1)
    calls = chunk.contacts
    served = (calls.channel == VOICE) & calls.is_served & ~calls.is_callback
    short = touched(chunk) & served
    error = np.sqrt(0.09 / served.sum())
    assert short.sum() / served.sum() == pytest.approx(0.1, abs=4 * error)
    assert calls.talk[short].max() < 10
    assert (~calls.is_last[short]).mean() > 0.7
    before = clean().contacts
    assert before.talk[before.is_served].min() >= 12


def test_chats_are_closed_on_an_open_question() -> None:
    chunk, before = planted("closed_on_question", 0.3), clean()
    chats = (chunk.contacts.channel == CHAT) & chunk.contacts.is_served
    usual = (before.contacts.channel == CHAT) & before.contacts.is_served
    assert chunk.contacts.is_open_question[chats].mean() > 0.2
    assert before.contacts.is_open_question[usual].mean() < 0.03
    asked = np.flatnonzero(chunk.contacts.is_open_question)
    last = {
        int(c): bool(w)
        for c, w in zip(chunk.messages.contact, chunk.messages.is_customer, strict=True)
    }
    assert all(last[int(contact)] for contact in asked)


def test_claims_overstate_by_the_dose() -> None:
    chunk, before = planted("claim_inflation", 0.2), clean()

    def overstated(found: Chunk) -> float:
        unsolved = (found.contacts.claim >= 0) & ~found.contacts.is_solving
        return float((found.contacts.claim[unsolved] == 1).mean())

    assert overstated(chunk) - overstated(before) == pytest.approx(0.2, abs=0.025)


def test_steering_spares_customers_with_a_bad_contact() -> None:
    def invited(found: Chunk, solving: bool) -> float:
        asked = np.zeros(len(found.contacts.at), dtype=bool)
        asked[found.surveys.contact] = True
        mine = found.contacts.is_served & (found.contacts.is_solving == solving)
        return float(asked[mine & ~found.contacts.is_callback].mean())

    chunk = planted("survey_steering", 0.5)
    assert invited(chunk, False) / invited(chunk, True) == pytest.approx(0.5, abs=0.05)
    assert invited(clean(), False) / invited(clean(), True) == pytest.approx(1, abs=0.05)


def test_a_plant_keeps_to_its_teams_and_time() -> None:
    chunk = planted("short_calls", 0.2, teams=(1,), of=4, since_day=40)
    hit = touched(chunk)
    contacts = chunk.contacts
    team = staff_of(chunk.world).team_at(contacts.agent[hit], contacts.at[hit])
    tries = chunk.demand.attempts.at[contacts.attempt[hit]]
    assert hit.any()
    assert (tries >= 40 * 86_400).all()
    assert np.isin(team % 4, [1]).mean() > 0.99


def test_every_kind_says_what_its_dose_means() -> None:
    assert {"handle_time_limit", "wait_cut_off", "short_calls"} <= set(KINDS)
    assert all(kind.title and kind.dose for kind in KINDS.values())


def test_unknown_kinds_are_refused_with_the_known_ones() -> None:
    with pytest.raises(UsageError, match=r"'bribery'.*short_calls"):
        kind_of(Plant("bribery", 1.0))


def test_begging_is_written_and_moves_the_score() -> None:
    chunk = planted("score_begging", 0.3)
    written, which = np.unique(chunk.messages.text, return_inverse=True)
    texts = pools().texts.take(pa.array(written)).to_pylist()
    begs = np.array([bool(begging_kinds(text)) for text in texts])[which]
    asked = np.zeros(len(chunk.contacts.at), dtype=bool)
    asked[chunk.messages.contact[begs]] = True
    assert (asked == touched(chunk)).all()
    answered = chunk.surveys.contact[chunk.replies.survey]
    hit, known = touched(chunk)[answered], chunk.replies.csat > 0
    assert chunk.replies.csat[hit & known].mean() > chunk.replies.csat[~hit & known].mean() + 0.3


def test_codes_and_credits_are_those_entered_not_those_true() -> None:
    boxed, moved = planted("forced_boxes", 0.3), planted("rating_reassignment", 0.3)
    assert (boxed.closing.code[touched(boxed)] == 0).all()
    assert (boxed.contacts.reason[touched(boxed)] > 0).all()
    changed = moved.closing.credited != moved.contacts.agent
    assert (changed == touched(moved)).all()
    share = touched(boxed)[boxed.contacts.is_served & (boxed.contacts.reason > 0)].mean()
    assert share == pytest.approx(0.3, abs=0.02)
