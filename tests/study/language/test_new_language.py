"""The README's recipe for a language works: copy a folder of texts, translate what you like, nothing else."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
ROOMS = ("app.py", "lekce2", "study", "ui", "questions", ".streamlit")
CARD = """---
title: Lernraten
question: Nenne die Bedingungen an die Folge der Lernraten.
rubric:
{rubric}
errata:
{errata}
---

## Skelett

Kurz.

## Antwort

{badges}

## Herleitung

```demo learning-rates
units: [lr-sum, lr-squares]
family: step_decay
```

## Fehler

- Kein Fehler.
"""
LOOK = """
from streamlit.testing.v1 import AppTest
from study.deck import load_deck
from study.language import language, message_of
for domain, code, parameters in (("error", "empty", {"argument": "p"}), ("verdict", "not-shrinking", {})):
    message = message_of(domain, code, **parameters)
    assert language("de").message(message, domain) == str(message)  # what de does not say yet, lekce2 says in English
deck = load_deck("questions/lekce-2")
card = deck.cards["learning-rates"]
assert card.languages == ("cs", "en", "de"), card.languages
assert card.title["de"] == "Lernraten" and card.question["de"].startswith("Nenne")
assert deck.cards["adam"].title["de"] == deck.cards["adam"].title["en"] and "de" not in deck.cards["adam"].languages
assert deck.exercises["adam-update"].text["de"] == deck.exercises["adam-update"].text["en"]
at = AppTest.from_file("app.py", default_timeout=60)
at.query_params["lang"] = "de"
at.run()
for page in ("", *("revise self_test practice questions lab progress settings".split())):
    if page:
        at.switch_page(f"ui/pages/{page}.py").run()
    assert not at.exception, (page, at.exception)
assert at.session_state["language"] == "de"
print("seen")
"""


@pytest.fixture
def app(tmp_path):
    for room in ROOMS:
        copy = shutil.copytree if (ROOT / room).is_dir() else shutil.copy
        copy(ROOT / room, tmp_path / room)
    shutil.copytree(tmp_path / "study/language/locale/en", tmp_path / "study/language/locale/de")
    texts = tmp_path / "study/language/locale/de/heading.po"
    said = texts.read_text("utf-8")
    for english, german in (
        ("Skeleton", "Skelett"),
        ("Answer", "Antwort"),
        ("Derivation", "Herleitung"),
        ("Pitfalls", "Fehler"),
    ):
        said = said.replace(f'msgstr "{english}"\n', f'msgstr "{german}"\n')
    texts.write_text(said, "utf-8")
    return tmp_path


def test_a_copied_folder_is_a_language(app):
    from study.deck.decks import load_deck

    card = load_deck(app / "questions/lekce-2").cards["learning-rates"]
    lines = ["\n".join(f'  {each.id}: "Text"' for each in these) for these in (card.rubric, card.errata)]
    badges = "\n".join(f"Schritt. {{+{unit.id}}}\n" for unit in card.rubric)
    text = CARD.format(rubric=lines[0], errata=lines[1], badges=badges)
    (app / "questions/lekce-2/04-learning-rates.de.md").write_text(text, "utf-8")
    environment = {"PATH": "", "HOME": str(app), "LEKCE2_DATABASE_URL": f"sqlite:///{app}/progress.db"}
    run = subprocess.run(
        [sys.executable, "-c", LOOK], cwd=app, env=environment, capture_output=True, text=True, timeout=120
    )
    assert run.stdout.strip() == "seen", run.stdout + run.stderr
