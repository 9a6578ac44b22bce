"""The functions of the small numpy. Second of two files that are one module: numpy_array.py, numpy_functions.py."""
import builtins as _b
import math as _m
import types as _t

asarray = array


def zeros(shape, dtype=float):
    shape = (shape,) if isinstance(shape, int) else tuple(shape)
    return ndarray([0 if dtype in (int, 'int') else 0.0] * _size(shape), shape)


def ones(shape, dtype=float):
    return zeros(shape, dtype) + (1 if dtype in (int, 'int') else 1.0)


def full(shape, value):
    return zeros(shape) + value


def zeros_like(values):
    return zeros(_as_array(values).shape)


def ones_like(values):
    return ones(_as_array(values).shape)


def arange(start, stop=None, step=1):
    start, stop = (0, start) if stop is None else (start, stop)
    count = _b.max(0, _m.ceil((stop - start) / step))
    return ndarray([start + i * step for i in range(count)], (count,))


def linspace(start, stop, num=50):
    step = (stop - start) / (num - 1) if num > 1 else 0.0
    flat = [start + i * step for i in range(num)]
    if num > 1:
        flat[-1] = float(stop)
    return ndarray([float(v) for v in flat], (num,))


def _each(function):
    def mapped(values):
        if isinstance(values, (list, tuple, ndarray)):
            values = _as_array(values)
            return _make([function(v) for v in values._flat], values.shape)
        return _scalar(function(values))

    return mapped


def _or_nan(function):
    def guarded(value):
        try:
            return function(value)
        except ValueError:
            return nan
        except OverflowError:
            return inf

    return guarded


def _log(function):
    return lambda value: -inf if value == 0 else _or_nan(function)(value)


sin, cos, tan = _each(_or_nan(_m.sin)), _each(_or_nan(_m.cos)), _each(_or_nan(_m.tan))
arcsin, arccos, arctan = _each(_or_nan(_m.asin)), _each(_or_nan(_m.acos)), _each(_m.atan)
sinh, cosh, tanh = _each(_or_nan(_m.sinh)), _each(_or_nan(_m.cosh)), _each(_m.tanh)
exp, sqrt = _each(_or_nan(_m.exp)), _each(_or_nan(_m.sqrt))
log, log10, log2, log1p = _each(_log(_m.log)), _each(_log(_m.log10)), _each(_log(_m.log2)), _each(_or_nan(_m.log1p))
radians = deg2rad = _each(lambda v: v * (pi / 180))
degrees = rad2deg = _each(lambda v: v * (180 / pi))
floor, ceil = _each(lambda v: float(_m.floor(v))), _each(lambda v: float(_m.ceil(v)))
square = _each(lambda v: v * v)
abs = absolute = fabs = _each(_b.abs)
sign = _each(lambda v: v if v != v else (v > 0) - (v < 0) if isinstance(v, int) else float((v > 0) - (v < 0)))
isnan, isinf, isfinite = _each(lambda v: v != v), _each(_m.isinf), _each(_m.isfinite)
logical_not = _each(lambda v: not v)


def round(values, decimals=0):
    return _each(lambda v: v if isinstance(v, int) else _b.round(v, decimals))(values)


around = round


def _both(operation):
    def mapped(a, b):
        if isinstance(a, (list, tuple, ndarray)) or isinstance(b, (list, tuple, ndarray)):
            return _broadcast(operation, a, b)
        return _scalar(operation(a, b))

    return mapped


arctan2, hypot = _both(_m.atan2), _both(_m.hypot)
power = _both(lambda x, y: x ** y if isinstance(x, int) and isinstance(y, int) and y >= 0 else _pow(x, y))
add, subtract, multiply = _both(lambda x, y: x + y), _both(lambda x, y: x - y), _both(lambda x, y: x * y)
divide = true_divide = _both(_div)
mod = remainder = _both(lambda x, y: x % y)
maximum, minimum = _both(lambda x, y: x if x >= y or x != x else y), _both(lambda x, y: x if x <= y or x != x else y)
logical_and, logical_or = _both(lambda x, y: bool(x and y)), _both(lambda x, y: bool(x or y))


def _along(values, axis, of_list):
    """A reduction of everything, or along an axis of at most two."""
    values = _as_array(values)
    if axis is None or values.ndim == 1 and axis in (0, -1):
        return _scalar(of_list(values._flat))
    if values.ndim != 2 or axis not in (0, 1, -1):
        _missing('reductions of more than two dimensions')
    rows = values.T if axis == 0 else values
    return array([of_list(row._flat) for row in rows])


def _pairwise(flat):
    """numpy's order of summing: in eight strands up to 128 numbers, in halves beyond."""
    n = len(flat)
    if n < 8:
        total = 0.0 if n == 0 or isinstance(flat[0], float) else 0
        for v in flat:
            total += v
        return total
    if n <= 128:
        strands = list(flat[:8])
        whole = n - n % 8
        for i in range(8, whole, 8):
            for k in range(8):
                strands[k] += flat[i + k]
        a, b, c, d, e_, f, g, h = strands
        total = ((a + b) + (c + d)) + ((e_ + f) + (g + h))
        for v in flat[whole:]:
            total += v
        return total
    half = n // 2
    half -= half % 8
    return _pairwise(flat[:half]) + _pairwise(flat[half:])


def sum(values, axis=None):
    return _along(values, axis, _pairwise)


def mean(values, axis=None):
    return _along(values, axis, lambda flat: _div(_pairwise(flat), len(flat)))


def var(values, axis=None):
    def of_list(flat):
        middle = _pairwise(flat) / len(flat)
        return _pairwise([(v - middle) * (v - middle) for v in flat]) / len(flat)

    return _along(values, axis, of_list)


def std(values, axis=None):
    return sqrt(var(values, axis))


def median(values, axis=None):
    def of_list(flat):
        ordered = sorted(flat)
        middle = len(ordered) // 2
        return float(ordered[middle]) if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2

    return _along(values, axis, of_list)


def average(values, axis=None, weights=None):
    if weights is None:
        return mean(values, axis)
    if axis is not None:
        _missing('average with weights along an axis')
    values, weights = _as_array(values), _as_array(weights)
    return _scalar(_div(_pairwise((values * weights)._flat), _pairwise(weights._flat)))


def prod(values, axis=None):
    return _along(values, axis, _m.prod)


def _extreme(pick, name):
    def of_list(flat):
        if not flat:
            raise ValueError(f'zero-size array to reduction operation {name} which has no identity')
        return nan if _b.any(v != v for v in flat) else pick(flat)

    return lambda values, axis=None: _along(values, axis, of_list)


max = amax = _extreme(_b.max, 'maximum')
min = amin = _extreme(_b.min, 'minimum')


def _where_extreme(pick, name):
    def of_list(flat):
        if not flat:
            raise ValueError(f'attempt to get {name} of an empty sequence')
        return flat.index(pick(flat))

    return lambda values, axis=None: _along(values, axis, of_list)


argmin = _where_extreme(_b.min, 'argmin')
argmax = _where_extreme(_b.max, 'argmax')


def argsort(values):
    flat = _as_array(values)._flat
    return array(sorted(range(len(flat)), key=flat.__getitem__))


def argpartition(values, kth):
    """Sorted altogether, which any partition may be."""
    return argsort(values)


def sort(values):
    values = _as_array(values)
    if values.ndim != 1:
        _missing('sort of more than one dimension')
    return array(sorted(values._flat))


def any(values):
    return _b.any(_as_array(values)._flat)


def all(values):
    return _b.all(_as_array(values)._flat)


def dot(a, b):
    a, b = _as_array(a), _as_array(b)
    if a.ndim == 1 and b.ndim == 1:
        if a.size != b.size:
            raise ValueError(f'shapes {a.shape} and {b.shape} not aligned')
        return _scalar(_b.sum((x * y for x, y in zip(a._flat, b._flat)), 0.0))
    if a.ndim == 2 and b.ndim == 1:
        return array([dot(row, b) for row in a])
    if a.ndim <= 2 and b.ndim == 2:
        columns = b.T
        return array([dot(a, c) for c in columns]) if a.ndim == 1 else array([[dot(r, c) for c in columns] for r in a])
    if a.ndim == 0 or b.ndim == 0:
        return a * b
    _missing('dot of more than two dimensions')


matmul = dot
inner = dot


def cross(a, b):
    a, b = _as_array(a)._flat, _as_array(b)._flat
    if len(a) == 2 and len(b) == 2:
        return _scalar(a[0] * b[1] - a[1] * b[0])
    if len(a) == 3 and len(b) == 3:
        return array([a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]])
    _missing('cross of other than two or three numbers')


def clip(values, low, high):
    return minimum(maximum(values, -inf if low is None else low), inf if high is None else high)


def where(condition, x=None, y=None):
    condition = _as_array(condition)
    if x is None:
        return (array([i for i, flag in enumerate(condition._flat) if flag]),)
    shape = condition.shape
    x, y = (_as_array(v) if isinstance(v, (list, tuple, ndarray)) else v for v in (x, y))
    picked = [p if flag else q for flag, p, q in zip(condition._flat, _stretch(x, shape), _stretch(y, shape))]
    return _make(picked, shape)


def diff(values):
    flat = _as_array(values)._flat
    return array([q - p for p, q in zip(flat, flat[1:])])


def cumsum(values):
    total, result = 0, []
    for v in _as_array(values)._flat:
        total += v
        result.append(total)
    return array(result)


def roll(values, shift, axis=None):
    values = _as_array(values)
    if values.ndim > 1 and axis != 0:
        _missing('roll along this axis')
    n = len(values)
    return array([values[(i - shift) % n] for i in range(n)]) if n else values


def concatenate(parts, axis=0):
    if axis != 0:
        _missing('concatenate along another axis')
    return array([item for part in parts for item in _as_array(part)])


def append(values, more):
    return array(_flat_of(_as_array(values)) + _flat_of(_as_array(more)))


vstack = stack = lambda parts: array(list(parts))
hstack = concatenate


def interp(x, xp, fp):
    def of(value):
        if value <= xp[0]:
            return float(fp[0])
        for i in range(1, len(xp)):
            if value < xp[i]:
                return fp[i - 1] + (fp[i] - fp[i - 1]) / (xp[i] - xp[i - 1]) * (value - xp[i - 1])
        return float(fp[-1])

    return _each(of)(x)


def isclose(a, b, rtol=1e-5, atol=1e-8):
    return _both(lambda x, y: _b.abs(x - y) <= atol + rtol * _b.abs(y))(a, b)


def allclose(a, b, rtol=1e-5, atol=1e-8):
    return _b.bool(all(_as_array([isclose(a, b, rtol, atol)])))


def _norm(values, ord=None, axis=None):
    values = _as_array(values)
    if ord not in (None, 2, 1, inf) or ord is not None and values.ndim > 1 and axis is None:
        _missing(f'linalg.norm with ord={ord!r}')

    def of_list(flat):
        if ord == 1:
            return float(_b.sum(_b.abs(v) for v in flat))
        if ord == inf:
            return float(_b.max(_b.abs(v) for v in flat))
        return _m.sqrt(_b.sum(v * v for v in flat))

    return _along(values, axis, of_list)


linalg = _t.ModuleType('numpy.linalg')
linalg.norm = _norm
linalg.__getattr__ = lambda name: _absent(f'linalg.{name}')
SUBMODULES = {'linalg': linalg}


def _missing(what):
    raise NotImplementedError(f"Lapzero's small stand-in for numpy has no {what}; {PACKAGES_HINT}")


def _absent(name):
    if name.rpartition('.')[2].startswith('__'):
        raise AttributeError(name)
    # Not an AttributeError: `from numpy import …` would hide what it says.
    raise NotImplementedError(f"Lapzero's small stand-in for numpy has no '{name}'; {PACKAGES_HINT}")


def __getattr__(name):
    _absent(name)
