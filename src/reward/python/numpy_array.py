"""A small numpy in plain Python: what reward functions really use of it, where the real one is not.

Arrays hold their numbers in one flat list; results are float64 scalars that divide by zero as numpy's do. What is not
here raises an error that says how to get the real numpy. PACKAGES_HINT is set by the program that runs this.

First of two files that are one module: numpy_array.py, numpy_functions.py.
"""
import builtins as _b
import math as _m

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
                if picked.ndim > 1:
                    if picked.shape != self.shape:
                        raise IndexError('boolean index did not match indexed array')
                    chosen = [value for value, flag in zip(self._flat, picked._flat) if flag]
                    return ndarray(chosen, (len(chosen),))
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
        if isinstance(key, ndarray) and key.ndim > 1:
            _missing('assignment by a mask of more than one dimension')
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
