"""Adam: steps that are as long for parameters with small gradients as for those with large ones."""

import numpy as np


class Adam:
    """`x <- x - rate m / (sqrt(v) + 1e-8)` with the bias-corrected running means of the gradient and of its square.

    Reference: Kingma and Ba, "Adam" (ICLR 2015), with its defaults .9 and .999.
    """

    def __init__(self, rate: float):
        self._rate, self._steps, self._first, self._second = rate, 0, 0.0, 0.0

    def step(self, gradient: np.ndarray) -> np.ndarray:
        """Return what is to be added to the parameters."""
        self._steps += 1
        self._first = 0.9 * self._first + 0.1 * gradient
        self._second = 0.999 * self._second + 0.001 * gradient**2
        first = self._first / (1 - 0.9**self._steps)
        second = self._second / (1 - 0.999**self._steps)
        return -self._rate * first / (np.sqrt(second) + 1e-8)
