"""Messages: the codes that the code gives them are those of the catalogues, in every language the same.

A code stands in the code as an argument called ``code`` (of a function, an error, a record), or is assigned to a
variable of that name. What says a code in English: for ``error`` and ``verdict`` the tables of ``lekce2``, for all
others ``study/language/locale/en``.
"""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from lekce2.base.messages import MESSAGES
from lekce2.schedules import VERDICTS
from study.language.catalogues import CODES, FOLDER, Catalogue, language, message_of

ROOT = Path(__file__).parents[3]
FAULTS = ("study/content", "study/deck", "study/exercises")
MADE = {  # domain: the folders in which its messages are made, and the functions that take its codes
    "error": (("lekce2", "study"), {"Lekce2Error", "ArgumentError", "ExpressionError", "refuse"}),
    "verdict": (("lekce2/schedules",), set()),
    "marking": (("study/exercises",), {"say"}),
    "fault": (FAULTS, {"error", "warning", "unknown", "fault", "Slip", "_nothing", "_wrong"}),
    "refusal": (("study/log",), {"refusal", "Form", "JsonRefused", "_Stopped", "_damage", "_expect"}),
    "store": (("study/store",), {"StoreError", "message"}),
    "plan": (("study/planning",), {"reason"}),
}
DIRECT = {"say", "reason", "refusal", "StoreError", "message", "error", "warning"}  # the keywords are the parameters


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def trees(*folders: str) -> list[ast.Module]:
    return [parsed(path) for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


def called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def texts_of(node: ast.expr) -> Iterator[str]:
    """The texts that an expression is or chooses among."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from texts_of(node.body)
        yield from texts_of(node.orelse)


def places(modules: list[ast.Module]) -> dict[str, set[int]]:
    """The places at which functions, errors and records take an argument called ``code``; an error as its base does."""
    found: dict[str, set[int]] = {}
    bases: list[tuple[str, str]] = []
    for node in [node for module in modules for node in ast.walk(module)]:
        if isinstance(node, ast.ClassDef):
            names = [each.target.id for each in node.body if isinstance(each, ast.AnnAssign)]  # type: ignore[union-attr]
            bases += [(node.name, base.id) for base in node.bases if isinstance(base, ast.Name)]
            for each in node.body:
                if isinstance(each, ast.FunctionDef) and each.name == "__init__":
                    names = [argument.arg for argument in each.args.args[1:]]
        elif isinstance(node, ast.FunctionDef):
            names = [argument.arg for argument in node.args.args if argument.arg not in ("self", "cls")]
        else:
            continue
        if "code" in names:
            found.setdefault(node.name, set()).add(names.index("code"))
    for name, base in bases:
        if base in found:
            found.setdefault(name, found[base])
    return found


def given(modules: list[ast.Module], takers: dict[str, set[int]]) -> Iterator[tuple[ast.Call, str]]:
    """The calls of these functions with the codes that stand in them."""
    for node in [node for module in modules for node in ast.walk(module)]:
        if isinstance(node, ast.Call):
            for at in takers.get(called(node), ()):
                if at < len(node.args):
                    yield from ((node, code) for code in texts_of(node.args[at]))


def assigned(modules: list[ast.Module]) -> set[str]:
    """What variables called ``code`` are given."""
    return {
        text
        for module in modules
        for node in ast.walk(module)
        if isinstance(node, ast.Assign)
        and any(isinstance(target, ast.Name) and target.id == "code" for target in node.targets)
        for text in texts_of(node.value)
    }


def put_together(modules: list[ast.Module], takers: dict[str, set[int]]) -> Iterator[str]:
    """What the codes are like that are put together, such as ``f"duplicate-{kind}"``, as patterns."""
    for node in [node for module in modules for node in ast.walk(module)]:
        if isinstance(node, ast.Call):
            for code in [node.args[at] for at in takers.get(called(node), ()) if at < len(node.args)]:
                if isinstance(code, ast.JoinedStr):
                    yield "".join(
                        re.escape(str(part.value)) if isinstance(part, ast.Constant) else "[a-z]+"
                        for part in code.values
                    )


def constants(modules: list[ast.Module]) -> set[str]:
    """Every text in the code but those of the tables of sentences, whose keys say nothing."""
    tables = {
        id(key)
        for module in modules
        for node in ast.walk(module)
        if isinstance(node, ast.Dict)
        and all(isinstance(key, ast.Constant) and key.value in MESSAGES for key in node.keys if key is not None)
        for key in node.keys
    }
    return {
        node.value
        for module in modules
        for node in ast.walk(module)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in tables
    }


def codes(domain: str, tongue: str = "en") -> set[str]:
    return {key.partition(".")[2] for key in Catalogue(tongue).domain(domain)}


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def takers(domain: str) -> dict[str, set[int]]:
    folders, names = MADE[domain]
    return {name: found for name, found in places(trees(*folders, "lekce2/base")).items() if name in names}


@pytest.mark.parametrize("domain", MADE)
def test_codes_of_the_code_and_of_every_catalogue_are_the_same(domain: str) -> None:
    modules = trees(*MADE[domain][0])
    known = codes(domain)
    assert set(takers(domain)) == MADE[domain][1]
    said = {code for _, code in given(modules, takers(domain))}
    assert said <= known, "codes without a sentence"
    patterns = list(put_together(modules, takers(domain)))
    silent = {code for code in known - constants(modules) if not any(re.fullmatch(each, code) for each in patterns)}
    assert silent == set(), "sentences that nothing says"
    assert len(said) > 0.3 * len(known) or domain == "verdict"  # those of single edits are made by one line
    for tongue in CODES:
        assert codes(domain, tongue) == known, tongue


def test_what_is_assigned_to_a_code_is_one() -> None:
    """In one folder codes of several domains may be assigned."""
    for folder in ("lekce2", *FAULTS, "study/log", "study/store", "study/planning"):
        here = {domain for domain, (folders, _) in MADE.items() if folder in folders or folder == "lekce2"}
        assert assigned(trees(folder)) <= {code for domain in here for code in codes(domain)}, folder
    assert {"in-part"} <= assigned(trees("study/exercises"))


def test_a_code_that_is_given_by_name_comes_with_all_its_parameters() -> None:
    lacking = [
        (code, needed - named)
        for domain in ("marking", "fault", "refusal", "store", "plan")
        for node, code in given(trees(*MADE[domain][0]), takers(domain))
        if called(node) in DIRECT and all(word.arg for word in node.keywords)
        for needed in [fields(language("en").template(f"{domain}.{code}"))]
        for named in [{word.arg for word in node.keywords}]
        if not needed <= named
    ]
    assert lacking == []


def test_the_english_of_lekce2_stands_in_its_tables_and_nowhere_else() -> None:
    english, files = Catalogue("en"), {code: {path.stem for path in (FOLDER / code).glob("*.po")} for code in CODES}
    for domain, table in (("error", MESSAGES), ("verdict", VERDICTS)):
        assert english.domain(domain) == {f"{domain}.{code}": text for code, text in table.items()}
        assert domain not in files["en"]
    for code in CODES:
        assert files[code] | {"error", "verdict"} == files["en"] | {"error", "verdict"}
        assert code == "en" or {"error", "verdict"} <= files[code], f"{code} says the errors of lekce2 in English"


def test_a_translation_is_one() -> None:
    same = {
        key
        for key, text in language("cs").catalogue.items()
        if key.partition(".")[0] in MADE and text == language("en").catalogue[key]
        if re.search("[a-z]{2}", re.sub("{.*?}", "", str(text)))
    }
    assert same == set()


@pytest.mark.parametrize("domain", MADE)
def test_every_message_reads_the_same_by_itself_and_on_an_english_page(domain: str) -> None:
    """In every language it takes the parameters that it is given, and leaves no brace."""
    for code in sorted(codes(domain)):
        needed = fields(language("en").template(f"{domain}.{code}"))
        message = message_of(domain, code, **dict.fromkeys(needed, 7))
        assert (message.code, message.parameters) == (code, dict.fromkeys(needed, 7))
        assert language("en").message(message, domain) == str(message)
        for tongue in CODES:
            assert language(tongue).message(message, domain).count("7") >= len(needed), (tongue, code)


def test_an_unknown_code_is_no_message() -> None:
    for domain in (*MADE, "nothing"):
        with pytest.raises(KeyError):
            message_of(domain, "no-such-code")


def test_a_code_that_no_catalogue_has_and_one_that_nothing_says_would_be_found() -> None:
    module = ast.parse(
        'def say(code): ...\nsay("no-such-code")\ncode = "a" if x else "b"\nother("line-wrong")\nsay(f"x-{y}")'
    )
    assert list(put_together([module], places([module]))) == ["x\\-[a-z]+"]
    assert [code for _, code in given([module], places([module]))] == ["no-such-code"]
    assert assigned([module]) == {"a", "b"}
    assert "line-missing" not in constants([module])
