"""How long decks take to load, in processor time: the lecture's and 2,000 generated cards.

``python -m benchmarks.deck [CARDS]``; how long ``check`` takes is measured by ``benchmarks.check``.

The generated cards are like real ones: front matter with a question, three units and an erratum, four sections with inline and
display maths, a demo, and a translation beside each. No two cards share a formula of their answer.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from study.deck import Deck, load_deck

ROOT = Path(__file__).parents[1]

RULES = """\
id: generated
title: {cs: Vygenerovaný balíček, en: Generated deck}
topics:
  loss: {cs: ztrátové funkce, en: loss functions}
exam:
  grades: {1: 90, 2: 75, 3: 60}
  minutes_per_point: 1.2
"""
UNITS = 3
SENTENCE = {
    "cs": "Gradient se odhaduje z $m_{%d} = %d$ příkladů, takže $\\operatorname{Var} \\hat g_{%d} \\propto 1/m$.",
    "en": "The gradient is estimated from $m_{%d} = %d$ examples: $\\operatorname{Var} \\hat g_{%d} \\propto 1/m$.",
}
ASIDE = {
    "cs": "Dávka se vybírá znovu v každém kroku a *jeden průchod* daty se nazývá epocha; viz `rng.permutation(%d)`.",
    "en": "The batch is drawn again in every step, *one pass* over the data is an epoch; see `rng.permutation(%d)`.",
}
FORMULA = """\
$$
\\begin{aligned}
v_{%d} &\\leftarrow \\beta v_{%d} - \\alpha g_{%d} \\\\
\\theta_{%d} &\\leftarrow \\theta_{%d} + \\frac{\\alpha_{%d}}{\\sqrt{r_{%d} + \\varepsilon}} \\odot \\Bigl(v_{%d}\\Bigr)
\\end{aligned}
$$"""
HEADINGS = {
    "cs": ("Kostra", "Odpověď", "Odvození", "Časté chyby"),
    "en": ("Skeleton", "Answer", "Derivation", "Pitfalls"),
}


def write_deck(folder: Path, cards: int) -> None:
    """Write a deck of so many cards, each with its translation, into an empty folder."""
    (folder / "deck.yaml").write_text(RULES, encoding="utf-8")
    for n in range(1, cards + 1):
        (folder / f"{n:04d}-card-{n}.md").write_text(_base(n), encoding="utf-8")
        (folder / f"{n:04d}-card-{n}.en.md").write_text(_translation(n), encoding="utf-8")


def _base(n: int) -> str:
    rubric = "".join(
        f'  - {{id: card-{n}-u{unit}, points: {2 if unit == 0 else 1.5}, text: "krok $v_{{{unit}}}$ i s $\\\\beta$"}}\n'
        for unit in range(UNITS)
    )
    front = (
        f"id: card-{n}\ntitle: Karta {n}\npoints: 5\ntopics: [loss]\n"
        f"question: >-\n  Napiš {n}. krok momentové metody a vysvětli, co dělá $\\beta^{{{n}}}$.\n"
        f"exam_wording: >-\n  Write down step {n} of the momentum method and explain what $\\beta^{{{n}}}$ does.\n"
        f"rubric:\n{rubric}demos: [momentum]\n"
        f"errata:\n  - {{id: sign, kind: wrong, text: 'V poznámkách chybí minus před $\\alpha_{{{n}}}$.'}}\n"
    )
    return f"---\n{front}---\n\n{_body(n, 'cs')}"


def _translation(n: int) -> str:
    rubric = "".join(f'  card-{n}-u{unit}: "step $v_{{{unit}}}$ with its $\\\\beta$"\n' for unit in range(UNITS))
    errata = f"errata:\n  sign: 'The minus before $\\alpha_{{{n}}}$ is lost in the notes.'\n"
    return f"---\ntitle: Card {n}\nrubric:\n{rubric}{errata}---\n\n{_body(n, 'en')}"


def _body(n: int, language: str) -> str:
    skeleton, answer, derivation, pitfalls = HEADINGS[language]
    sentence, aside = SENTENCE[language], ASIDE[language]
    parts = [f"## {skeleton}", sentence % (n, n, n), f"## {answer}"]
    for unit in range(UNITS):
        at = 10 * n + unit
        formula = FORMULA % ((at,) * 8)
        if unit == 0:
            formula = formula.replace("- \\alpha g", "[[- \\alpha|+]] g")
        parts += [sentence % (at, at, at) if unit % 2 else aside % at, f"{formula}\n{{+card-{n}-u{unit}}}"]
    parts += [f"## {derivation}", sentence % (n, 0, 0), aside % n, "```demo momentum\nbeta: 0.9\n```"]
    parts += [f"## {pitfalls}", f"- {sentence % (n, 1, 1)}\n- {aside % n}"]
    return "\n\n".join(parts) + "\n"


def loading(folder: Path, rounds: int = 3) -> tuple[float, Deck]:
    """The least processor time in which a deck is loaded, and the deck."""
    taken = []
    for _ in range(rounds):
        start = time.process_time()
        deck = load_deck(folder)
        taken.append(time.process_time() - start)
    return min(taken), deck


def main() -> None:
    """Print the best of three for each, beside its goal."""
    cards = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    taken, deck = loading(ROOT / "questions" / "lekce-2")
    print(f"{len(deck.cards)} cards of the lecture: loaded in {taken:.3f} s, goal 0.15 s")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_deck(folder, cards)
        size = sum(path.stat().st_size for path in folder.iterdir())
        taken, deck = loading(folder)
    faults = [fault for fault in deck.faults if fault.severity == "error"]
    print(
        f"{len(deck.cards)} generated cards, together {size / cards / 1024:.1f} KB each, {len(faults)} faults: ", end=""
    )
    print(f"loaded in {taken:.2f} s, goal 2 s")


if __name__ == "__main__":
    main()
