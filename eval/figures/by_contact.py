"""Means over messages whose interval draws contacts again: what one person writes belongs together."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from eval.figures.bootstrap import intervals
from eval.figures.report import Floats, Measured, Metric, ratio
from eval.figures.shares import Share, share_of


def measured_by_contact(told: Mapping[str, Sequence[float] | Floats], contacts: Sequence[str]) -> Measured:
    """Each figure has one value per message; resampled are contacts, with all their messages."""
    place, size = _places(contacts)
    sizes = np.bincount(place, minlength=size).astype(np.float64)
    sums = {name: np.bincount(place, values, size).astype(np.float64) for name, values in told.items()}
    metrics: dict[str, Metric] = {name: ratio(part, sizes) for name, part in sums.items()}
    return Measured(size, metrics)


def share_by_contact(hits: Sequence[bool], contacts: Sequence[str]) -> Share:
    """Where none or all are hit no resample is another: then Wilson's interval, with each contact as one voice."""
    values = np.array(hits, dtype=np.float64)
    if not len(values) or values.min() == values.max():
        _, size = _places(contacts)
        one_each = share_of(np.full(size, values[0] if len(values) else 0.0))
        return Share(one_each.value, one_each.ci95, len(values))
    low, high = intervals(measured_by_contact({"hits": values}, contacts))["hits"]
    return Share(float(values.mean()), (low, high), len(values))


def _places(contacts: Sequence[str]) -> tuple[NDArray[np.intp], int]:
    known = {contact: place for place, contact in enumerate(dict.fromkeys(contacts))}
    return np.array([known[contact] for contact in contacts], dtype=np.intp), len(known)
