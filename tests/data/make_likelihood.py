"""Writes likelihood.json: losses and probabilities in float64 by PyTorch, a second opinion for ``lekce2.likelihood``.

Run with an interpreter that has PyTorch: ``python tests/data/make_likelihood.py``. The tests only read the file.
"""

import json
from pathlib import Path

import torch
from torch.nn import functional

torch.manual_seed(20)
torch.set_default_dtype(torch.float64)

scores = torch.cat(
    [
        torch.randn(6, 5),
        1e3 * torch.randn(3, 5),
        1e150 * torch.randn(2, 5),
        torch.tensor([[1e308, -1e308, 0.0, 1e308, 5.0], [0.0, 0.0, 0.0, 0.0, 0.0]]),
        torch.tensor([[-torch.inf, 1.0, 2.0, -torch.inf, 3.0]]),
    ]
)
classes = torch.randint(5, (len(scores),))
x = torch.cat([torch.randn(10), torch.tensor([0.0, -0.0, 30.0, -30.0, 800.0, -800.0, 1e308, -1e308])])
soft = torch.rand(len(x))
y, mean, variance = torch.randn(4, 7), torch.randn(4, 7), torch.rand(4, 7) + 0.05
p, q = torch.softmax(torch.randn(5, 6), -1), torch.softmax(torch.randn(5, 6), -1)
counts = torch.randint(1, 30, (5, 6))


def nll_of_each_seen(count: torch.Tensor, model: torch.Tensor) -> torch.Tensor:
    """The examples written out one by one, each scored by the model."""
    examples = torch.repeat_interleave(torch.arange(len(count)), count)
    return functional.nll_loss(model.log().expand(len(examples), -1), examples, reduction="sum")


values = {
    "scores": scores,
    "classes": classes,
    "logsumexp": torch.logsumexp(scores, -1),
    "softmax": torch.softmax(scores, -1),
    "log_softmax": torch.log_softmax(scores, -1),
    "categorical_nll": functional.cross_entropy(scores, classes, reduction="none"),
    "x": x,
    "soft": soft,
    "sigmoid": torch.sigmoid(x),
    "softplus": -functional.logsigmoid(-x),
    "bernoulli_nll": functional.binary_cross_entropy_with_logits(x, soft, reduction="none"),
    "y": y,
    "mean": mean,
    "variance": variance,
    "gaussian_nll": -torch.distributions.Normal(mean, variance.sqrt()).log_prob(y).sum(-1),
    "mse": functional.mse_loss(y, mean, reduction="none").mean(-1),
    "variance_of_y": y.var(-1, correction=0),
    "p": p,
    "q": q,
    "entropy": torch.distributions.Categorical(p).entropy(),
    "kl": torch.distributions.kl_divergence(torch.distributions.Categorical(p), torch.distributions.Categorical(q)),
    "counts": counts,
    "nll_sum": torch.stack([nll_of_each_seen(counts[row], q[row]) for row in range(len(counts))]),
}
text = ",\n".join(f'"{name}": {json.dumps(value.tolist())}' for name, value in values.items())
(Path(__file__).parents[1] / "likelihood.json").write_text("{\n" + text + "\n}\n")
