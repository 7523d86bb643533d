"""The Practice page, without a browser: every kind is drawn, answered, marked and written down."""

import re
from datetime import UTC, datetime
from pathlib import Path
from shutil import copytree

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from study.deck.decks import load_deck
from study.exercises.templates import gist
from study.language.catalogues import CODES, language
from study.log.export import document
from study.log.reader import read
from study.planning.next_exercise import fitting
from tests.support.visits import visit_of
from ui.text.plain_text import plain
from ui.text.preview import preview_markdown
from ui.text.program import preview

ROOT = Path(__file__).parents[3]
DECK = load_deck(ROOT / "tests" / "exercise_deck")
REAL = load_deck(ROOT / "questions" / "lekce-2")
BOTH = pytest.mark.parametrize("lang", ["cs", "en"])


@pytest.fixture
def own_deck(tmp_path, monkeypatch):
    copytree(ROOT / "tests" / "exercise_deck", tmp_path / "cviceni")
    monkeypatch.setenv("LEKCE2_QUESTIONS", str(tmp_path))


def page(exercise: str = "", seed: str = "", lang: str = "en") -> AppTest:
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    for name, value in (("lang", lang), ("exercise", exercise), ("seed", seed)):
        if value:
            at.query_params[name] = value
    at.run()
    at.switch_page("ui/pages/practice.py").run()
    assert not at.exception
    return at


def tried(at: AppTest):
    return visit_of(at).practice


def own(at: AppTest, name: str) -> str:
    return f"exercise-{name}-{tried(at).attempt}"


def click(at: AppTest, key: str) -> AppTest:
    at.button(key=key).click().run()
    assert not at.exception
    return at


def write(at: AppTest, text: str) -> AppTest:
    at.session_state["exercise-answer"] = {"draft": {"draft": tried(at).draft, "text": text, "revision": 1}}
    return at


def log(at: AppTest):
    """The results so far; each one has to come back from a backup."""
    events = list(visit_of(at).events)
    reading = read(document(events), datetime.now(UTC))
    assert (reading.refused, len(reading.events)) == ((), len(events))
    return [event for event in events if event.kind == "exercise"]


def texts(at: AppTest) -> str:
    """What is drawn, with its escapes read."""
    shown = "\n".join(str(e.value) for e in (*at.markdown, *at.caption, *at.info, *at.warning))
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", shown)


def keys(at: AppTest) -> set[str]:
    return {button.key for button in at.button}


@BOTH
@pytest.mark.parametrize("exercise", list(DECK.exercises))
def test_every_exercise_is_drawn_and_an_empty_answer_costs_nothing(exercise, lang, own_deck):
    at = click(page(exercise, "3", lang), "exercise-mark")
    assert tried(at).marking is None
    assert language(lang).text("practice.costs-nothing") in texts(at)
    assert log(at) == []
    assert "exercise-mark" in keys(at)


@pytest.mark.parametrize(
    ("text", "points"), [("g = grad(theta)\ntheta = theta - alpha*g", 1.0), ("theta = theta", 0.0)]
)
def test_a_program_is_marked(text, points, own_deck):
    at = click(write(page("sgd", "1"), text), "exercise-mark")
    assert (tried(at).marking.points, tried(at).marking.of) == (points, 1.0)
    [event] = log(at)
    assert (event["exercise"], event["card"], event["points"], event["seed"]) == ("sgd", "steps", points, 1)
    assert (event["answer"], event["units"], event["hints"]) == (text, {"step-update": points}, 0)
    assert keys(at) >= {"exercise-next", "exercise-again"}


def test_a_slip_of_the_keyboard_says_where_and_costs_nothing(own_deck):
    at = click(write(page("sgd", "1"), "g = grad(theta)\ntheta = theta - (2g"), "exercise-mark")
    assert log(at) == []
    assert "Line 2, column" in texts(at)
    assert "this bracket" in texts(at) or "parenthesis" in texts(at)


def test_numbers_with_their_units_and_reasons(own_deck):
    at = page("first-moment", "3")
    right = DECK.exercises["first-moment"].task.right(3)
    for name in ("s", "shat"):
        at.text_input(key=own(at, name)).set_value(repr(right[name]))
    at.text_input(key=own(at, "step")).set_value("77").run()
    click(at, "exercise-mark")
    assert tried(at).marking.points == 1.0
    assert log(at)[0]["answer"] == {"s": repr(right["s"]), "shat": repr(right["shat"]), "step": "77"}
    assert "$s_1$ = " in texts(at)
    assert texts(at).count("✓ 0.5 / 0.5") == 2
    assert "✗ 0 / 0.5" in texts(at)


def test_hints_cost_once_and_show_their_text(own_deck):
    at = page("entropy", "0")
    before = at.button(key="exercise-hint")
    assert before.label == "Hint (−0.25 pt)"
    click(at, "exercise-hint")
    assert "The first term is" in texts(at)
    assert "exercise-hint" not in keys(at)
    right = DECK.exercises["entropy"].task.right(0)["answer"]
    at.text_input(key=own(at, "answer")).set_value(f"{right:.4f}").run()
    click(at, "exercise-mark")
    assert (log(at)[0]["points"], log(at)[0]["hints"]) == (0.75, 1)


def test_blocks_are_ordered_by_buttons_with_reasons(own_deck):
    at = page("unroll", "2")
    for block in ("2", "1", "d1", "3", "4"):
        click(at, own(at, f"pick-{block}"))
    click(at, own(at, "up-1"))
    click(at, own(at, "up-1"))  # it is on top already
    click(at, own(at, "drop-d1"))
    click(at, own(at, "down-3"))
    click(at, own(at, "up-3"))
    assert tried(at).steps == ("1", "2", "3", "4")
    at.selectbox(key=own(at, "reason-1")).set_value("1").run()
    click(at, "exercise-mark")
    assert tried(at).marking.points == pytest.approx(1.5 + 0.5 / 3, abs=1e-5)
    assert log(at)[0]["answer"]["steps"] == ["1", "2", "3", "4"]


def test_a_derivation_moves_from_ordering_to_filling_to_writing(own_deck):
    at = page("halves", "2")
    for block in "12345":
        click(at, own(at, f"pick-{block}"))
    click(click(at, "exercise-mark"), "exercise-again")
    assert (tried(at).exercise, tried(at).mode) == ("halves", "fill")
    for block in "345":
        click(at, own(at, f"pick-{block}"))
    assert not any("pick" in key for key in keys(at))  # every blank is filled
    click(click(at, "exercise-mark"), "exercise-again")
    assert tried(at).mode == "write"
    click(write(at, "moje odvození"), "exercise-show")
    for step in "12345":
        at.button_group(key=own(at, f"verdict-{step}")).set_value("met")
    click(at.run(), "exercise-mark")
    assert [(event["answer"]["mode"], event["points"], event["of"]) for event in log(at)] == [
        ("order", 1.0, 1.0), ("fill", 0.5, 0.5), ("write", 1.0, 1.0),
    ]  # fmt: skip
    assert log(at)[-1]["answer"]["text"] == "moje odvození"


@pytest.mark.parametrize(("option", "points"), [("1", 1.0), ("2", 0.0), ("root", 0.5)])
def test_options_say_what_they_lose(option, points, own_deck):
    at = page("sign", "5")
    ids = [o.id for o in DECK.exercises["sign"].task.shuffled(5)]
    option = option if option in ids else DECK.exercises["sign"].task.options[int(option) - 1].id
    at.radio(key=own(at, "option")).set_value(option).run()
    click(at, "exercise-mark")
    assert log(at)[0]["points"] == points
    assert "against the gradient" in texts(at)


def test_the_wrong_line_and_why(own_deck):
    at = page("spot-why", "5")
    right = next(cause.id for cause in DECK.exercises["spot-why"].task.causes if cause.right)
    at.radio(key=own(at, "line")).set_value(1).run()
    at.radio(key=own(at, "cause")).set_value(right).run()
    click(at, "exercise-mark")
    assert log(at)[0]["points"] == 1.0
    assert log(at)[0]["answer"] == {"line": 1, "reason": right}


def test_a_mark_is_written_down_once_and_next_goes_on(own_deck):
    at = page("batch", "0")
    at.radio(key=own(at, "option")).set_value("2").run()
    old = tried(at).attempt
    click(click(at, "exercise-mark"), "exercise-next")
    assert len(log(at)) == 1
    assert tried(at).attempt != old
    assert tried(at).exercise != "batch"
    assert at.query_params["exercise"] in (tried(at).exercise, [tried(at).exercise])
    click(at, "exercise-skip")
    assert len(log(at)) == 1


def test_a_link_reproduces_and_an_unknown_one_says_so(own_deck):
    one, two = page("entropy", "42"), page("entropy", "42")
    assert tried(one).seed == tried(two).seed == 42
    assert texts(one) == texts(two)
    at = page("nosuch", "x")
    assert "nosuch" in at.warning[0].value
    assert tried(at).exercise in DECK.exercises
    assert "nosuch" in at.run().warning[0].value  # the page is drawn again when the browser says hello
    assert not click(at, "exercise-skip").warning


def at_address(at: AppTest) -> tuple[str, str]:
    found = (at.query_params[name] for name in ("exercise", "seed"))
    exercise, seed = (value[0] if isinstance(value, list) else value for value in found)
    return exercise, seed


def test_the_address_names_the_first_exercise_too_so_that_a_reload_brings_it_back(own_deck):
    at = page()
    assert at_address(at) == (tried(at).exercise, str(tried(at).seed))
    again = page(*at_address(at))
    assert (tried(again).exercise, tried(again).seed) == (tried(at).exercise, tried(at).seed)
    back = at.switch_page("ui/pages/today.py").run().switch_page("ui/pages/practice.py").run()
    assert at_address(back) == (tried(back).exercise, str(tried(back).seed))


def test_an_exercises_link_can_be_sent_to_somebody(own_deck, monkeypatch):
    monkeypatch.setattr(type(st.context), "url", "http://127.0.0.1:8501/practice")
    at = page("batch", "4")
    at.radio(key=own(at, "option")).set_value("2").run()
    click(at, "exercise-mark")
    assert "http://127.0.0.1:8501/practice?exercise=batch&seed=4" in [code.value for code in at.code]


def test_a_written_derivation_is_shown_as_it_was_typed(own_deck, monkeypatch):
    monkeypatch.setattr("ui.features.practice.mode", lambda task, results: "write")
    at = page("halves", "2")
    typed = "![](https://evil.example/x.png)\n# první\ndruhý $\\theta$"
    click(write(at, typed), "exercise-show")
    drawn = [m.value for m in at.markdown]
    assert preview_markdown(typed) in drawn
    assert not any("![](" in text for text in drawn)


def test_a_deck_without_exercises_says_what_to_do(tmp_path, monkeypatch):
    copytree(ROOT / "tests" / "decks" / "good", tmp_path / "good")
    for file in (tmp_path / "good" / "exercises").glob("*"):
        file.unlink()
    monkeypatch.setenv("LEKCE2_QUESTIONS", str(tmp_path))
    assert "python -m study check" in page().info[0].value


@pytest.mark.parametrize("exercise", [id for id, one in REAL.exercises.items() if one.task is not None])
def test_the_decks_own_exercises_are_drawn(exercise):
    at = page(exercise, "7", "cs")
    assert tried(at).exercise == exercise
    assert "exercise-mark" in keys(at) or "exercise-show" in keys(at)


def test_exercises_stand_at_the_end_of_their_answer(own_deck):
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    at.query_params["card"] = "steps"
    at.run().switch_page("ui/pages/questions.py").run()
    assert not at.exception
    links = {link.proto.query_string: link.proto.label for link in at.get("page_link")}
    labels = {id: links[f"exercise={id}"] for id in DECK.exercises}
    assert labels["sgd"].startswith(f"{language('en').text('practice.kind-algorithm')} · ")
    assert not [label for id, label in labels.items() if id in label.split(" · ")]
    assert all(len(label.split(" · ")) == 3 for label in labels.values())


@pytest.mark.parametrize("code", CODES)
def test_every_exercise_has_a_title_that_says_what_it_asks(code):
    titles = {id: gist(exercise.text[code]) for id, exercise in REAL.exercises.items()}
    assert all(len(title) >= 6 for title in titles.values())
    assert all(title.count("$") % 2 == 0 and "<<" not in title and "\n" not in title for title in titles.values())


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Napiš krok. Je dané `g`.", "Napiš krok"),
        ("Kolik je $<<a : frac>>$? Piš zlomek.", "Kolik je $…$?"),
        ("Pozorování jsou i.i.d. a dvě.\n\n| a |", "Pozorování jsou i.i.d. a dvě"),
        ("Je $a = <<a>>$. Kolik je $a + 1$? Stačí zlomek.", "Je $a = …$. Kolik je $a + 1$?"),
        ("Je " + 30 * "dlouho " + "dáno. Kolik je $a + 1$? Stačí zlomek.", "Kolik je $a + 1$?"),
        ("Seřaď kroky. $F$ je dané.", "Seřaď kroky"),
        ("Když $a. B = 1$, co pak", "Když $a. B = 1$, co pak"),
    ],
)
def test_the_title_of_an_exercise_says_what_is_asked(text, title):
    assert gist(text) == title


def test_the_preview_shows_what_was_understood_and_every_slip():
    cs = language("cs")
    assert preview(" ", (), cs) == cs.text("practice.preview-empty")
    assert "0{,}5" in preview("v = 0.5*v", (), cs)
    half = preview("v = 0,5v\nw = 2 +\ntheta_t = g\ns = exp", (), cs, names=("v", "theta", "g"), states=("theta",))
    assert r"v &\leftarrow 0{,}5 \cdot v" in half
    assert r"\theta &\leftarrow g" in half
    assert plain("řádek 2, sloupec 7") in half
    assert plain("řádek 4, sloupec 5") in half
    assert half.count(cs.text("practice.costs-nothing")) == 1
    assert preview("# nothing", (), cs).startswith(plain("řádek 1, sloupec 1"))


def choose(at: AppTest, name: str, value: str) -> AppTest:
    at.selectbox(key=f"practice-{name}").set_value(value).run()
    assert not at.exception
    return at


def test_practice_is_steered_to_one_question_and_one_kind():
    at = choose(page("adam-unrolling", "1"), "kind", "numeric")
    assert REAL.exercises[tried(at).exercise].kind == "numeric"
    choose(at, "card", "adam")
    seen = set()
    for _ in range(4):
        click(at, "exercise-skip")
        seen.add(tried(at).exercise)
        assert tried(at).exercise in fitting(REAL, "adam", "numeric")
    assert len(seen) == min(4, len(fitting(REAL, "adam", "numeric")))
    at.switch_page("ui/pages/today.py").run().switch_page("ui/pages/practice.py").run()
    assert [at.selectbox(key=f"practice-{name}").value for name in ("card", "kind")] == ["adam", "numeric"]
    assert log(at) == []


def test_the_exercise_stays_where_it_is_one_of_those_wanted():
    at = page("adam-unrolling", "1")
    before = tried(at).attempt
    choose(choose(at, "kind", "derivation"), "card", "adam")
    assert tried(at).attempt == before


def test_a_link_opens_what_it_names_whatever_is_practised():
    at = choose(page("adam-unrolling", "1"), "kind", "numeric")
    at.query_params["exercise"], at.query_params["seed"] = "adam-unrolling", "5"
    at.run()
    assert (tried(at).exercise, tried(at).seed, at.selectbox(key="practice-kind").value) == ("adam-unrolling", 5, "")


def test_a_kind_that_a_question_lacks_gives_way(own_deck, tmp_path):
    first = tmp_path / "cviceni" / "01-steps.md"
    text = first.read_text("utf-8")
    other = re.sub(r"(?m)^exercises: .*", "exercises: [batch]", text.replace("step-", "cost-"))
    first.write_text(text.replace("batch, ", ""), encoding="utf-8")
    (tmp_path / "cviceni" / "02-cost.md").write_text(other.replace("id: steps", "id: cost"), encoding="utf-8")
    at = choose(choose(page("sgd", "1"), "kind", "algorithm"), "card", "cost")
    assert (tried(at).exercise, tried(at).card, tried(at).kind) == ("batch", "cost", "")
    assert visit_of(click(at, "exercise-skip")).practice.exercise == "batch"  # there is no other


@BOTH
@pytest.mark.parametrize("mode", ["fill", "write"])
def test_a_derivation_says_first_what_is_done_in_its_mode(mode, lang, own_deck, monkeypatch):
    words = language(lang)
    how = words.plural("practice.fill-how", 3) if mode == "fill" else words.text("practice.write-how")
    assert how not in texts(page("halves", "2", lang))
    monkeypatch.setattr("ui.features.practice.mode", lambda task, results: mode)
    at = page("halves", "2", lang)
    drawn = [m.value for m in at.markdown]
    assert drawn.index(f"**{how}**") < drawn.index(DECK.exercises["halves"].text[lang])
    level = words.text(f"practice.level-{mode}")
    assert any(caption.value.endswith(f" · {level}") for caption in at.caption)


@pytest.mark.parametrize("line", [1, 2, 3])
def test_the_lines_stay_with_the_wrong_and_the_chosen_one_marked_and_the_reason_is_said_once(line, own_deck):
    at = page("spot", "5")
    at.radio(key=own(at, "line")).set_value(line).run()
    click(at, "exercise-mark")
    [rows] = [m.value.split("\n") for m in at.markdown if m.value.startswith("1. ")]
    assert [row.startswith(f"{i}. ") for i, row in enumerate(rows, 1)] == [True] * 3
    assert [i for i, row in enumerate(rows, 1) if "your choice" in row] == [line]
    assert [i for i, row in enumerate(rows, 1) if "the wrong line" in row] == [2]
    assert texts(at).count("the power $t$ is missing") == 1


def test_the_chosen_reason_is_shown_and_an_options_reason_once(own_deck):
    at = page("spot-why", "5")
    wrong = next(cause.id for cause in DECK.exercises["spot-why"].task.causes if not cause.right)
    at.radio(key=own(at, "line")).set_value(1).run()
    at.radio(key=own(at, "cause")).set_value(wrong).run()
    assert "Your reason: the base" in texts(click(at, "exercise-mark"))
    at = page("sign", "5")
    right = next(option.id for option in DECK.exercises["sign"].task.options if option.right)
    at.radio(key=own(at, "option")).set_value(right).run()
    assert texts(click(at, "exercise-mark")).count("against the gradient") == 1


@BOTH
def test_a_number_that_is_not_understood_is_named_by_its_field(lang, own_deck):
    at = page("first-moment", "3", lang)
    at.text_input(key=own(at, "shat")).set_value("2 + q").run()
    [warning] = click(at, "exercise-mark").warning
    reason = language(lang).text("error.unknown-name", name="q", known="g")
    said = language(lang).text("marking.value-not-understood", name="$\\hat s_1$", column=5, reason=reason)
    assert plain(reason) in warning.value
    assert warning.value.startswith(said[: said.index("q")])
