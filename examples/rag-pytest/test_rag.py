"""The application against a real server: real tokens, real refusals, and answers that the tests set."""

import openai
import pytest
from rag import Library

PASSAGES = [
    "Invoices are paid within thirty days of their receipt.",
    "Employees have twenty-five days of holiday in a year.",
    "The office in Oslo is closed in July.",
]


@pytest.fixture
def library(keyless):
    keyless.grant("ci-pipeline", "Cognitive Services User")
    return Library(PASSAGES)


def test_without_a_role_nothing_is_read_and_the_reason_is_known(keyless):
    with pytest.raises(openai.AuthenticationError):
        Library(PASSAGES)
    decision = keyless.last_decision("ci-pipeline")
    assert decision.because == "nothing grants it"
    assert decision.smallest_role == "Cognitive Services OpenAI User"


def test_the_nearest_passage_is_the_one_with_the_words_of_the_question(library):
    assert library.nearest("How many days of holiday do employees have in a year?", count=1) == [PASSAGES[1]]


def test_the_model_answers_from_the_nearest_passages(keyless, library):
    keyless.script([{"when": {"contains": "holiday"}, "text": "Twenty-five days."}])
    assert library.answer("How many days of holiday do employees have?") == "Twenty-five days."


def test_a_revoked_role_stops_the_next_call(keyless, library):
    keyless.revoke("ci-pipeline", "Cognitive Services User")
    with pytest.raises(openai.AuthenticationError):
        library.answer("When is the office closed?")
    assert keyless.last_decision("ci-pipeline").because == "nothing grants it"


def test_a_user_with_the_role_may_ask_as_well(keyless, library):
    keyless.user("dora", roles=["Cognitive Services OpenAI User"])
    keyless.sign_in_as("dora")
    keyless.script([{"when": {"contains": "July"}, "text": "Yes."}])
    assert Library(PASSAGES).answer("Is the office in Oslo closed in July?") == "Yes."
