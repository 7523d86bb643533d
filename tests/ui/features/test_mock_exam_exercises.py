"""Exercises in a self-test: answered without feedback, kept through everything, marked by running at the hand-in."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copytree

import pytest
from streamlit.testing.v1 import AppTest

from study.deck.decks import load_deck
from study.language.catalogues import language
from study.log.events import event, standing
from study.log.export import document
from study.log.reader import read
from study.sessions.exam import dropped, fold, to_resume
from tests.support.visits import visit_of
from ui.text.plain_text import plain

ROOT = Path(__file__).parents[3]
DECK = load_deck(ROOT / "tests" / "exercise_deck")
REAL = load_deck(ROOT / "questions" / "lekce-2")
SEED = 3
SGD = "theta = theta - alpha*grad(theta)"


@pytest.fixture
def own_deck(tmp_path, monkeypatch):
    copytree(ROOT / "tests" / "exercise_deck", tmp_path / "cviceni")
    monkeypatch.setenv("LEKCE2_QUESTIONS", str(tmp_path))


def app(lang: str = "en") -> AppTest:
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    at.query_params["lang"] = lang
    at.run()
    at.switch_page("ui/pages/self_test.py").run()
    assert not at.exception
    return at


def sitting(*exercises: str, lang: str = "en") -> AppTest:
    """A self-test under way over these exercises."""
    at = app(lang)
    started = datetime.now(UTC) - timedelta(minutes=1)
    data = {"deck": DECK.id, "cards": [], "minutes": 60.0, "exercises": list(exercises), "seed": SEED}
    visit_of(at).events = [event("exam-start", started, "n", exam="e1", **data)]
    visit_of(at).exam = "e1"
    at.run()
    assert not at.exception
    return at


def click(at: AppTest, key: str) -> AppTest:
    at.button(key=key).click().run()
    assert not at.exception
    return at


def own(exercise: str, name: str) -> str:
    return f"exercise-{name}-e1-{exercise}"


def keys(at: AppTest) -> set[str]:
    return {button.key for button in at.button}


def texts(at: AppTest) -> str:
    return "\n".join(str(e.value) for e in (*at.markdown, *at.caption, *at.info, *at.warning))


def log(at: AppTest, kind: str):
    """Events of a kind; everything so far has to come back from a backup."""
    events = visit_of(at).events
    reading = read(document(events), datetime.now(UTC))
    assert (reading.refused, len(reading.events)) == ((), len(events))
    return [e for e in events if e.kind == kind]


def write(at: AppTest, exercise: str, text: str) -> AppTest:
    draft = {"draft": f"e1/{exercise}", "text": text, "revision": 1}
    at.session_state["exam-answer"] = {"draft": draft}
    return at


def test_every_kind_is_answered_kept_and_marked_at_the_hand_in(own_deck):
    at = sitting("first-moment", "unroll", "sign", "spot-why", "sgd")
    right = DECK.exercises["first-moment"].task.right(SEED)
    at.text_input(key=own("first-moment", "s")).set_value(repr(right["s"])).run()
    at.text_input(key=own("first-moment", "step")).set_value("77").run()
    click(at, "exam-next")
    for block in ("2", "1", "d1", "3", "4"):
        click(at, own("unroll", f"pick-{block}"))
    click(click(at, own("unroll", "up-1")), own("unroll", "drop-d1"))
    at.selectbox(key=own("unroll", "reason-1")).set_value("1").run()
    click(at, "exam-next")
    at.radio(key=own("sign", "option")).set_value("root").run()
    click(at, "exam-next")
    at.radio(key=own("spot-why", "line")).set_value(1).run()
    click(at, "exam-next")
    assert not keys(at) & {"exercise-mark", "exercise-hint"}
    click(at, "exam-next")  # back at the first: what was typed stands there again
    assert at.text_input(key=own("first-moment", "s")).value == repr(right["s"])
    assert at.text_input(key=own("first-moment", "shat")).value in (None, "")
    click(at, "exam-next")
    assert [b for b in keys(at) if b.startswith("exercise-up-")] != []
    assert at.selectbox(key=own("unroll", "reason-1")).value == "1"
    assert log(at, "exercise") == []
    assert "✓" not in texts(at)
    for _ in range(3):
        click(at, "exam-next")
    click(write(at, "sgd", SGD), "exam-hand-in")
    marks = {e["exercise"]: e for e in log(at, "exercise")}
    assert {id: (e["points"], e["of"]) for id, e in marks.items()} == {
        "first-moment": (0.5, 1.5), "unroll": (1.666667, 2.0), "sign": (0.5, 1.0), "spot-why": (0.5, 1.0),
        "sgd": (1.0, 1.0),
    }  # fmt: skip
    assert all((e["attempt"], e["seed"], e["card"], e["hints"]) == ("e1", SEED, "steps", 0) for e in marks.values())
    assert marks["unroll"]["answer"]["steps"] == ["1", "2", "3", "4"]
    assert "4.17 of 6.5 points" in texts(at)
    assert "$s_1$ = " in texts(at)  # the reasons of the first
    assert "Of these, exercises: 4.17 of 6.5 points." in texts(at)
    assert texts(at).count("| Exercise: ") == 4
    assert at.button(key="exam-retake").label == "Retake 4 exercises that lost points"
    click(at, "exam-retake")
    retaken = log(at, "exam-start")[-1]
    assert (retaken["cards"], retaken["exercises"]) == ([], ["first-moment", "unroll", "sign", "spot-why"])


@pytest.mark.parametrize("lang", ["cs", "en"])
@pytest.mark.parametrize("exercise", list(DECK.exercises))
def test_nothing_answered_earns_nothing_and_shows_the_solution(exercise, lang, own_deck):
    at = click(sitting(exercise, lang=lang), "exam-hand-in")
    [mark] = log(at, "exercise")
    assert (mark["points"], mark["answer"]) == (0, "")
    assert language(lang).text("practice.solution") in texts(at)
    assert language(lang).text("practice.costs-nothing") not in texts(at)


def test_a_program_that_cannot_be_run_earns_nothing_and_says_where(own_deck):
    at = write(sitting("sgd"), "sgd", "theta = theta - g 2").run()
    assert plain("write g*2, not g 2") in texts(at)
    assert language("en").text("exam.must-run") in texts(at)
    click(at, "exam-hand-in")
    [mark] = log(at, "exercise")
    assert (mark["points"], mark["of"], mark["answer"]) == (0, 1, "theta = theta - g 2")
    assert plain("Line 1, column") in texts(at)


def test_a_reload_brings_the_answers_back(own_deck):
    at = sitting("unroll", "entropy")
    click(at, own("unroll", "pick-2"))
    click(at, "exam-next")
    at.text_input(key=own("entropy", "answer")).set_value("1,5").run()
    again = app()
    for name in ("events", "drafts", "exam"):
        setattr(visit_of(again), name, getattr(visit_of(at), name))
    again.run()
    assert own("unroll", "drop-2") in keys(again)
    click(again, "exam-next")
    assert again.text_input(key=own("entropy", "answer")).value == "1,5"


def test_exercises_are_added_on_wish():
    at = app("cs")
    at.toggle(key="exam-exercises").set_value(True).run()
    worths = [[REAL.exercises[id].points for id in card.exercises] for card in REAL.cards.values()]
    least, most = ((REAL.points + sum(map(f, worths))) * REAL.minutes_per_point for f in (min, max))
    assert f"celkem **{round(least)} až {round(most)} minut" in texts(at)
    click(at, "exam-start")
    start = log(at, "exam-start")[-1]
    assert start["cards"] == list(REAL.cards)
    assert len(start["exercises"]) == len(REAL.cards)
    assert least <= start["minutes"] <= most
    points = REAL.points + sum(REAL.exercises[id].points for id in start["exercises"])
    assert start["minutes"] == pytest.approx(points * REAL.minutes_per_point)
    for _ in range(len(REAL.cards) + 1):
        click(at, "exam-next")
    click(at, "exam-flag")
    assert [e["card"] for e in log(at, "exam-flag")] == [start["exercises"][1]]
    click(at, "exam-hand-in")
    assert len(log(at, "exercise")) == len(REAL.cards)
    assert all(e["points"] == 0 for e in log(at, "exercise"))


def test_without_the_wish_there_are_none():
    start = log(click(app(), "exam-start"), "exam-start")[-1]
    assert "exercises" not in start.data


@pytest.mark.parametrize("points", [5, 15, 50])
def test_a_part_with_exercises_hits_its_points_exactly(points):
    at = app()
    at.toggle(key="exam-exercises").set_value(True).run()
    at.button_group(key="exam-whole").set_value("points").run()
    at.slider(key="exam-points").set_value(points).run()
    click(at, "exam-start")
    start = log(at, "exam-start")[-1]
    found = sum(REAL.cards[id].points for id in start["cards"])
    found += sum(REAL.exercises[id].points for id in start.get("exercises", []))
    assert found == points


def test_a_stale_hand_in_marks_nothing_twice(own_deck):
    at = sitting("sgd")
    click(at, "exam-hand-in")
    assert len(log(at, "exercise")) == len(log(at, "exam-hand-in")) == 1


def drafts(at: AppTest) -> dict[str, str]:
    return {name: text for name, text in visit_of(at).drafts.items() if text}


def begun(answers: dict[str, str]) -> AppTest:
    """A self-test over the real deck with some answers written."""
    at = click(app(), "exam-start")
    for card, text in answers.items():
        at.button_group(key="exam-navigator").set_value(card).run()
        visit_of(at).drafts[f"{visit_of(at).exam}/{card}"] = text
        at.run()
    return at


def test_a_hand_in_by_mistake_is_taken_back_with_every_answer(own_deck):
    at = sitting("entropy", "sgd")
    at.text_input(key=own("entropy", "answer")).set_value("1,5").run()
    before = fold(visit_of(at).events, "e1")
    click(at, "exam-hand-in")
    assert len(log(at, "exercise")) == 2
    click(at, "exam-take-back")
    assert fold(visit_of(at).events, "e1") == before
    assert drafts(at) == {"e1/entropy": '{"answer": "1,5"}'}
    assert "exam-hand-in" in keys(at)
    assert at.text_input(key=own("entropy", "answer")).value == "1,5"
    click(at, "exam-hand-in")
    assert len([e for e in standing(visit_of(at).events) if e.kind == "exercise"]) == 2


def test_what_is_marked_cannot_be_taken_back():
    at = click(click(app(), "exam-start"), "exam-hand-in")
    assert "exam-take-back" in keys(at)
    unit = next(iter(REAL.cards.values())).rubric[0].id
    at.button_group(key=f"rubric-{unit}").set_value("met").run()
    assert "exam-take-back" not in keys(at)


def test_a_test_thrown_away_never_was():
    at = begun({"adam": "m, v"})
    [start] = log(at, "exam-start")
    click(at, "exam-leave")
    assert "exam-start" in keys(at)
    assert drafts(at) == {}
    assert (standing(visit_of(at).events), dropped(visit_of(at).events).id) == ([], start["exam"])
    assert to_resume(visit_of(at).events, datetime.now(UTC)) is None


def signs(at: AppTest) -> dict[str, str]:
    """What the navigator says beside the number of each question."""
    labels = at.button_group(key="exam-navigator").options
    return {id: label.partition(" ")[2] for id, label in zip(REAL.cards, labels, strict=True)}


def test_marking_can_be_left_and_empty_answers_marked_at_once():
    at = click(begun({"adam": "m, v"}), "exam-hand-in")
    exam = visit_of(at).exam
    at.button_group(key="exam-navigator").set_value("adam").run()
    assert "exam-mark-empty" not in keys(at)
    at.button_group(key="exam-navigator").set_value(next(iter(REAL.cards))).run()
    click(at, "exam-mark-empty")
    verdicts = fold(visit_of(at).events, exam).verdicts
    assert verdicts.keys() == set(REAL.cards) - {"adam"}
    assert {v for given in verdicts.values() for v in given.values()} == {"missed"}
    assert {e["points"] for e in log(at, "exam-mark")} == {0}
    click(at, "exam-leave")
    assert "exam-start" in keys(at)
    assert fold(visit_of(at).events, exam).verdicts == verdicts


def test_after_a_reload_the_question_that_was_open_is_open():
    first, second, *_ = REAL.cards
    at = begun({first: "text"})
    click(at, "exam-next")
    again = app()
    for name in ("events", "drafts", "exam"):
        setattr(visit_of(again), name, getattr(visit_of(at), name))
    again.run()
    assert visit_of(again).exam_card == second


@pytest.mark.parametrize(
    ("lang", "said"),
    [("cs", "Opakovat 1 otázku a 1 cvičení se ztrátou"), ("en", "Retake 1 question and 1 exercise that lost points")],
)
def test_a_retake_counts_questions_and_exercises(lang, said, own_deck):
    at = app(lang)
    at.toggle(key="exam-exercises").set_value(True).run()
    click(click(click(at, "exam-start"), "exam-hand-in"), "exam-mark-empty")
    assert at.button(key="exam-retake").label == said


def test_the_previous_question_is_a_press_away():
    at = click(app(), "exam-start")
    click(at, "exam-previous")
    assert visit_of(at).exam_card == list(REAL.cards)[-1]
    click(at, "exam-next")
    assert visit_of(at).exam_card == next(iter(REAL.cards))


def test_the_navigator_says_whether_all_some_or_none_of_the_points_were_earned():
    at = click(click(begun({"adam": "m, v"}), "exam-hand-in"), "exam-mark-empty")
    assert signs(at) == {id: "" if id == "adam" else "✗" for id in REAL.cards}
    at.button_group(key="exam-navigator").set_value("adam").run()
    units = [unit.id for unit in REAL.cards["adam"].rubric]
    for unit in units:
        at.button_group(key=f"rubric-{unit}").set_value("met" if unit != units[0] else "half").run()
    assert signs(at)["adam"] == "½"
    at.button_group(key=f"rubric-{units[0]}").set_value("met").run()
    assert signs(at)["adam"] == "✓"
