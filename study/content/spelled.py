r"""Formulas of a text spelled with plain signs, for places that show none, such as a list that unfolds.

It is good for the short formulas of titles and reasons; a command that it does not know is spelled by its name.
"""

from __future__ import annotations

import re
from unicodedata import normalize

TABLE = """
alpha α beta β gamma γ delta δ varepsilon ε epsilon ε eta η theta θ lambda λ mu μ nu ν pi π rho ρ sigma σ tau τ phi φ
omega ω Delta Δ Theta Θ Sigma Σ Pi Π Omega Ω cdot · times × le ≤ leq ≤ ge ≥ geq ≥ ne ≠ neq ≠ approx ≈ to → infty ∞ sum ∑
prod ∏ partial ∂ nabla ∇ in ∈ forall ∀ dots … ldots … cdots … mid ∣ sim ∼ leftarrow ← propto ∝ pm ± odot ⊙ ll ≪ gg ≫
"""
SIGNS = dict(re.findall(r"(\w+) (\S)", TABLE))
RELATIONS = frozenset("≤≥≠≈→∈∼←∝≪≫∣")
ACCENTS = {"hat": "\u0302", "bar": "\u0304", "tilde": "\u0303"}
FONTS = "mathbb|mathcal|mathbf|mathrm|boldsymbol|operatorname|text|textbf|displaystyle|left|right"
RAISED = str.maketrans("0123456789+-−=()ntij", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿᵗⁱʲ")
LOWERED = str.maketrans("0123456789+-−=()ijtn", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ᵢⱼₜₙ")
FORMULA = re.compile(r"\$\$?([^$]+)\$\$?")
GROUP = r"\{([^{}]*)\}"
ROUNDS = 6  # groups inside one another


def spelled(text: str) -> str:
    r"""A text whose formulas are plain signs.

    >>> spelled(r"unrolled from $r_0 = 0$, assuming $g_i \approx g_0$"), spelled(r"$\mathbb{E}[g_i]$ is the same")
    ('unrolled from r₀ = 0, assuming gᵢ ≈ g₀', 'E[gᵢ] is the same')
    >>> spelled(r"$1-\beta_1^t$ and $\frac{\hat y}{\sqrt{2\sigma^2}}$"), spelled(r"$\hat p_{\text{data}}$")
    ('1-β₁ᵗ and ŷ/√(2σ²)', 'p̂_data')
    """
    return FORMULA.sub(lambda found: _spell(found[1]), text)


def _spell(tex: str) -> str:
    tex = re.sub(r"\\[,;:! ]|~", " ", tex)
    tex = re.sub(rf"\\(?:{FONTS})(?![A-Za-z])\s*", "", tex)
    tex = tex.replace(r"^\top", "ᵀ")
    tex = re.sub(r"\\([A-Za-z]+)\s?", _sign, tex)
    for _ in range(ROUNDS):
        before = tex
        tex = re.sub(rf"\\(hat|bar|tilde)\s*(?:{GROUP}|(\S))", lambda f: (f[2] or f[3]) + ACCENTS[f[1]], tex)
        tex = re.sub(rf"([_^])\s*(?:{GROUP}|([^\\{{\s]))", _script, tex)
        tex = re.sub(rf"\\[td]?frac\s*{GROUP}\s*{GROUP}", lambda f: f"{_whole(f[1])}/{_whole(f[2])}", tex)
        tex = re.sub(rf"\\sqrt\s*{GROUP}", lambda f: f"√({f[1]})", tex)
        tex = re.sub(rf"(?<![A-Za-z_^}}\s\\]){GROUP}", r"\1", tex)
        if tex == before:
            break
    tex = re.sub(r"\\([A-Za-z]+) ?", r"\1 ", tex).replace("{", "").replace("}", "").replace("\\", "")
    return normalize("NFC", re.sub(r"\s+", " ", tex).strip())


def _sign(found: re.Match[str]) -> str:
    sign = SIGNS.get(found[1], found[0])
    return f" {sign} " if sign in RELATIONS else sign


def _script(found: re.Match[str]) -> str:
    inside = found[2] if found[2] is not None else found[3]
    shifted = inside.translate(LOWERED if found[1] == "_" else RAISED)
    if all(new != old for new, old in zip(shifted, inside, strict=True)):
        return shifted
    return f"{found[1]}{inside}" if inside.isalnum() else f"{found[1]}({inside})"


def _whole(part: str) -> str:
    """A numerator or denominator that needs no brackets, or has them."""
    return part if re.fullmatch(r"[^\s+\-−·/]*", part) else f"({part})"
