"""What YAML reads in double quotes as another character, tried against the library that reads it."""

from __future__ import annotations

import pytest
import yaml

from study.content import Report, judge, read

COMMANDS = [
    *("alpha", "beta", "nabla", "theta", "tau", "times", "text", "nu", "neq", "rho", "right", "frac", "forall"),
    *("varepsilon", "vec", "eta", "epsilon", "bar", "bigl", "Lambda", "Leftarrow", "Phi", "Pi", "Psi", "xi", "upsilon"),
    *("Nabla", "Upsilon", "lambda", "gamma", "sigma", "mu", "omega", "delta", "kappa", "{x", ",", ";", "!", "|"),
]


def codes(text: str) -> list[tuple[int, str]]:
    report = Report("x.yaml")
    read(text, report)
    judge(report)
    return [(fault.line, fault.message.code) for fault in report.faults]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_in_double_quotes_is_a_fault_wherever_yaml_changes_it(command: str) -> None:
    text = f'a: 1\nb: "so $x + \\{command} y$"\n'
    try:
        kept = f"\\{command}" in yaml.safe_load(text)["b"]
    except yaml.YAMLError:
        kept = False
    assert not kept
    assert (2, "yaml-escape") in codes(text)
    assert codes(text.replace(f"\\{command}", f"\\\\{command}").replace("{x", "{x\\\\}")) == []


@pytest.mark.parametrize("text", [r'a: "two\nlines and\ta tab"', r'a: "\u010d \x41 \" \\ \/"', r"a: '\theta \nabla'"])
def test_escapes_that_are_meant_pass(text: str) -> None:
    assert codes(text) == []


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("a: Write the # of parameters.", True),
        ("- {b: C # c}", True),
        ("a: Write it.  # two spaces", False),
        ("a: adam # an id", False),
        ("a: 10 # points", False),
        ("a: 'Write the # of parameters.'", False),
        ("a: >-\n  Write the # of parameters.", False),
        ("a: C#", False),
    ],
)
def test_a_sentence_is_not_cut_off_without_a_word(text: str, cut: bool) -> None:
    assert ("yaml-comment" in [code for _, code in codes(text)]) == cut
