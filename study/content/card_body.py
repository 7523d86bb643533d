"""The body of a card: four sections in order, the badges of the rubric in the answer, demos in fenced blocks.

What its texts and formulas say is noted and not judged here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from difflib import get_close_matches
from functools import cache
from typing import NamedTuple
from unicodedata import normalize

from study.content.diagnostics import Report, Written
from study.content.markdown import Badge, Block, badges, blocks
from study.content.models import DEMOS, LANGUAGES, Embed, Layer, Layers, Prose
from study.content.yaml import read
from study.language import language as language_of

SECTIONS = ("skeleton", "answer", "derivation", "pitfalls")
LONGEST_TAIL = 2_000  # so much of a line's end is searched for badges
ANSWER = 1  # its place among the sections
ALMOST = re.compile(r" {0,3}##(?!#)([^\S \t]?)(.*)")
INVISIBLE = re.compile(r"[\xad\u034f\u061c\u180e\u200b-\u200f\u2060-\u2064\ufe00-\ufe0f]")
ONLY_BADGES = re.compile(r"(?:\s*\{\+[^{}\n]*\})*\s*")


class Section(NamedTuple):
    """One of the four: its place among them, the line of its heading and the line after its end, from 0."""

    place: int
    heading: int
    end: int


@cache
def headings_in(language: str) -> tuple[str, ...]:
    """The headings of the four sections in a language, in their order.

    >>> headings_in("en")
    ('Skeleton', 'Answer', 'Derivation', 'Pitfalls')
    """
    return tuple(language_of(language).text(f"heading.{name}") for name in SECTIONS)


def read_body(
    text: str,
    first_line: int,
    language: str,
    units: Collection[str] | None,
    demos: Collection[str] | None,
    report: Report,
) -> Layers:
    """The layers of a body whose first line is ``first_line`` of the file; its faults go to ``report``.

    ``units`` are the rubric's ids and ``demos`` the names that the card lists; ``None`` where that is not known, and
    then nothing is held against it.
    """
    lines = text.split("\n")
    found = blocks(lines)
    report.written.append(Written("body", text, first_line, False, found))

    def line_of(line: int) -> int:
        return first_line + line

    sections = _sections(found, len(lines), headings_in(language), report, line_of)
    for block in found:
        if not block.closed:
            report.error(line_of(block.start), "fence-open" if block.kind == "fence" else "maths-open")
    marks, in_pairs = badges(found)
    for badge in in_pairs:
        report.error(line_of(badge.line), "unit-place", found=f"{{+{badge.id}}}")
    if units is not None:
        _badges(marks, lines, sections, units, report, line_of)
    layers: list[Layer] = [()] * 4
    fences = [block for block in found if block.kind == "fence" and block.info[:4].lower() == "demo"]
    for section in sections:
        inside = [block for block in fences if section.heading < block.start < section.end]
        layers[section.place] = _layer(section, inside, lines, units, demos, report, line_of)
        if not layers[section.place]:
            report.warning(line_of(section.heading), "empty-section", found=headings_in(language)[section.place])
    return Layers(*layers)


def _sections(
    found: list[Block], size: int, headings: tuple[str, ...], report: Report, line_of: Callable[[int], int]
) -> list[Section]:
    starts: list[tuple[int, int]] = []  # place, line
    open_end = False
    for block in found:
        open_end |= not block.closed
        if block.kind == "rule" or (block.kind == "heading" and len(block.info) <= 2 and not block.indented):
            title = normal(block.text)
            known = meant(title, headings)
            if known is not None:
                starts.append((headings.index(known), block.start))
            if block.info != "##" or title != known:
                hidden = INVISIBLE.search(title)
                if hidden is not None and INVISIBLE.sub("", title) == known:
                    sign = f"U+{ord(hidden[0]):04X}"
                    report.error(line_of(block.start), "heading-character", found=block.text, character=sign)
                else:
                    among = headings if known is None else (known,)
                    report.unknown(line_of(block.start), "unknown-heading", block.text, among)
            continue
        if block.kind == "text" and "#" in block.text:
            for at, (name, sign) in _not_quite(block, headings):
                report.error(line_of(at), "heading-space", found=name, character=sign)
                starts.append((headings.index(name), at))
        if not starts and (block.text or block.kind != "text"):
            report.error(line_of(block.start), "text-before", found=block.text, heading=headings[0])
            starts.append((-1, block.start))
    starts = [start for start in starts if start[0] >= 0]
    ends = [line for _, line in starts[1:]] + [size]
    sections: dict[int, Section] = {}
    for (place, line), end in zip(starts, ends, strict=False):
        if place in sections:
            report.error(line_of(line), "repeated-heading", found=headings[place])
        else:
            if sections and place < max(sections):
                report.error(line_of(line), "heading-order", found=headings[place], order=" → ".join(headings))
            sections[place] = Section(place, line, end)
    if not open_end:
        for place, name in enumerate(headings):
            if place not in sections:
                after = [section.heading for section in sections.values() if section.place > place]
                report.error(line_of(min(after, default=size - 1)), "missing-heading", heading=name)
    return list(sections.values())


def _not_quite(block: Block, headings: tuple[str, ...]) -> Iterator[tuple[int, tuple[str, str]]]:
    """Lines of a text that would be one of the headings, were there a space behind their marks."""
    for at, line in enumerate(block.text.split("\n"), block.start):
        found = ALMOST.match(line)
        if found is not None and normal(found[2]) in headings:
            yield at, (normal(found[2]), f"U+{ord(found[1]):04X}" if found[1] else "–")


def normal(heading: str) -> str:
    """A heading with composed letters and plain spaces, however it was typed.

    >>> normal("Odpove\N{COMBINING CARON}d\N{COMBINING CARON}"), normal("Časté\N{NO-BREAK SPACE}chyby")
    ('Odpověď', 'Časté chyby')
    """
    return normalize("NFC", " ".join(heading.split()))


def meant(heading: str, headings: tuple[str, ...]) -> str | None:
    """The one among ``headings`` that a heading is, says in another language or nearly is."""
    for names in map(headings_in, LANGUAGES):
        if heading in names:
            return headings[names.index(heading)]
    return next(iter(get_close_matches(heading[:40], headings, 1, 0.7)), None)


def _badges(
    marks: list[Badge],
    lines: list[str],
    sections: list[Section],
    units: Collection[str],
    report: Report,
    line_of: Callable[[int], int],
) -> None:
    answer = next((section for section in sections if section.place == ANSWER), None)
    places: dict[str, list[int]] = {}
    for badge in marks:
        places.setdefault(badge.id, []).append(badge.line)
    for name, at in places.items():
        if report.full:
            return
        line, mark = line_of(at[0]), f"{{+{name}}}"
        astray = [place for place in at if answer is not None and not answer.heading < place < answer.end]
        if name not in units:
            report.unknown(line, "unknown-unit", name, units)
        elif astray:
            report.error(line_of(astray[0]), "unit-astray", found=mark)
        elif len(at) > 1:
            report.error(line_of(at[1]), "unit-twice", found=mark)
        elif not _well_placed(lines, at[0], mark):
            report.error(line, "unit-place", found=mark)
    if answer is not None:
        for unit in units:
            if unit not in places:
                report.error(line_of(answer.heading), "unit-missing", found=f"{{+{unit}}}")


def _well_placed(lines: list[str], line: int, mark: str) -> bool:
    """Is the badge at the end of its line, and if alone there, right below something?"""
    text = lines[line]
    before, _, after = text[-LONGEST_TAIL:].partition(mark)
    if text.lstrip()[:1] == "#" or mark not in text[-LONGEST_TAIL:] or not ONLY_BADGES.fullmatch(after):
        return False
    return len(text) > LONGEST_TAIL or not ONLY_BADGES.fullmatch(before) or (line > 0 and bool(lines[line - 1].strip()))


def _layer(
    section: Section,
    inside: list[Block],
    lines: list[str],
    units: Collection[str] | None,
    demos: Collection[str] | None,
    report: Report,
    line_of: Callable[[int], int],
) -> Layer:
    parts: list[Prose | Embed] = []
    at = section.heading + 1

    def prose(end: int) -> None:
        text = "\n".join(lines[at:end]).strip("\n")
        if text.strip():
            parts.append(Prose(text))

    for block in inside:
        words = block.info.split()
        embed = _embed(block, words, units, demos, report, line_of) if words[0].lower() == "demo" else None
        if embed is not None:
            prose(block.start)
            parts.append(embed)
            at = block.end
    prose(section.end)
    return tuple(parts)


def _embed(
    block: Block,
    words: list[str],
    units: Collection[str] | None,
    demos: Collection[str] | None,
    report: Report,
    line_of: Callable[[int], int],
) -> Embed | None:
    line = line_of(block.start)
    if words[0] != "demo" or len(words) != 2:
        report.error(line, "demo-name", found=block.info)
        return None
    name = words[1]
    if block.indented:
        report.error(line, "demo-indented", found=name)
    if name not in DEMOS:
        report.unknown(line, "unknown-demo", name, DEMOS)
    elif demos is not None and name not in demos:
        report.error(line, "demo-not-listed", found=name)
    node = read(block.text, report, line + 1) if block.text.strip() else None
    if node is not None and node.value is not None and not isinstance(node.value, dict):
        report.error(node.line, "not-a-mapping", field=f"demo {name}", found=block.text)
        return None
    settings = dict(node.plain() or {}) if node is not None else {}
    named = settings.pop("units", [])
    if not isinstance(named, list) or not all(isinstance(one, str) for one in named):
        report.error(line, "not-a-list", field="units", found=str(named))
        named = []
    for one in named:
        if units is not None and one not in units:
            report.unknown(line, "unknown-unit", one, units)
    return Embed(name, settings, tuple(named))
