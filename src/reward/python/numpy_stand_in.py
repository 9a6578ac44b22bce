"""A small numpy in plain Python: what reward functions really use of it, where the real one is not.

Arrays hold their numbers in one flat list; results are float64 scalars that divide by zero as numpy's do. What is not
here raises an error that says how to get the real numpy. PACKAGES_HINT is given by whoever runs this.
"""
import builtins as _b
import math as _m
import types as _t

pi = _m.pi
e = _m.e
inf = _m.inf
nan = _m.nan
newaxis = None
bool_ = bool
int32 = int64 = int_ = int


class float64(float):
    """A float whose division by zero gives inf or nan."""

    __slots__ = ()

    def __truediv__(self, other):
        return _apply(_div, self, other)

    def __rtruediv__(self, other):
        return _apply(_div, other, self)

    def __add__(self, other):
        return _apply(float.__add__, self, other)

    __radd__ = __add__

    def __sub__(self, other):
        return _apply(float.__sub__, self, other)

    def __rsub__(self, other):
        return _apply(float.__sub__, other, self)

    def __mul__(self, other):
        return _apply(float.__mul__, self, other)

    __rmul__ = __mul__

    def __pow__(self, other):
        return _apply(_pow, self, other)

    def __rpow__(self, other):
        return _apply(_pow, other, self)

    def __neg__(self):
        return float64(float.__neg__(self))

    def __abs__(self):
        return float64(float.__abs__(self))

    def item(self):
        return float(self)

    def __repr__(self):
        return f'np.float64({float.__repr__(self)})'

    def __str__(self):
        return float.__repr__(self)

    def __format__(self, spec):
        return float.__format__(self, spec)


float32 = float_ = double = float64


def _div(a, b):
    if b == 0:
        return nan if a == 0 or a != a else _m.copysign(inf, a) * _m.copysign(1.0, b)
    return float(a) / float(b)


def _pow(a, b):
    try:
        result = float(a) ** float(b)
    except ZeroDivisionError:
        return inf
    except OverflowError:
        return inf
    return nan if isinstance(result, complex) else result


def _scalar(value):
    return value if isinstance(value, (bool, int)) else float64(value)


def _apply(operation, a, b):
    if isinstance(a, ndarray) or isinstance(b, ndarray) or isinstance(a, (list, tuple)) or isinstance(b, (list, tuple)):
        return _broadcast(operation, a, b)
    if not isinstance(a, (int, float)) or not isinstance(b, (int, float)):
        return NotImplemented
    return float64(operation(float(a), float(b)))


def _shape_of(nested):
    if isinstance(nested, ndarray):
        return nested.shape
    if not isinstance(nested, (list, tuple, range)):
        return ()
    if len(nested) == 0:
        return (0,)
    shapes = {_shape_of(item) for item in nested}
    if len(shapes) > 1:
        raise ValueError('setting an array element with a sequence. The requested array has an inhomogeneous shape')
    return (len(nested), *shapes.pop())


def _flat_of(nested):
    if isinstance(nested, ndarray):
        return nested._flat[:]
    if isinstance(nested, (list, tuple, range)):
        return [value for item in nested for value in _flat_of(item)]
    return [nested]


def _size(shape):
    return _m.prod(shape)


def _make(flat, shape):
    return _scalar(flat[0]) if shape == () else ndarray(flat, shape)


def _as_array(value):
    return value if isinstance(value, ndarray) else array(value)


def _stretch(value, shape):
    """The flat list of an array broadcast to a shape."""
    if not isinstance(value, ndarray):
        return [value] * _size(shape)
    if value.shape == shape:
        return value._flat
    own = (1,) * (len(shape) - len(value.shape)) + value.shape
    strides, step = [], 1
    for size in reversed(own):
        strides.append(0 if size == 1 else step)
        step *= size
    strides.reverse()
    result = []
    for i in range(_size(shape)):
        at, rest = 0, i
        for size, stride in zip(reversed(shape), reversed(strides)):
            at += (rest % size) * stride
            rest //= size
        result.append(value._flat[at])
    return result


def _broadcast(operation, a, b):
    a = _as_array(a) if isinstance(a, (list, tuple)) else a
    b = _as_array(b) if isinstance(b, (list, tuple)) else b
    if not isinstance(a, (ndarray, int, float)) or not isinstance(b, (ndarray, int, float)):
        return NotImplemented
    left = a.shape if isinstance(a, ndarray) else ()
    right = b.shape if isinstance(b, ndarray) else ()
    width = _b.max(len(left), len(right))
    left_, right_ = (1,) * (width - len(left)) + left, (1,) * (width - len(right)) + right
    shape = []
    for m, n in zip(left_, right_):
        if m != n and m != 1 and n != 1:
            raise ValueError(f'operands could not be broadcast together with shapes {left} {right}')
        shape.append(_b.max(m, n) if m and n else 0)
    shape = tuple(shape)
    return _make([operation(x, y) for x, y in zip(_stretch(a, shape), _stretch(b, shape))], shape)


class ndarray:
    """Numbers in rows: a flat list and a shape."""

    __slots__ = ('_flat', 'shape')
    __array_priority__ = 1

    def __init__(self, flat, shape):
        self._flat = flat
        self.shape = shape

    @property
    def ndim(self):
        return len(self.shape)

    @property
    def size(self):
        return len(self._flat)

    @property
    def T(self):
        if self.ndim < 2:
            return self
        if self.ndim > 2:
            _missing('T of more than two dimensions')
        rows, columns = self.shape
        return ndarray([self._flat[r * columns + c] for c in range(columns) for r in range(rows)], (columns, rows))

    def __len__(self):
        return self.shape[0]

    def __iter__(self):
        return (self[i] for i in range(len(self)))

    def __getitem__(self, key):
        if isinstance(key, tuple):
            return self._at(key)
        if isinstance(key, (ndarray, list)):
            picked = _as_array(key)
            if picked.size and isinstance(picked._flat[0], bool):
                return _stack([self[i] for i, flag in enumerate(picked._flat) if flag], self.shape[1:])
            return _stack([self[int(i)] for i in picked._flat], self.shape[1:])
        step = _size(self.shape[1:])
        if isinstance(key, slice):
            rows = range(len(self))[key]
            return ndarray([v for r in rows for v in self._flat[r * step:(r + 1) * step]], (len(rows), *self.shape[1:]))
        i = self._index(key)
        return _make(self._flat[i * step:(i + 1) * step], self.shape[1:])

    def _at(self, key):
        if Ellipsis in key or None in key:
            _missing('this kind of index')
        first, *rest = key
        picked = self[first]
        if not rest:
            return picked
        if isinstance(first, (slice, list, ndarray)):
            return array([row[tuple(rest)] for row in picked])
        return picked[tuple(rest)]

    def _index(self, key):
        i = key.__index__() if hasattr(key, '__index__') else None
        if i is None:
            raise IndexError('only integers, slices (`:`) and arrays are valid indices')
        if not -len(self) <= i < len(self):
            raise IndexError(f'index {i} is out of bounds for axis 0 with size {len(self)}')
        return i % len(self)

    def __setitem__(self, key, value):
        if isinstance(key, tuple) and len(key) == self.ndim and _b.all(hasattr(k, '__index__') for k in key):
            at = 0
            for k, size in zip(key, self.shape):
                at = at * size + k.__index__() % size
            self._flat[at] = value
            return
        step = _size(self.shape[1:])
        if isinstance(key, ndarray) and key.size and isinstance(key._flat[0], bool):
            rows = [i for i, flag in enumerate(key._flat) if flag]
        elif isinstance(key, slice):
            rows = list(range(len(self))[key])
        elif isinstance(key, tuple):
            _missing('this kind of assignment')
        else:
            rows = [self._index(key)]
        shape = (len(rows), *self.shape[1:]) if isinstance(key, (slice, ndarray)) else self.shape[1:]
        given = _as_array(value) if isinstance(value, (list, tuple, ndarray)) else value
        values = _stretch(given, shape)
        for n, r in enumerate(rows):
            self._flat[r * step:(r + 1) * step] = values[n * step:(n + 1) * step]

    def __bool__(self):
        if self.size != 1:
            raise ValueError('The truth value of an array with more than one element is ambiguous. Use a.any() or a.all()')
        return bool(self._flat[0])

    def __float__(self):
        if self.size != 1:
            raise TypeError('only length-1 arrays can be converted to Python scalars')
        return float(self._flat[0])

    def __int__(self):
        return int(float(self))

    def __repr__(self):
        return f'array({self.tolist()!r})'

    def __str__(self):
        return str(self.tolist()).replace(',', '')

    def _with(self, operation, other):
        return _broadcast(operation, self, other)

    def __add__(self, other):
        return self._with(lambda x, y: x + y, other)

    __radd__ = __add__

    def __sub__(self, other):
        return self._with(lambda x, y: x - y, other)

    def __rsub__(self, other):
        return self._with(lambda x, y: y - x, other)

    def __mul__(self, other):
        return self._with(lambda x, y: x * y, other)

    __rmul__ = __mul__

    def __truediv__(self, other):
        return self._with(_div, other)

    def __rtruediv__(self, other):
        return self._with(lambda x, y: _div(y, x), other)

    def __floordiv__(self, other):
        return self._with(lambda x, y: x // y, other)

    def __mod__(self, other):
        return self._with(lambda x, y: x % y, other)

    def __pow__(self, other):
        return self._with(lambda x, y: x ** y if isinstance(x, int) and isinstance(y, int) and y >= 0 else _pow(x, y), other)

    def __rpow__(self, other):
        return self._with(lambda x, y: _pow(y, x), other)

    def __neg__(self):
        return ndarray([-v for v in self._flat], self.shape)

    def __abs__(self):
        return ndarray([_b.abs(v) for v in self._flat], self.shape)

    def __lt__(self, other):
        return self._with(lambda x, y: x < y, other)

    def __le__(self, other):
        return self._with(lambda x, y: x <= y, other)

    def __gt__(self, other):
        return self._with(lambda x, y: x > y, other)

    def __ge__(self, other):
        return self._with(lambda x, y: x >= y, other)

    def __eq__(self, other):
        return self._with(lambda x, y: x == y, other)

    def __ne__(self, other):
        return self._with(lambda x, y: x != y, other)

    __hash__ = None

    def __and__(self, other):
        return self._with(lambda x, y: x & y, other)

    def __or__(self, other):
        return self._with(lambda x, y: x | y, other)

    def __invert__(self):
        return ndarray([not v if isinstance(v, bool) else ~v for v in self._flat], self.shape)

    def __matmul__(self, other):
        return dot(self, other)

    def tolist(self):
        if self.ndim == 1:
            return [float(v) if isinstance(v, float64) else v for v in self._flat]
        return [row.tolist() for row in self]

    def item(self, *index):
        return float(self) if not index else self._flat[index[0]]

    def copy(self):
        return ndarray(self._flat[:], self.shape)

    def flatten(self):
        return ndarray(self._flat[:], (self.size,))

    ravel = flatten

    def astype(self, kind):
        convert = {float: float, float64: float, int: int, bool: bool, 'float': float, 'int': int}.get(kind)
        if convert is None:
            _missing(f'astype({kind!r})')
        return ndarray([convert(v) for v in self._flat], self.shape)

    def reshape(self, *shape):
        shape = shape[0] if len(shape) == 1 and isinstance(shape[0], (tuple, list)) else shape
        if -1 in shape:
            known = _m.prod(n for n in shape if n != -1)
            shape = tuple(self.size // known if n == -1 else n for n in shape)
        if _size(shape) != self.size:
            raise ValueError(f'cannot reshape array of size {self.size} into shape {tuple(shape)}')
        return ndarray(self._flat[:], tuple(shape))

    def sum(self, axis=None):
        return sum(self, axis)

    def mean(self, axis=None):
        return mean(self, axis)

    def std(self, axis=None):
        return std(self, axis)

    def var(self, axis=None):
        return var(self, axis)

    def min(self, axis=None):
        return min(self, axis)

    def max(self, axis=None):
        return max(self, axis)

    def argmin(self, axis=None):
        return argmin(self, axis)

    def argmax(self, axis=None):
        return argmax(self, axis)

    def argsort(self):
        return argsort(self)

    def dot(self, other):
        return dot(self, other)

    def any(self):
        return any(self)

    def all(self):
        return all(self)

    def round(self, decimals=0):
        return round(self, decimals)


def _stack(items, shape):
    if not items:
        return ndarray([], (0, *shape))
    return ndarray([v for item in items for v in _flat_of(item)], (len(items), *shape))


def array(values, dtype=None, copy=True, ndmin=0):
    if not isinstance(values, (list, tuple, range, ndarray)) and hasattr(values, '__iter__') and not isinstance(values, str):
        raise TypeError(f"Lapzero's small stand-in for numpy makes no array of {type(values).__name__}; {PACKAGES_HINT}")
    flat, shape = _flat_of(values), _shape_of(values)
    for value in flat:
        if not isinstance(value, (int, float)):
            raise TypeError(f"Lapzero's small stand-in for numpy holds only numbers, not {type(value).__name__}; {PACKAGES_HINT}")
    if dtype in (int, 'int'):
        flat = [int(v) for v in flat]
    elif dtype in (bool, 'bool'):
        flat = [bool(v) for v in flat]
    elif dtype is not None or _b.any(isinstance(v, float) for v in flat):
        flat = [float(v) for v in flat]
    if shape == ():
        return ndarray(flat, (1,)) if ndmin else _ZeroD(flat, ())
    return ndarray(flat, shape)


class _ZeroD(ndarray):
    """An array of no dimensions: a number."""

    __slots__ = ()

    def __len__(self):
        raise TypeError('len() of unsized object')

    def tolist(self):
        return self._flat[0]


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
