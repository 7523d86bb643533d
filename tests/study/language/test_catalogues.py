"""Languages: complete catalogues, plurals and numbers in their own form."""

import ast
import math
import random
import re
import shutil
import string
import subprocess
import sys
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from study.content.models import DEMOS
from study.language import catalogues
from study.language.catalogues import CODES, FOLDER, Catalogue, Text, language, preferred

ROOT = Path(__file__).parents[3]


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def forms(text: Text) -> tuple[str, ...]:
    return text if isinstance(text, tuple) else (text,)


def incomplete(every_catalogue: Mapping[str, Mapping[str, Text]]) -> set[tuple[str, str, str]]:
    """Every fault of a set of catalogues: the language, the key and what is wrong with it."""
    found = set()
    every = set().union(*every_catalogue.values())
    for code, texts in every_catalogue.items():
        found |= {(code, key, "is missing") for key in every - set(texts)}
        for key, text in texts.items():
            others = [catalogue[key] for catalogue in every_catalogue.values() if key in catalogue]
            if not all(form.strip() for form in forms(text)):
                found.add((code, key, "is empty"))
            if isinstance(text, tuple) and len(text) != len(language(code).categories):
                found.add((code, key, f"has {len(text)} plural forms"))
            if len({isinstance(each, tuple) for each in others}) > 1:
                found.add((code, key, "has plural forms in one language only"))
            if len({frozenset(fields(forms(each)[-1])) for each in others}) > 1:
                found.add((code, key, "takes other parameters in another language"))
    return found


def test_texts_are_complete_and_take_the_same_parameters():
    read = {code: language(code).catalogue for code in CODES}
    assert len(read["cs"]) == len(read["en"]) > 1500
    assert incomplete(read) == set()


def test_an_incomplete_catalogue_is_found():
    cs = {"a": "{n} b.", "b": "", "c": ("x", "y"), "d": "d", "e": ("x",) * 4}
    en = {"a": "{m} pts", "b": "b", "c": ("x", "y"), "e": "x"}
    assert {(code, key) for code, key, _ in incomplete({"cs": cs, "en": en})} == {
        *(("cs", key) for key in "abce"),
        *(("en", key) for key in "ade"),
    }


def test_catalogues_are_valid_gettext():
    for path in FOLDER.glob("*/*.po"):
        with path.open("rb") as file:
            catalogue = read_po(file, locale=path.parent.name, abort_invalid=True)
        assert len(catalogue) > 0
        keys = re.findall(r'^msgid "(.+)"$', path.read_text("utf-8"), re.MULTILINE)
        assert len(keys) == len(set(keys)) == len(catalogue), f"{path}: a key stands twice"


def test_a_file_holds_the_texts_of_its_name():
    catalogue = Catalogue("cs")
    files = {path.stem for path in (FOLDER / "cs").glob("*.po")}
    assert files == catalogue.domains
    assert {catalogue.domain_of(key) for key in catalogue} == files
    assert {*DEMOS, "app", "fault", "error"} < files


def test_a_text_in_another_file_than_its_own_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(catalogues, "FOLDER", Path(shutil.copytree(FOLDER, tmp_path / "locale")))
    with (tmp_path / "locale/cs/momentum.po").open("a", encoding="utf-8") as file:
        file.write('\nmsgid "entropy.new"\nmsgstr "x"\n')
    with pytest.raises(ValueError, match=r"momentum\.po: entropy\.new belongs into entropy\.po"):
        Catalogue("cs").domain("momentum")


def test_a_file_is_read_when_it_is_first_asked_for():
    program = (
        "from study.language import catalogues\n"
        "read, catalogues.read_po = [], lambda file, **kw: read.append(file.name) or read_po(file, **kw)\n"
        "from babel.messages.pofile import read_po\n"
        "import study.deck, study.store, study.planning, study.sessions\n"
        "print(len(read))\n"
        "catalogues.language('cs').text('heading.answer')\n"
        "catalogues.language('cs').text('heading.skeleton')\n"
        "print(*(name.rsplit('locale/')[-1] for name in read))"
    )
    run = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout == "0\ncs/heading.po\n"


COUNTED = {
    "cs": r"bod[yůu]?|minut[ayu]?|krok[yůu]?|kart[ayu]|karet|otázk[ayu]|otázek|den|dn[yíůe]|polož(?:ka|ky|ek)"
    r"|hodin[ay]?|bit[yůu]|nat[yůu]|běh[yůu]?|uzel|uzl[yůu]|hran[ayu]?|čísel|řádk[yůu]|znak[yůu]|semín(?:ko|ka|ek)|vrchol[yůu]?",
    "en": r"(?:point|minute|step|card|question|day|item|hour|run|node|edge|line|decimal|review)s?",
}
MANY = {  # numbers that are never 1 to 4: their limits and choices stand in the code
    "adaptive-rates.overall.recovering": "window",
    "error.graph-too-large": "count", "error.too-many-lines": "count", "today.all": "n",
    "gradient-descent.regime.updates": "steps_0", "momentum.paths_title.slope": "steps",
    "optimizer-race.question_median": "runs steps", "optimizer-race.several": "runs",
    "momentum.paths_title.valley": "steps", "gradient-descent.summary": "n", "mse.summary": "n",
    "fault.tex-long": "found", "fault.slip-is-right": "seeds", "backprop.alt": "count steps",
    "marking.order-right": "count", "marking.order-run": "count",
    "learning-rates.summary": "steps", "optimizer-race.question": "steps",
    "optimizer-race.losses_title": "steps", "optimizer-race.losses_title_median": "steps",
    **{f"learning-rates.regime.{kind}": "steps" for kind in ("stuck", "frozen", "stops", "quiet", "unpromised")},
    **{f"learning-rates.regime.{kind}": "steps" for kind in ("crawls", "converges")},
}  # fmt: skip


@pytest.mark.parametrize("code", CODES)
def test_a_counted_word_follows_its_number(code):
    """A word in one fixed form behind a number is right for some numbers only: "2 kroků", "1 points"."""
    fixed = re.compile(rf"\{{(\w+)\}}\**[ \N{{NO-BREAK SPACE}}](?:{COUNTED[code]})\b")
    found = {
        (key, name)
        for key, texts in language(code).catalogue.items()
        for text in forms(texts)
        for name in fixed.findall(text)
        if not (isinstance(texts, tuple) and name == "n") and name not in MANY.get(key, "").split()
    }
    assert found == set()


@pytest.mark.parametrize(
    ("not_said", "said"),
    [
        ("balíč", "sada"),
        ("rubrik", "bodování"),
        ("slidy", "slajdy"),
        ("poznámky", "zápisky"),
        (r"uz(?:el|l[uyů])", "vrchol"),
    ],
)
def test_one_thing_has_one_czech_name(not_said, said):
    texts = "\n".join(str(text) for text in language("cs").catalogue.values()).lower()
    assert said in texts
    assert re.findall(rf"\b{not_said}\w*", texts.replace("uzel této pásky", "")) == []  # a node of a tape in the code


def literal_keys() -> set[str]:
    """Every key that the code names as a literal: ``t("…")``, ``….text("…")``, ``….plural("…")``.

    The fields of a deck's files are read by ``text`` as well; their names have no dot. A demo's controls name texts
    without the demo's own name.
    """
    catalogue = language("cs").catalogue
    found = set()
    for path in [ROOT / "app.py", *(ROOT / "ui").rglob("*.py"), *(ROOT / "study").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            chosen = [node.args[0].body, node.args[0].orelse] if isinstance(node.args[0], ast.IfExp) else node.args[:1]
            keys = [key.value for key in chosen if isinstance(key, ast.Constant) and isinstance(key.value, str)]
            if called in ("t", "plural"):
                found.update(keys)
            elif called == "text":
                for key in keys:
                    if re.fullmatch(r"[\w-]+(\.[\w-]+)+", key):
                        of_demos = [f"{name}.{key}" for name in DEMOS if f"{name}.{key}" in catalogue]
                        found.add(of_demos[0] if of_demos else key)
    return found


def test_every_key_that_the_code_names_exists():
    keys = literal_keys()
    assert {"today.start", "frame.reset", "practice.preview-empty", "points"} <= keys  # t, text, text of study, plural
    assert keys <= set(language("cs").catalogue)


def test_czech_plurals():
    cs = language("cs")
    said = [cs.points(n) for n in (0, 1, 2, 4, 5, 1.5, 0.25, 21)]
    assert said == ["0 bodů", "1 bod", "2 body", "4 body", "5 bodů", "1,5 bodu", "0,25 bodu", "21 bodů"]
    assert cs.plural_form(Decimal("1.5")) == "many"
    assert [language("en").points(n) for n in (1, 1.5, 2)] == ["1 point", "1.5 points", "2 points"]


@pytest.mark.parametrize(
    ("x", "czech", "english"),
    [
        (0.05, "0,05", "0.05"),
        (12.3456, "12,35", "12.35"),
        (-0.5, "−0,5", "−0.5"),
        (1250, "1\N{NO-BREAK SPACE}250", "1,250"),
        (2.5e-7, "2,5 · 10⁻⁷", "2.5 · 10⁻⁷"),
        (math.inf, "∞", "∞"),
        (-math.inf, "−∞", "−∞"),
        (math.nan, "–", "–"),
        (0.0, "0", "0"),
        (-0.0, "0", "0"),
    ],
)
def test_numbers(x, czech, english):
    assert language("cs").number(x) == czech
    assert language("en").number(x) == english


def test_digits_signs_and_percent():
    assert language("cs").number(3, 2) == "3,00"
    assert language("en").number(0.5, 1, signed=True) == "+0.5"
    assert language("cs").percent(0.625) == "62\N{NO-BREAK SPACE}%"
    assert language("en").percent(0.625, 1) == "62.5%"


def test_durations_fold_hours_into_minutes():
    assert language("cs").duration(3725) == "62:05"


def test_unknown_language_and_unknown_key():
    with pytest.raises(ValueError, match="language must be one of cs, en, got 'de'"):
        language("de")
    with pytest.raises(KeyError):
        language("cs").text("no.such.key")


def test_browser_language():
    assert [preferred(x) for x in ("cs", "cs-CZ", "sk_SK", "en-GB", "de", "", None)] == ["cs"] * 3 + ["en"] * 4


@pytest.mark.parametrize("digits", [None, 0, 1, 3])
@pytest.mark.parametrize("code", CODES)
def test_numbers_are_written_as_babel_writes_them(code, digits):
    rng = random.Random(5)
    numbers = [rng.choice([-1, 1]) * 10 ** rng.uniform(-3.9, 5.9) for _ in range(300)]
    numbers += [rng.randint(-(10**9), 10**9) // 10 ** rng.randint(0, 9) for _ in range(100)]
    numbers += [Decimal(rng.randint(-(10**9), 10**9)) / 10 ** rng.randint(0, 6) for _ in range(100)]
    numbers += [10**20 + 1, 0, 0.0, 0.5, 1.5, 2.5, 0.125, 999_999.5, 9_999.5, 10_000, Decimal("0.05")]
    for x in numbers:
        given = Decimal(f"{x:.4g}") if digits is None and isinstance(x, float) else x
        places = ".#######" if digits is None and not isinstance(x, int) else "." + "0" * digits if digits else ""
        theirs = format_decimal(given, format=f"#,##0{places}", locale=code).replace("-", "−")
        if any(sign in "123456789" for sign in theirs):
            assert language(code).number(x, digits) == theirs


def test_zero_has_no_sign_even_after_minus_zero():
    for x in (-0.0, 0.0, -0.2, 0):
        assert language("cs").number(x, 0) == "0"
