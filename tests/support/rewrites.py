"""Rewrites of a typed program that change nothing: what a learner may write differently and keep every point.

``rewritten`` applies some of them at random: rules of expressions (``tests.support.rewrite_rules``), of lines, and
spellings.
`table` prints all of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import replace

import numpy as np

from lekce2.expressions import Apply, Expression, Name, Number, Statement, parse
from study.exercises.mutants import apply, line, lines, places, plain, program, source
from tests.support.rewrite_rules import RULES, is_

Statements = tuple[Statement, ...]


def renamed(statements: Statements, fixed: Collection[str], rng: np.random.Generator) -> Statements | None:
    """An intermediate name replaced by another one."""
    own = [one.target for one in statements if one.target not in fixed]
    if not own:
        return None
    old, new = pick(own, rng), fresh(statements, fixed, rng)
    name = Name(new, 1, 1)
    return tuple(
        replace(one, target=new if one.target == old else one.target, expression=put_name(one.expression, old, name))
        for one in statements
    )


def inlined(statements: Statements, fixed: Collection[str], rng: np.random.Generator) -> Statements | None:
    """An intermediate line left out, its formula written where its name stood."""
    own = [i for i, one in enumerate(statements[:-1]) if one.target not in fixed and not one.calls]
    if not own:
        return None
    i = pick(own, rng)
    one, below = statements[i], statements[i + 1 :]
    last = max((j for j, other in enumerate(below) if one.target in other.reads), default=-1)
    if {other.target for other in below[:last]} & {*one.reads, one.target} or one.target in {b.target for b in below}:
        return None
    moved = tuple(replace(other, expression=put_name(other.expression, one.target, one.expression)) for other in below)
    return (*statements[:i], *moved)


def extracted(statements: Statements, fixed: Collection[str], rng: np.random.Generator) -> Statements | None:
    """A part of a formula computed on a line of its own before."""
    i = int(rng.integers(len(statements)))
    node, put = pick(list(places(statements[i].expression)), rng)
    if isinstance(node, Number):
        return None
    name = fresh(statements, fixed, rng)
    changed = replace(statements[i], expression=put(Name(name, 1, 1)))
    return (*statements[:i], Statement(name, node, 1), changed, *statements[i + 1 :])


def in_two_steps(statements: Statements, fixed: Collection[str], rng: np.random.Generator) -> Statements | None:
    """A sum or difference computed in two lines of one name."""
    i = int(rng.integers(len(statements)))
    one = statements[i]
    if not is_(one.expression, "+", "-"):
        return None
    left, right = one.expression.operands
    others = {other.target for other in (*statements[:i], *statements[i + 1 :])}
    if left == Name(one.target, 1, 1) or one.target in (*Statement("", right, 1).reads, *others):
        return None
    second = apply(one.expression.name, Name(one.target, 1, 1), right)
    pair = (replace(one, expression=left), replace(one, expression=second))
    return (*statements[:i], *pair, *statements[i + 1 :])


def exchanged(statements: Statements, fixed: Collection[str], rng: np.random.Generator) -> Statements | None:
    """Two neighbouring lines that do not need each other swapped."""
    if len(statements) < 2:
        return None
    i = int(rng.integers(len(statements) - 1))
    a, b = statements[i : i + 2]
    if a.target in (*b.reads, b.target) or b.target in a.reads:
        return None
    return (*statements[:i], b, a, *statements[i + 2 :])


OF_LINES = (renamed, inlined, extracted, in_two_steps, exchanged)
SAMPLE = "r = beta*r + g**2\nd = sqrt(r) + eps\ntheta = theta - alpha*g/d"


def pick(values, rng):
    return values[int(rng.integers(len(values)))]


def fresh(statements: Statements, fixed: Collection[str], rng: np.random.Generator) -> str:
    taken = {*fixed, *(name for one in statements for name in (*one.reads, one.target))}
    return pick([name for name in ("u", "w2", "tmp", "step", "d_new", "part", "K") if name not in taken], rng)


def put_name(node: Expression, name: str, other: Expression) -> Expression:
    if isinstance(node, Name):
        return other if node.name == name else node
    if isinstance(node, Apply):
        return apply(node.name, *(put_name(one, name, other) for one in node.operands))
    return node


GREEK = {"alpha": "α", "beta1": "β₁", "beta2": "β₂", "beta": "β", "eps": "ε", "theta": "θ"}
SPELLINGS: tuple[tuple[str, str, Callable[[str], str]], ...] = (
    ("Greek letters", "theta - alpha*beta1", lambda text: spelled(text)),
    ("· for the product", "alpha*g", lambda text: text.replace("**", "\0").replace("*", "·").replace("\0", "**")),
    ("^ for the power", "g**2", lambda text: text.replace("**", "^")),
    ("² for the square", "g**2", lambda text: text.replace("**2\n", "²\n").replace("**2)", "²)").replace("**2 ", "² ")),
    ("the minus of a book", "theta - g", lambda text: text.replace("-", "−")),
    ("√ for the root", "sqrt(r)", lambda text: text.replace("sqrt(", "√(")),
    ("an arrow for the equals sign", "r = g", lambda text: text.replace(" = ", " ← ")),
    ("no spaces", "a + b", lambda text: text.replace(" ", "")),
    ("notes behind #", "r = g", lambda text: text.replace("\n", "  # note\n")),
    ("augmented assignment", "theta = theta - alpha*g", lambda text: "\n".join(map(augmented, text.split("\n")))),
)


def spelled(text: str) -> str:
    return re.sub(r"[A-Za-z][A-Za-z0-9_]*", lambda found: GREEK.get(found[0], found[0]), text)


def augmented(text: str) -> str:
    """``x = x - y`` as ``x -= y``, where the line is of that form."""
    if " = " not in text:
        return text
    one = parse(text).statements[0]
    node = one.expression
    if is_(node, "+", "-", "*", "/") and plain(node.operands[0]) == Name(one.target, 1, 1):
        return f"{one.target} {node.name}= {source(node.operands[1])}"
    return text


def rewritten(text: str, fixed: Collection[str], rng: np.random.Generator, times: int) -> tuple[str, set[str]]:
    """A program after so many random rewrites that keep the ``fixed`` names, and the titles of those applied."""
    statements = tuple(replace(one, expression=plain(one.expression)) for one in parse(text).statements)
    used: set[str] = set()
    for _ in range(times):
        kind = int(rng.integers(3))
        if kind == 0:
            rule = pick(OF_LINES, rng)
            changed, title = rule(statements, fixed, rng), str(rule.__doc__)
        else:
            rule = pick(RULES, rng)
            i = int(rng.integers(len(statements)))
            found = [(put, other) for node, put in places(statements[i].expression) if (other := rule.rewrite(node))]
            changed, title = None, rule.title
            if found:
                put, other = pick(found, rng)
                changed = (*statements[:i], replace(statements[i], expression=put(other)), *statements[i + 1 :])
        if changed is not None and fits(lines(changed)):
            statements = changed
            used.add(title)
    result = lines(statements)
    for title, _, spell in SPELLINGS[::-1]:
        if rng.random() < 0.3:
            changed_text = spell(result + "\n").rstrip()
            if changed_text != result:
                result = changed_text
                used.add(title)
    return result, used


def fits(text: str) -> bool:
    """Is it within the limits of typed formulas?"""
    try:
        parse(text)
    except ValueError:
        return False
    return True


def table() -> str:
    """Every rewrite with an example, as Markdown."""
    rows = ["| rewrite | from | to |", "|---|---|---|"]
    for rule in RULES:
        node = plain(parse(rule.example).statements[0].expression)
        other = next(put(new) for inner, put in places(node) if (new := rule.rewrite(inner)) is not None)
        rows.append(f"| {rule.title} | `{rule.example}` | `{source(other)}` |")
    statements = tuple(replace(one, expression=plain(one.expression)) for one in parse(SAMPLE).statements)
    for rule in OF_LINES:
        start, changed = sample(rule, statements)
        title = str(rule.__doc__).rstrip(".")
        before, after = (" ; ".join(map(line, some)) for some in (start, changed))
        rows.append(f"| {title[0].lower()}{title[1:]} | `{before}` | `{after}` |")
    rows += [
        f"| {title} | `{example}` | `{spell(example + chr(10)).rstrip()}` |" for title, example, spell in SPELLINGS
    ]
    return "\n".join(rows) + "\n"


def sample(rule, statements: Statements) -> tuple[Statements, Statements]:
    """The first example of a rule of lines that changes something."""
    if rule is exchanged:
        statements = program(parse("s = beta*s + g\nr = r + g**2").statements).statements
    fixed = ("theta", "r", "s", "alpha", "beta", "eps", "g")
    for seed in range(1000):
        changed = rule(statements, fixed, np.random.default_rng(seed))
        if changed is not None and changed != statements:
            return statements, changed
    raise AssertionError(rule.__doc__)
