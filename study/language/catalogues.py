"""Texts, plurals and numbers in the learner's language, from gettext catalogues read with Babel.

A language is a folder ``study/language/locale/<code>/`` of ``.po`` files, and all of them together are one catalogue.
Message ids are symbolic keys (``today.start``), so that no text is the key of another. The part of a key before its
first dot is its domain: a domain with a file of its own (``momentum.po``, ``fault.po``) stands whole in it, all others
in ``app.po``, and a file is read when one of its texts is first asked for. The errors and verdicts of ``lekce2`` have
no file in English: ``lekce2`` says them itself, and its tables are that part of the catalogue.

Texts take named parameters in braces; numbers among them are written in the language's own form. Plural forms stand in
the order of the language's CLDR categories (Czech: one, few, many for fractions, other).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from babel import Locale
from babel.dates import format_datetime, format_skeleton
from babel.messages.pofile import read_po
from babel.numbers import get_decimal_symbol, get_group_symbol

from lekce2 import Message
from lekce2.base import MESSAGES

FOLDER = Path(__file__).parent / "locale"
CODES = tuple(sorted(path.name for path in FOLDER.iterdir() if path.is_dir()))
REST = "app"  # the file of all texts whose domain has none of its own
ENGLISH = "en"
OF_LEKCE2 = ("error", "verdict")  # the domains whose English stands in lekce2
CATEGORIES = ("zero", "one", "two", "few", "many", "other")
INNER = ("error", "marking")  # the prefixes of messages that stand inside others
NUMBERS = (float, int, Decimal)
SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")

Text = str | tuple[str, ...]  # a text, or its plural forms


class Catalogue(Mapping[str, Text]):
    """The texts of a language by their keys; to walk over all of them is to read every file."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.domains = frozenset({REST, *OF_LEKCE2, *(path.stem for path in (FOLDER / code).glob("*.po"))})
        self._read: dict[str, Mapping[str, Text]] = {}

    def domain(self, name: str) -> Mapping[str, Text]:
        """The texts of one file by their keys."""
        if name not in self._read:
            self._read[name] = self._texts(name)
        return self._read[name]

    def domain_of(self, key: str) -> str:
        """The file that a key belongs to, without its ending."""
        head = key.partition(".")[0]
        return head if head in self.domains else REST

    def __getitem__(self, key: str) -> Text:
        return self.domain(self.domain_of(key))[key]

    def __iter__(self) -> Iterator[str]:
        return (key for name in sorted(self.domains) for key in self.domain(name))

    def __len__(self) -> int:
        return sum(len(self.domain(name)) for name in self.domains)

    def _texts(self, name: str) -> dict[str, Text]:
        path = FOLDER / self.code / f"{name}.po"
        if name in OF_LEKCE2 and not path.exists():
            return of_lekce2(name)
        texts: dict[str, Text] = {}
        with path.open("rb") as file:
            for message in read_po(file, locale=self.code):
                key = message.id if isinstance(message.id, str) else message.id[0]
                if not key:
                    continue
                if self.domain_of(key) != name:
                    raise ValueError(f"{path.name}: {key} belongs into {self.domain_of(key)}.po")
                texts[key] = message.string if isinstance(message.string, str) else tuple(message.string or ())
        return texts


class Language:
    """One language: its texts, plurals, numbers and dates."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.locale = Locale.parse(code)
        rule = self.locale.plural_form
        self.categories = tuple(tag for tag in CATEGORIES if tag in rule.tags or tag == "other")
        self.catalogue = Catalogue(code)

    def __repr__(self) -> str:
        return f"Language({self.code!r})"

    @property
    def name(self) -> str:
        """The language's name in itself, such as ``Čeština``."""
        return (self.locale.display_name or self.code).capitalize()

    def text(self, key: str, **parameters: Any) -> str:
        """The text of ``key`` with its parameters filled in; an unknown key raises ``KeyError``."""
        return self._fill(self.template(key), parameters)

    def plural(self, key: str, n: float | Decimal, **parameters: Any) -> str:
        """The text of ``key`` in the plural form that ``n`` takes; ``n`` is also its parameter."""
        if isinstance(self.catalogue[key], str):
            raise KeyError(f"{key} has no plural forms")
        return self._fill(self.template(key, n), {"n": n, **parameters})

    def template(self, key: str, n: float | Decimal | None = None) -> str:
        """The text of ``key`` with its braces; of plural forms the one that ``n`` takes, or the last."""
        found = self.catalogue[key]
        if isinstance(found, str):
            return found
        return found[-1 if n is None else self.categories.index(self.plural_form(n))]

    def plural_form(self, n: float | Decimal) -> str:
        """The CLDR category of a number: in Czech 1 and 1.0 are one, 3 is few, 1.5 is many, 5 is other."""
        return self.locale.plural_form(int(n) if n == int(n) else n)

    def message(self, message: Message, prefix: str) -> str:
        """A message of ``lekce2`` or ``study`` by its code, ``<prefix>.<code>`` in the catalogue.

        Its parameter ``n`` chooses among plural forms.
        """
        template = self.template(f"{prefix}.{message.code}", message.parameters.get("n"))
        return self._fill(template, message.parameters)

    def nested(self, message: Message) -> str:
        """A message that is a parameter of another one: an error of a formula, or what was edited in it."""
        return self.message(message, next(prefix for prefix in INNER if self.has(f"{prefix}.{message.code}")))

    def has(self, key: str) -> bool:
        return key in self.catalogue

    def number(self, x: float | Decimal, digits: int | None = None, *, signed: bool = False) -> str:
        """``x`` with ``digits`` decimals, or with four significant digits, in the language's form."""
        return written(self.code, x or type(x)(0), digits, signed)  # −0 is written as 0

    def percent(self, x: float, digits: int = 0) -> str:
        """A share as a percentage: 0.5 is 50 % in Czech and 50% in English."""
        space = "\N{NO-BREAK SPACE}" if "\N{NO-BREAK SPACE}%" in self.locale.percent_formats[None].pattern else ""
        return f"{self.number(100.0 * x, digits)}{space}%"

    def points(self, n: float) -> str:
        """``n`` points with the right form of the word: 1 bod, 2 body, 1,5 bodu, 5 bodů."""
        return self.plural("points", n)

    def duration(self, seconds: float) -> str:
        """Minutes and seconds, ``12:05``; hours are folded into the minutes."""
        whole = max(0, round(seconds))
        return f"{whole // 60}:{whole % 60:02d}"

    def ahead(self, time: timedelta) -> str:
        """How far ahead a moment is, in the largest unit that fits: ``10 min``, ``3 h``, ``5 dní``."""
        minutes = max(1, round(time.total_seconds() / 60))
        if minutes < 60:
            return self.plural("ahead.minutes", minutes)
        if minutes < 24 * 60:
            return self.plural("ahead.hours", round(minutes / 60))
        days = round(minutes / 60 / 24)
        return self.plural("ahead.days", days) if days < 60 else self.plural("ahead.months", round(days / 30))

    def day(self, day: date) -> str:
        """A day in a short form without its year: ``9. 11.`` or ``Nov 9``."""
        return format_skeleton("MMMd", day, locale=self.locale)

    def when(self, moment: datetime) -> str:
        """A day and time in the language's short form."""
        return format_datetime(moment, "short", locale=self.locale)

    def _fill(self, template: str, parameters: Mapping[str, Any]) -> str:
        return template.format_map({name: self._written(value) for name, value in parameters.items()})

    def _written(self, value: Any) -> Any:
        if isinstance(value, Message):
            return self.nested(value)
        if isinstance(value, (str, bool)) or not isinstance(value, NUMBERS):
            return value
        return written(self.code, value, None, False)


def of_lekce2(domain: str) -> dict[str, Text]:
    """The English texts of one of the domains that ``lekce2`` says itself."""
    from lekce2.schedules import VERDICTS  # an import of some milliseconds, and seldom asked for

    table = {"error": MESSAGES, "verdict": VERDICTS}[domain]
    return {f"{domain}.{code}": text for code, text in table.items()}


@lru_cache(maxsize=16384, typed=True)
def written(code: str, x: float | Decimal, digits: int | None, signed: bool) -> str:
    """A number in a language's form; see ``Language.number``. Kept, since a demo writes the same numbers many times."""
    sign = "+" if signed and x > 0 else ""
    if isinstance(x, float):
        if math.isnan(x):
            return "–"
        if math.isinf(x):
            return f"{sign}∞" if x > 0 else "−∞"
        if digits is None and x != 0 and not 1e-4 <= abs(x) < 1e6:
            mantissa, exponent = f"{x:.2e}".split("e")
            return (
                f"{sign}{written(code, float(mantissa), None, False)} · 10{str(int(exponent)).translate(SUPERSCRIPTS)}"
            )
        if digits is None:
            x = Decimal(f"{x:.4g}")
    exact = Decimal(str(x)) if isinstance(x, float) else Decimal(x)  # halves are rounded as they are printed
    places = digits if digits is not None else 0 if isinstance(x, int) else 7  # four digits of 0.0001234
    whole, _, fraction = format(exact, f"z,.{places}f").partition(".")  # z: no minus zero
    if digits is None:
        fraction = fraction.rstrip("0")
    decimal, group = separators(code)
    return sign + (whole.replace(",", group) + (decimal + fraction if fraction else "")).replace("-", "−")


@cache
def separators(code: str) -> tuple[str, str]:
    """What stands before the decimals and between the thousands in a language."""
    locale = Locale.parse(code)
    return get_decimal_symbol(locale), get_group_symbol(locale)


@cache
def language(code: str) -> Language:
    """The language of a code; an unknown one raises ``ValueError``."""
    if code not in CODES:
        raise ValueError(f"language must be one of {', '.join(CODES)}, got {code!r}")
    return Language(code)


def message_of(domain: str, code: str, /, **parameters: Any) -> Message:
    """The message of a code with its sentence in English; a code that the domain does not have raises ``KeyError``.

    >>> message = message_of("marking", "line-missing", name="r")
    >>> str(message), language("cs").message(message, "marking")
    ('no line gives r', 'žádný řádek nepočítá r')
    """
    return Message(code, language(ENGLISH).template(f"{domain}.{code}", parameters.get("n")), parameters)


def preferred(locale: str | None) -> str:
    """The code of the language to open with for a browser's locale: Czech and Slovak read Czech, others English.

    >>> preferred("cs-CZ"), preferred("sk"), preferred("de-DE"), preferred(None)
    ('cs', 'cs', 'en', 'en')
    """
    tag = (locale or "").split("-")[0].split("_")[0].lower()
    return {"sk": "cs"}.get(tag, tag if tag in CODES else "en")
