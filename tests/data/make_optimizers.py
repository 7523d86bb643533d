"""Writes optimizers.json: paths of torch.optim in float64, and derivatives of the landscapes by autograd.

Run it in an environment with PyTorch; the tests only read the file.
"""

import json
from pathlib import Path

import torch

torch.set_default_dtype(torch.float64)
STARTS = [[-1.2, 1.0], [0.5, -0.7], [2.0, 2.0]]
STEPS = 40
POINTS = [[-1.2, 1.0], [0.3, -0.4], [2.5, 1.7], [-3.1, 0.2], [0.0, 0.0], [1.0, 1.0]]
X = [[1.0, 0.2], [1.0, -1.3], [1.0, 2.2], [1.0, 0.9], [1.0, -0.4]]
Y = [0.0, 1.0, 1.0, 0.25, 1.0]
optim = torch.optim
METHODS = {
    "sgd": lambda p: optim.SGD(p, lr=1e-3),
    "momentum": lambda p: optim.SGD(p, lr=1e-3, momentum=0.8),
    "nesterov": lambda p: optim.SGD(p, lr=1e-3, momentum=0.8, nesterov=True),
    "adagrad": lambda p: optim.Adagrad(p, lr=0.1, eps=1e-3),
    "rmsprop": lambda p: optim.RMSprop(p, lr=0.02, alpha=0.9, eps=1e-3),
    "adam": lambda p: optim.Adam(p, lr=0.05, betas=(0.8, 0.99), eps=1e-3),
    "adamw": lambda p: optim.AdamW(p, lr=0.05, betas=(0.8, 0.99), eps=1e-8, weight_decay=0.1),
    "amsgrad": lambda p: optim.Adam(p, lr=0.05, betas=(0.8, 0.9), eps=1e-8, amsgrad=True),
    "adadelta": lambda p: optim.Adadelta(p, lr=1.0, rho=0.9, eps=1e-3),
}


def rosenbrock(x, y):
    return (1 - x).pow(2) + 100 * (y - x.pow(2)).pow(2)


def logistic(x, y):
    logits = torch.tensor(X) @ torch.stack([x, y])
    return torch.nn.functional.binary_cross_entropy_with_logits(logits, torch.tensor(Y))


LANDSCAPES = {
    "rosenbrock": rosenbrock,
    "beale": lambda x, y: sum((c - x + x * y.pow(n)).pow(2) for n, c in ((1, 1.5), (2, 2.25), (3, 2.625))),
    "himmelblau": lambda x, y: (x.pow(2) + y - 11).pow(2) + (x + y.pow(2) - 7).pow(2),
    "saddle": lambda x, y: x.pow(2) - y.pow(2),
    "plateau": lambda x, y: (x.pow(2) + 4 * y.pow(2)) / (1 + x.pow(2) + 4 * y.pow(2)),
    "logistic": logistic,
}


def path(make, start, rate=None):
    theta = torch.tensor(start, requires_grad=True)
    optimizer = make([theta])
    base = optimizer.param_groups[0]["lr"]
    points = [theta.tolist()]
    for t in range(1, STEPS + 1):
        optimizer.param_groups[0]["lr"] = base if rate is None else rate(base, t)
        optimizer.zero_grad()
        rosenbrock(theta[0], theta[1]).backward()
        optimizer.step()
        points.append(theta.tolist())
    return points


def derivatives(function):
    rows = []
    for point in POINTS:
        theta = torch.tensor(point)
        whole = lambda theta: function(theta[0], theta[1])  # noqa: E731
        gradient = torch.autograd.functional.jacobian(whole, theta)
        hessian = torch.autograd.functional.hessian(whole, theta)
        rows.append({"value": float(whole(theta)), "gradient": gradient.tolist(), "hessian": hessian.tolist()})
    return rows


if __name__ == "__main__":
    data = {
        "torch": torch.__version__,
        "starts": STARTS,
        "paths": {name: [path(make, start) for start in STARTS] for name, make in METHODS.items()},
        "scheduled": {
            name: [path(METHODS[name], start, lambda base, t: base / t**0.5) for start in STARTS]
            for name in ("sgd", "momentum", "adam", "adamw", "adadelta")
        },
        "points": POINTS,
        "X": X,
        "y": Y,
        "landscapes": {name: derivatives(function) for name, function in LANDSCAPES.items()},
    }
    Path(__file__).with_name("optimizers.json").write_text(json.dumps(data, indent=0) + "\n", encoding="utf-8")
