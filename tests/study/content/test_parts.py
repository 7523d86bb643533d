"""A layer is cut at its small headings, and the demos behind its text are told from those inside it."""

from pathlib import Path

from study.content.models import Embed, Prose
from study.content.parts import closing, layers_of, parts
from study.deck.decks import load_deck

ROOT = Path(__file__).parents[3]
DEMO, OTHER = Embed("entropy", {}), Embed("mse", {})


def test_parts_hold_all_that_the_layer_holds():
    layer = (Prose("Nejdřív.\n\n**A.** a"), DEMO, Prose("ještě a\n\n**B** b\n\n```\n**C**\n```"))
    assert [(part.title, part.blocks) for part in parts(layer)] == [
        ("", (Prose("Nejdřív."),)),
        ("A", (Prose("**A.** a"), DEMO, Prose("ještě a"))),
        ("B", (Prose("**B** b\n\n```\n**C**\n```"),)),
    ]
    assert [part.title for part in parts(())] == [""]


def test_what_is_bold_inside_a_paragraph_or_an_item_is_no_heading():
    assert [part.title for part in parts((Prose("To je **důležité**.\n**Toto** ne.\n\n- **ani** toto"),))] == [""]


def test_no_word_of_a_card_is_lost():
    for card in load_deck(ROOT / "questions" / "lekce-2").cards.values():
        for code in ("cs", "en"):
            for layer in layers_of(card, code).values():
                cut = [block for part in parts(layer) for block in part.blocks]
                assert [block for block in cut if isinstance(block, Embed)] == [
                    block for block in layer if isinstance(block, Embed)
                ]
                whole = "".join(block.text for block in layer if isinstance(block, Prose))
                assert "".join("".join(b.text for b in cut if isinstance(b, Prose)).split()) == "".join(whole.split())


def test_demos_behind_the_text_close_a_layer_and_one_that_a_colon_leads_to_does_not():
    assert closing((Prose("a"), DEMO, OTHER)) == ((Prose("a"),), (DEMO, OTHER))
    assert closing((Prose("Zkus to:"), DEMO, OTHER)) == ((Prose("Zkus to:"), DEMO), (OTHER,))
    assert closing((DEMO, Prose("a"))) == ((DEMO, Prose("a")), ())
    assert closing((DEMO,)) == ((), (DEMO,))
    assert closing(()) == ((), ())
