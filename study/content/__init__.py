"""Cards as values, and the reading of their files.

``models`` is what a card is; ``read_card``, ``read_translation``, ``read_exercises`` and ``read_rules`` make values of
text, ``diagnostics`` says what is wrong with it, by file and line. A folder is put together in ``study.deck``, an
exercise is understood in ``study.exercises``; here nothing is marked, remembered or drawn.
"""

from study.content.card_file import CardDraft, read_card, read_translation
from study.content.deck_file import Rules, read_rules, usual
from study.content.diagnostics import Fault, Report, fault, one_line
from study.content.exercise_file import Stated, read_exercises
from study.content.fields import Fields, shown
from study.content.files import read_text
from study.content.fingerprints import fingerprint, fingerprints
from study.content.latex import refused, tamed
from study.content.models import (
    BASE,
    DEMOS,
    EXAM,
    LANGUAGES,
    WHOLE,
    Card,
    Embed,
    Erratum,
    ExerciseSource,
    Layer,
    Layers,
    LeftOut,
    Prose,
    Texts,
    Unit,
    completed,
)
from study.content.parts import LAYERS, LayerPart, address, closing, layers_of, parts, read_address
from study.content.search import LONGEST, Bit, Searchable, SearchResult, card_passages, find, passage
from study.content.spelled import spelled
from study.content.validate import judge, judge_text, not_judged, text_check
from study.content.visible import visible
from study.content.yaml import YamlNode, read

__all__ = [
    "BASE",
    "DEMOS",
    "EXAM",
    "LANGUAGES",
    "LAYERS",
    "LONGEST",
    "WHOLE",
    "Bit",
    "Card",
    "CardDraft",
    "Embed",
    "Erratum",
    "ExerciseSource",
    "Fault",
    "Fields",
    "Layer",
    "LayerPart",
    "Layers",
    "LeftOut",
    "Prose",
    "Report",
    "Rules",
    "SearchResult",
    "Searchable",
    "Stated",
    "Texts",
    "Unit",
    "YamlNode",
    "address",
    "card_passages",
    "closing",
    "completed",
    "fault",
    "find",
    "fingerprint",
    "fingerprints",
    "judge",
    "judge_text",
    "layers_of",
    "not_judged",
    "one_line",
    "parts",
    "passage",
    "read",
    "read_address",
    "read_card",
    "read_exercises",
    "read_rules",
    "read_text",
    "read_translation",
    "refused",
    "shown",
    "spelled",
    "tamed",
    "text_check",
    "usual",
    "visible",
]
