"""A race of the six optimizers of the lecture on Rosenbrock's valley: θ and loss of every step are kept by all sides.

The baselines are the loop that one would write in PyTorch, one `torch.optim` object a method with all starts in one
tensor, and the same arithmetic in bare NumPy: calls with ``out=`` on preallocated arrays, nothing generic, no checks.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lekce2 import race
from lekce2.objectives import rosenbrock
from lekce2.optimizers import adagrad, adam, momentum, nesterov, rmsprop, sgd

Array = NDArray[np.float64]
Function = Callable[[], object]

ALPHA, BETA, BETA2, EPS = 1e-4, 0.9, 0.999, 1e-7
METHODS = (sgd(ALPHA), momentum(ALPHA), nesterov(ALPHA), adagrad(ALPHA), rmsprop(ALPHA), adam(ALPHA))


def against_torch(starts: int, steps: int, gradient_given: bool = False) -> tuple[Function, Function]:
    """Ours, and the loop in torch.optim: gradients by autograd, or by the formula (which favours torch)."""
    torch: Any = import_module("torch")
    torch.set_num_threads(1)
    begin = _begin(starts)

    def ours() -> race.Race:
        return race.run(rosenbrock(), METHODS, begin, steps)

    def theirs() -> Array:
        return _torch_loop(torch, begin, steps, gradient_given)

    np.testing.assert_allclose(
        theirs()[:, 0], ours().theta[:, 0], rtol=1e-9, atol=1e-12
    )  # torch.optim has the same SGD
    return ours, theirs


def against_ufuncs(starts: int, steps: int) -> tuple[Function, Function]:
    """Ours, and the loop in bare NumPy."""
    begin = _begin(starts)

    def ours() -> race.Race:
        return race.run(rosenbrock(), METHODS, begin, steps)

    run, (theta, loss) = ours(), ufunc_loop(begin, steps)
    np.testing.assert_allclose(theta, run.theta, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(loss, run.loss, rtol=1e-9, atol=1e-12)
    return ours, lambda: ufunc_loop(begin, steps)


def _begin(starts: int) -> Array:
    return np.random.default_rng(0).uniform(-1.5, 1.5, (starts, 2))


def _torch_loop(torch: Any, begin: Array, steps: int, gradient_given: bool) -> Array:
    methods = torch.optim
    built = (
        partial(methods.SGD, lr=ALPHA),
        partial(methods.SGD, lr=ALPHA, momentum=BETA),
        partial(methods.SGD, lr=ALPHA, momentum=BETA, nesterov=True),
        partial(methods.Adagrad, lr=ALPHA),
        partial(methods.RMSprop, lr=ALPHA, alpha=BETA),
        partial(methods.Adam, lr=ALPHA),
    )
    path = np.empty((steps + 1, len(built), *begin.shape))
    loss = np.empty((steps + 1, len(built), len(begin)))
    for k, build in enumerate(built):
        theta = torch.tensor(begin, requires_grad=True)
        optimizer = build([theta])
        theta.grad = torch.zeros_like(theta)
        for t in range(steps + 1):
            path[t, k] = theta.detach().numpy()
            if gradient_given:
                with torch.no_grad():
                    x, y = theta[:, 0], theta[:, 1]
                    slope = 200 * (y - x * x)
                    loss[t, k] = (1 - x) ** 2 + 100 * (y - x * x) ** 2
                    torch.stack((2 * (x - 1 - x * slope), slope), dim=1, out=theta.grad)
            else:
                optimizer.zero_grad()
                x, y = theta[:, 0], theta[:, 1]
                value = (1 - x) ** 2 + 100 * (y - x * x) ** 2
                value.sum().backward()
                loss[t, k] = value.detach().numpy()
            if t < steps:
                optimizer.step()
    return path


def ufunc_loop(begin: Array, steps: int) -> tuple[Array, Array]:
    """θ ``(T+1, 6, B, 2)`` and loss ``(T+1, 6, B)`` by bare calls of NumPy."""
    add, subtract, multiply, divide, square, sqrt = np.add, np.subtract, np.multiply, np.divide, np.square, np.sqrt
    one, two, many = np.array(1.0), np.array(2.0), np.array(200.0)
    alpha, beta, keep, eps = np.array(ALPHA), np.array(BETA), np.array(1 - BETA), np.array(EPS)
    beta2, keep2 = np.array(BETA2), np.array(1 - BETA2)
    path = np.empty((steps + 1, 6, 2, len(begin)))
    path[0] = begin.T
    theta, g, v, s, r = path[0].copy(), *np.zeros((4, 6, 2, len(begin)))
    work = np.empty_like(theta)
    (x, y), (gx, gy) = theta.swapaxes(0, 1), g.swapaxes(0, 1)
    heavy, heavy_work = v[1:3], work[1:3]  # Momentum and Nesterov
    plain_g, plain_work = g[:3], work[:3]
    theta_sgd, theta_momentum, theta_nesterov = theta[:3]
    work_sgd, _, work_nesterov, sum_work, mean_work, adam_work = work
    v_momentum, v_nesterov = heavy
    r_sum, r_mean, r_adam, s_adam, g_adam = r[3], r[4], r[5], s[5], g[5]
    scaled_g, scaled_work, scaled_theta, two_r, two_work = g[3:], work[3:], theta[3:], r[3:5], work[3:5]
    for t in range(1, steps + 1):
        multiply(beta, heavy, heavy)  # v ← βv − αg; Nesterov looks ahead by βv
        add(theta_nesterov, v_nesterov, theta_nesterov)
        multiply(x, x, gx)
        subtract(y, gx, gy)
        multiply(many, gy, gy)
        multiply(x, gy, gx)
        subtract(x, gx, gx)
        subtract(gx, one, gx)
        multiply(two, gx, gx)
        multiply(alpha, plain_g, plain_work)
        subtract(heavy, heavy_work, heavy)
        subtract(theta_sgd, work_sgd, theta_sgd)
        add(theta_momentum, v_momentum, theta_momentum)
        subtract(theta_nesterov, work_nesterov, theta_nesterov)
        square(scaled_g, scaled_work)
        add(r_sum, sum_work, r_sum)  # AdaGrad
        multiply(keep, mean_work, mean_work)  # RMSProp
        multiply(beta, r_mean, r_mean)
        add(r_mean, mean_work, r_mean)
        multiply(keep2, adam_work, adam_work)  # Adam
        multiply(beta2, r_adam, r_adam)
        add(r_adam, adam_work, r_adam)
        multiply(beta, s_adam, s_adam)
        multiply(keep, g_adam, adam_work)
        add(s_adam, adam_work, s_adam)
        divide(r_adam, np.array(1 - BETA2**t), adam_work)
        divide(s_adam, np.array(1 - BETA**t), g_adam)
        add(two_r, eps, two_work)
        add(adam_work, eps, adam_work)
        sqrt(scaled_work, scaled_work)
        divide(alpha, scaled_work, scaled_work)
        multiply(scaled_work, scaled_g, scaled_work)
        subtract(scaled_theta, scaled_work, scaled_theta)
        path[t] = theta
    xs, ys = path[:, :, 0], path[:, :, 1]
    return path.swapaxes(2, 3), (1 - xs) ** 2 + 100 * (ys - xs * xs) ** 2
