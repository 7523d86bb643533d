"""What `check` says about exercises: every slip of an author with its file and line, in both languages."""

from __future__ import annotations

import re
import shutil
from itertools import chain
from pathlib import Path

import pytest

from study.__main__ import line_of, main
from study.deck import Deck, faults_of
from study.deck.decks import load_deck, read_decks
from study.exercises.kinds import KINDS
from study.exercises.validate import check
from study.language.catalogues import CODES, language

TESTS = Path(__file__).parents[2]
ROOT = TESTS.parent
FOLDER = TESTS / "exercise_deck"
ALGORITHMS, OTHERS = "exercises/algorithms.yaml", "exercises/others.yaml"


def edited(folder: Path, file: str, old: str, new: str) -> tuple[Deck, int]:
    """The deck with one edit, only the exercise that was edited in its file; and the line of the edit."""
    deck = Path(shutil.copytree(FOLDER, folder / "deck"))
    entries = re.split(r"(?m)^(?=- id: )", (deck / file).read_text("utf-8"))
    entry = next(entry for entry in entries if old in entry)
    for other in (ALGORITHMS, OTHERS):
        (deck / other).write_text("", encoding="utf-8")
    (deck / file).write_text(entry.replace(old, new, 1), encoding="utf-8")
    return load_deck(deck), entry[: entry.index(old)].count("\n") + 1


def test_a_good_deck_has_no_faults_and_reports_how_far_it_is():
    seen: list[tuple[int, int]] = []
    deck = load_deck(FOLDER)
    small = {name: deck.exercises[name] for name in ("ema", "entropy", "unroll", "sign", "spot")}
    deck.exercises.clear()
    deck.exercises.update(small)
    assert check(deck.exercises.values(), lambda done, of: seen.append((done, of))) == ()
    assert seen == [(i, 5) for i in range(6)]


SLIPS = [
    # fields of all kinds
    (OTHERS, "answer: entropy_bits(p)", "anwser: entropy_bits(p)", 0, "unknown-key"),
    (OTHERS, "  answer: entropy_bits(p)\n", "", -6, "missing-key"),
    (OTHERS, "{cost: 0.25, cs", "{cost: 1.25, cs", -1, "hints-too-dear"),
    (OTHERS, "{cost: 0.25, cs", "{cost: 0.2, cs", 0, "bad-points"),
    # numbers
    (OTHERS, "given: {p: {distribution", "given: {p: {distributon", 0, "unknown-domain"),
    (OTHERS, "{size: 3, parts: 8}", "{size: 3, parts: 2}", 0, "bad-domain"),
    (OTHERS, "given: {a: normal, b: normal}", "given: {a: normel, b: normal}", 0, "bad-domain"),
    (OTHERS, "given: {a: normal, b: normal}", "given: {β: normal, a: normal, b: normal}", 0, "bad-name"),
    (OTHERS, "given: {a: normal, b: normal}", "given: {log: normal, a: normal, b: normal}", 0, "bad-name"),
    (OTHERS, "{c: 4, d: 3}", "{c: 4}", 0, "cases-differ"),
    (OTHERS, "{c: 4, d: 3}", "{c: 4, d: x}", 0, "bad-case"),
    (OTHERS, "require: [abs(a + b)]", "require: [-abs(a + b)]", 0, "seed-undrawable"),
    (OTHERS, "let: {total: a + b}", "let: {total: a + q}", 0, "seed-fails"),
    (OTHERS, "let: {total: a + b}", "let: {total: a / 0}", 0, "seed-not-finite"),
    (OTHERS, "let: {total: a + b}", "let: {total: a + 2b}", 0, "formula"),
    # numeric
    (OTHERS, "answer: entropy_bits(p)", "answer: entropy_bits(p", 0, "formula"),
    (OTHERS, "answer: entropy_bits(p)", "answer: p", 0, "seed-not-finite"),
    (OTHERS, "answer: entropy_bits(p)", "answer: log(p1 - p1)", 0, "seed-not-finite"),
    (OTHERS, "answer: entropy_bits(p)", "answer: entropy_bits(2*p)", 0, "seed-fails"),
    (OTHERS, "answer: entropy_bits(p)", "answer: entropy_bits(p)\n  exact: true", 0, "seed-not-exact"),
    (OTHERS, "measure: bits", "measure: bites", 0, "not-a-choice"),
    (OTHERS, "measure: bits", "decimals: 1.5", 0, "bad-decimals"),
    (OTHERS, "measure: bits", "tolerance: -1", 0, "bad-tolerance"),
    (OTHERS, "measure: bits", "exact: maybe", 0, "not-true-or-false"),
    (OTHERS, "What is $<<a>> <<+b>>$ over <<c>>?", "What is $<<a>> <<+b>>$ over <<c>> (three decimals)?", 0,
     "precision-in-text"),
    (OTHERS, 'answer: "sum(p*log2(p))"', "answer: entropy_bits(p)", -3, "slip-is-right"),
    (OTHERS, "answer: (1 - b)*g, points: 0.5", "answer: (1 - b)*g, points: 0.25", 0, "exercise-points"),
    (OTHERS, "  answers:\n", "  answer: g\n  answers:\n", 1, "answer-or-answers"),
    # placeholders
    (OTHERS, "$P = <<p>>$?\", en", "$P = <<q>>$?\", en", 0, "placeholder"),
    (OTHERS, "<<answer>>$\", en", "<<answre>>$\", en", 0, "placeholder"),
    (OTHERS, "$<<a>> <<+b>>$ děleno", "$<<log(a - a)>> <<+b>>$ děleno", 0, "placeholder-not-finite"),
    # derivations
    (OTHERS, "steps: [{tex: a}", "steps: [{tex: a, text: {cs: a, en: a}}", 0, "tex-or-text"),
    (OTHERS, "any_order: [[2, 3, 4]]", "any_order: [[2, 4]]", 0, "bad-any-order"),
    (OTHERS, "reason_points: 0.5\n  wrong_reasons", "reason_points: 2\n  wrong_reasons", 0, "reasons-too-dear"),
    (OTHERS, "ask_reason: true", "ask_reason: yes please", 0, "not-true-or-false"),
    (OTHERS, "steps: [{tex: a}, {tex: b}, {tex: c}, {tex: d}, {tex: e}]", "steps: [{tex: a}]", 0, "how-many"),
    # choices and wrong lines
    (OTHERS, "right: true, why: {cs: proti", "right: false, why: {cs: proti", -1, "one-right"),
    (OTHERS, ", why: {cs: to je do kopce, en: that is uphill}", "", 0, "missing-key"),
    (OTHERS, "loses: 0.5", "loses: 2", 0, "loses-too-much"),
    (OTHERS, "wrong: 2", "wrong: 4", 0, "no-such-line"),
    (OTHERS, "correct: \"\\\\hat s", "correct: \"\\\\hta s", 0, "tex-unknown"),
    # algorithms
    (ALGORITHMS, "given: {theta: normal, alpha: hyper}", "given: {theta: normal, alpha: hypper}", 0, "bad-domain"),
    (ALGORITHMS, "    g = grad(theta)\n", "    g = grd(theta)\n", 0, "formula"),
    (ALGORITHMS, "    g = grad(theta)\n", "    g = grad(thta)\n", -1, "reference-fails"),
    (ALGORITHMS, "    s_hat = s/(1 - beta**t)", "    s_hat = s/0", -3, "not-finite"),
    (ALGORITHMS, "result: [dw]", "result: [dq]", 0, "not-assigned"),
    (ALGORITHMS, "do: {points: 0.5}", "dq: {points: 0.5}", 0, "not-assigned"),
    (ALGORITHMS, "graded: {o: {points: 0.5}, do", "graded: {o: {points: 1}, do", 0, "exercise-points"),
    (ALGORITHMS, "    g = mean(2*x*(theta*x - y))", "    g = mean(x*theta) - mean(x*theta) + x", -1, "copies-input"),
    (ALGORITHMS, "    theta = theta + v\n  result", "    theta = theta + v\n    theta = v\n  result", -2, "coincide"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "offset", "code"), SLIPS)
def test_a_slip_is_found_where_it_stands(tmp_path, file, old, new, offset, code):
    deck, line = edited(tmp_path, file, old, new)
    told = chain.from_iterable(faults_of(read_decks(deck.path)[0]))
    found = [fault for fault in told if fault.severity == "error"]
    faults = [(fault.line, fault.message.code) for fault in found if fault.file.endswith(file)]
    assert (line + offset, code) in faults, faults
    for fault in found:
        for tongue in CODES:
            assert not re.search("{[a-z]+}", line_of(fault, language(tongue)))
    for exercise in deck.exercises.values():  # a learner who meets it nevertheless sees no traceback
        for answer in ("dw = 1", "0,5", None):
            assert exercise.mark(answer, 7).points <= exercise.points


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [("let: {total: a + b}", "let: {total: a + b, c: 1/(a - 1.9)}", "seed-not-finite"),
     ("let: {total: a + b}", "let: {total: a + b, c: surprisal(2.9 - a)}", "seed-fails"),
     ("answer: total/c", "answer: total/c/(a - 1.9)", "seed-not-finite"),
     ("answer: total/c", "answer: total + at(vector(1, 2), c - 2)\n  exact: true", "seed-fails"),
     ("$<<a>> <<+b>>$ děleno", "$<<log(abs(a - 1.9))>> <<+b>>$ děleno", "placeholder-not-finite")],
)  # fmt: skip
def test_the_first_seed_that_fails_is_named(tmp_path, old, new, code):
    deck, line = edited(tmp_path, OTHERS, old, new)
    good = edited(tmp_path / "good", OTHERS, old, old)[0].exercises["loss"].task
    bad = {"c: surp": lambda it: it["a"] < 1.9, "at(": lambda it: it["c"] == 2}
    fails = next((rule for part, rule in bad.items() if part in new), lambda it: it["a"] == 1.9)
    (fault,) = check(deck.exercises.values())
    first = next(seed for seed in range(200) if fails(good.values(seed)))
    assert (fault.message.code, fault.line, fault.message.parameters["seed"]) == (code, line, first)


def test_a_value_without_points_is_a_warning(tmp_path):
    deck, line = edited(
        tmp_path, ALGORITHMS, "graded: {t: {points: 0.25}, s: {points: 0.5}", "graded: {s: {points: 0.75}"
    )
    (warning,) = check(deck.exercises.values())
    assert (warning.line, warning.severity, warning.message.parameters) == (line, "warning", {"found": "t"})


def test_a_slip_that_would_get_full_marks_is_a_fault(tmp_path):
    """An ε too small to be seen in the states that marking draws: another one would pass."""
    deck, line = edited(
        tmp_path,
        ALGORITHMS,
        "theta = theta - alpha*g/sqrt(r + eps)\n  result: [theta, r]\n  graded: {r: {points: 1}, t",
        "theta = theta - alpha*g/sqrt(r + 0.0000000001)\n  result: [theta, r]\n  graded: {r: {points: 1}, t",
    )
    faults = check(deck.exercises.values())
    assert {(fault.message.code, fault.line) for fault in faults} == {("survivor", line - 2)}
    assert "2e-10" in "".join(str(fault.message.parameters["found"]) for fault in faults)


def test_the_command_line_reports_them_in_the_language(tmp_path, capsys):
    edited(tmp_path, ALGORITHMS, "    g = grad(theta)\n", "    g = 2theta\n")
    assert main(["check", str(tmp_path / "deck"), "--lang", "cs"]) == 1
    out = capsys.readouterr().out
    assert "algorithms.yaml:9: reference, sloupec 6: napiš 2*theta, ne 2theta\n" in out


def test_an_exercise_with_a_fault_is_not_marked(tmp_path):
    deck, _ = edited(tmp_path, OTHERS, "answer: entropy_bits(p)", "answer: entropy_bits(p")
    marking = deck.exercises["entropy"].mark("1")
    assert (marking.marked, marking.message.code, deck.exercises["entropy"].task) == (False, "broken-exercise", None)


def test_the_examples_of_the_authors_guide_are_sound(tmp_path):
    """Each is put into a deck; its units are another deck's, so that only these may be unknown."""
    text = (ROOT / "docs" / "exercises.md").read_text("utf-8")
    examples = re.findall(r"(?s)```yaml\n(- id: .*?)```", text)
    assert len(examples) == len(KINDS)
    (tmp_path / "exercises").mkdir()
    lines = [line for line in "".join(examples).splitlines() if not re.fullmatch(r"  unit: .*", line)]
    plain = re.sub(r", unit: [a-z-]+", "", "\n".join(lines))
    (tmp_path / "exercises" / "guide.yaml").write_text(plain, encoding="utf-8")
    (tmp_path / "deck.yaml").write_text((FOLDER / "deck.yaml").read_text("utf-8"), encoding="utf-8")
    deck = load_deck(tmp_path)
    assert {exercise.kind for exercise in deck.exercises.values()} == set(KINDS)
    faults = [
        str(fault)
        for fault in (*deck.faults, *check(deck.exercises.values()))
        if fault.message.code != "unused-exercise"
    ]
    assert faults == []
