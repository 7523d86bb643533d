r"""Formulas of a text spelled with plain signs: for lists that unfold and show none, and for the search.

A formula is read as KaTeX reads it, command by command, and comes out in the signs that a reader sees: ``\frac{1}{\sqrt
t}`` as 1/√t, ``\beta_1`` as β₁. A command that stands for no sign is dropped and what it takes stays; this module does
not check a formula and raises nothing.
"""

from __future__ import annotations

import re
from unicodedata import normalize

TABLE = """
alpha α beta β gamma γ delta δ varepsilon ε epsilon ε zeta ζ eta η theta θ vartheta θ iota ι kappa κ lambda λ mu μ nu ν
xi ξ pi π rho ρ sigma σ tau τ upsilon υ phi φ varphi φ chi χ psi ψ omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π
Sigma Σ Phi Φ Psi Ψ Omega Ω ell ℓ
cdot · times × div ÷ pm ± mp ∓ ast * circ ∘ odot ⊙ oplus ⊕ otimes ⊗ setminus ∖ cup ∪ cap ∩ wedge ∧ vee ∨ land ∧ lor ∨
le ≤ leq ≤ leqslant ≤ ge ≥ geq ≥ geqslant ≥ ne ≠ neq ≠ ll ≪ gg ≫ lt < gt > approx ≈ doteq ≐ equiv ≡ cong ≅ sim ∼
simeq ≃ propto ∝ in ∈ notin ∉ ni ∋ subset ⊂ subseteq ⊆ supset ⊃ mid ∣ parallel ∥ perp ⊥ coloneqq ≔
to → rightarrow → longrightarrow → leftarrow ← gets ← longleftarrow ← leftrightarrow ↔ mapsto ↦ uparrow ↑ downarrow ↓
Rightarrow ⇒ Longrightarrow ⇒ implies ⇒ Leftarrow ⇐ impliedby ⇐ Leftrightarrow ⇔ iff ⇔
infty ∞ sum ∑ prod ∏ int ∫ iint ∬ oint ∮ partial ∂ nabla ∇ forall ∀ exists ∃ neg ¬ lnot ¬ emptyset ∅ varnothing ∅
dots … ldots … cdots … dotsc … dotsb … vdots ⋮ ddots ⋱ prime ′ top ⊤ bot ⊥ checkmark ✓ colon : lbrace { rbrace } vert |
lvert | rvert | Vert ‖ lVert ‖ rVert ‖ langle ⟨ rangle ⟩ lceil ⌈ rceil ⌉ lfloor ⌊ rfloor ⌋ lbrack [ rbrack ]
"""
SIGNS = dict(re.findall(r"(\w+) (\S)", TABLE))
RELATIONS = frozenset("≤≥≠≈≐≡≅∼≃∝≪≫∣∈∉∋⊂⊆⊃→←↔↦⇒⇐⇔≔")
OPERATORS = frozenset("+-=<>/")
NAMES = frozenset(
    re.findall(r"\w+", "log ln lg exp sin cos tan tanh sinh cosh arctan arg max min sup inf lim det dim ker Pr gcd deg")
)
ACCENTS = {
    "hat": "\u0302",
    "widehat": "\u0302",
    "bar": "\u0304",
    "overline": "\u0304",
    "tilde": "\u0303",
    "widetilde": "\u0303",
    "dot": "\u0307",
    "ddot": "\u0308",
    "vec": "\u20d7",
}
SPACES = frozenset([*",;:> ~", "quad", "qquad", "enspace", "thinspace"])
SIZES = re.compile(r"left|right|middle|[bB]igg?[lrm]?")
DROPPED = frozenset(["begin", "end", "phantom", "hphantom", "vphantom", "label", "color"])  # with what they take
RAISED = {**dict(zip("0123456789+-−=()ntijkmx", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿᵗⁱʲᵏᵐˣ", strict=True)), "⊤": "ᵀ", "′": "′", "*": "*"}
LOWERED = dict(zip("0123456789+-−=()ijkmntx", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ᵢⱼₖₘₙₜₓ", strict=True))
SHIFTED = "".join({*RAISED.values(), *LOWERED.values()} - {"*"})
SINGLE = re.compile(rf"(?:[0-9]+|\w)[\u0300-\u036f\u20d7{re.escape(SHIFTED)}]*")
WHOLE = re.compile(rf"∂?{SINGLE.pattern}|√(?:{SINGLE.pattern}|\([^()]*\))")
FORMULA = re.compile(r"(?<!\\)\$\$?([^$]+)\$\$?")
PIECE = re.compile(r"\\[A-Za-z]+\*?|\\[\s\S]?|\s+|[\s\S]")
DEEPEST = 40  # groups inside one another that are followed


def spelled(text: str) -> str:
    r"""A text whose formulas are plain signs.

    >>> spelled(r"unrolled from $r_0 = 0$, assuming $g_i \approx g_0$"), spelled(r"$\mathbb{E}[g_i]$ is the same")
    ('unrolled from r₀ = 0, assuming gᵢ ≈ g₀', 'E[gᵢ] is the same')
    >>> spelled(r"$1-\beta_1^t$ and $\frac{\hat y}{\sqrt{2\sigma^2}}$"), spelled(r"$\hat p_{\text{data}}$")
    ('1-β₁ᵗ and ŷ/√(2σ²)', 'p̂_data')
    """
    return FORMULA.sub(lambda found: spelled_formula(found[1]), text)


def spelled_formula(tex: str) -> str:
    r"""One formula, without its dollars, in plain signs.

    >>> spelled_formula(r"\frac{\alpha}{\sqrt t}\,\bigl(p(y \mid x)\bigr)"), spelled_formula(r"\sum_{i=1}^{t} g_i")
    ('α/√t (p(y ∣ x))', '∑ᵢ₌₁ᵗ gᵢ')
    >>> spelled_formula(r"\begin{aligned} a &\ne b \\ c &= 0{,}5 \end{aligned}"), spelled_formula(r"\nonsense{x}")
    ('a ≠ b c = 0,5', 'x')
    """
    return normalize("NFC", " ".join(_Formula(tex).sequence().split()))


class _Formula:
    """A formula cut into its pieces, of which the one at ``at`` is read next."""

    def __init__(self, tex: str) -> None:
        self.pieces = PIECE.findall(tex)
        self.at = self.depth = 0

    def sequence(self, end: str = "") -> str:
        """Everything up to ``end``, or to the end of the formula."""
        parts: list[str] = []
        while self.at < len(self.pieces):
            piece = self.pieces[self.at]
            if piece == end:
                break
            if piece in "_^":
                self.at += 1
                parts[-1:] = [(parts[-1] if parts else "").rstrip(), _script(piece, self.argument())]
                continue
            part = self.one()
            before = parts[-1] if parts else ""
            if (before in NAMES and part[:1].isalnum()) or (part in NAMES and before[-1:].isalnum()):
                parts.append(" ")  # log p, and not logp
            parts.append(part)
        return "".join(parts)

    def one(self) -> str:
        """The next piece with what it takes."""
        piece = self.pieces[self.at]
        self.at += 1
        if piece == "{":
            return self.group("}")
        if piece in "}$&~" or piece.isspace():
            return "" if piece in "}$" else " "
        if piece[0] != "\\":
            return "′" if piece == "'" else piece
        return self.command(piece[1:].rstrip("*") or piece[1:])

    def group(self, end: str) -> str:
        """What stands up to the bracket that closes; what is nested too deep is left out."""
        if self.depth >= DEEPEST:
            self.at = len(self.pieces)
            return ""
        self.depth += 1
        inside = self.sequence(end)
        self.depth -= 1
        self.at += 1
        return inside

    def argument(self) -> str:
        """What a command or a script takes: a group, or one piece; the bare piece may be a command of its own."""
        self.skip()
        if self.at >= len(self.pieces) or self.pieces[self.at] == "}":
            return ""
        if self.depth >= DEEPEST:
            self.at = len(self.pieces)
            return ""
        self.depth += 1
        found = self.one().strip()
        self.depth -= 1
        return found

    def skip(self) -> None:
        while self.at < len(self.pieces) and self.pieces[self.at].isspace():
            self.at += 1

    def option(self) -> str:
        """What stands in square brackets, if it comes next."""
        self.skip()
        if self.at >= len(self.pieces) or self.pieces[self.at] != "[":
            return ""
        self.at += 1
        return self.group("]")

    def command(self, name: str) -> str:
        """What a command shows, with what it takes."""
        if name[:1].isalpha():
            if name not in ("text", "textrm", "textbf", "textit"):
                self.skip()
        elif name == "\\":
            if self.pieces[self.at : self.at + 1] == ["["]:
                self.option()
            return " "
        if name in SIGNS:
            apart = self.at and self.pieces[self.at - 1].isspace() and self.pieces[self.at : self.at + 1]
            behind = " " if apart and apart[0] in OPERATORS else ""
            return f" {SIGNS[name]} " if SIGNS[name] in RELATIONS else SIGNS[name] + behind
        if name in NAMES:
            return name
        if name in SPACES:
            return " "
        if name.lstrip("dtc") == "frac" or name == "genfrac":
            above, below = self.argument(), self.argument()
            return f"{_above(above)}/{_below(below)}"
        if name == "sqrt":
            degree, inside = self.option(), self.argument()
            root = "√" if degree in ("", "2") else f"{_script('^', degree)}√"
            return root + (inside if SINGLE.fullmatch(inside) else f"({inside})")
        if name in ACCENTS:
            inside = self.argument()
            return inside + ACCENTS[name] if len(inside) == 1 else inside
        return self.rest(name)

    def rest(self, name: str) -> str:
        """The commands that need a word of their own."""
        if SIZES.fullmatch(name):
            if self.pieces[self.at : self.at + 1] == ["."]:
                self.at += 1
            return ""
        if name in DROPPED:
            found = self.argument()
            if name == "begin" and found.startswith(("array", "alignedat", "alignat")):
                self.argument()
            return " "
        if name == "textcolor":
            self.argument()
            return self.argument()
        if name.startswith("operatorname"):
            found = self.argument()
            following = self.pieces[self.at : self.at + 1]
            return f"{found} " if following and (following[0].isalnum() or following[0][0] == "\\") else found
        if name == "not":
            return normalize("NFC", self.argument() + "\u0338")
        if name == "tag":
            return f" ({self.argument()})"
        if name == "binom":
            return f"({self.argument()} {self.argument()})"
        if name in ("overset", "stackrel", "underset"):
            above, base = self.argument(), self.argument()
            return f" {base}{_script('_' if name == 'underset' else '^', above)} "
        if name == "|":
            return "‖"
        return name if len(name) == 1 and not name.isalnum() and name not in "!" else ""


def _script(mark: str, inside: str) -> str:
    """A subscript or a superscript in small signs if there are such, else behind its mark."""
    table = LOWERED if mark == "_" else RAISED
    small = [table.get(sign) for sign in inside if not sign.isspace()]
    if all(small):
        return "".join(sign for sign in small if sign)
    bare = inside.isalnum() or len(inside) == 1 or re.fullmatch(r"\([^()]*\)", inside)
    return f"{mark}{inside}" if bare else f"{mark}({inside})"


def _above(part: str) -> str:
    """A numerator that needs no brackets, or has them."""
    return part if re.fullmatch(r"[^\s+\-−·/]*", part) else f"({part})"


def _below(part: str) -> str:
    """A denominator that needs no brackets, or has them."""
    return part if WHOLE.fullmatch(part) else f"({part})"
