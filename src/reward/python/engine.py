"""The Python side of a sandbox: loads a custom reward function once per car and calls it, row by row.

Numbers come and go in two buffers that JavaScript fills and reads (layout: src/reward/request.ts); everything else is
JSON text. Nothing here keeps strangers' code in: the process or frame around this interpreter does.

Last of three files that are one module: gate.py, problems.py, engine.py.
"""
import ast
import copy
import gc
import inspect
import json
import linecache
import math
import struct
import sys
import time
import types
from array import array

MAX_REWARD = 1e5
MAX_PRINTED = 20_000

#: How rows are made up: src/reward/row.ts.
layout = {}
#: Makes the car's number, the number of objects and the inputs out of a row.
params_of = None
#: Rows that JavaScript writes, and rewards that it reads.
buffer = bytearray(1)
results = array('d', [0.0])
#: Simulated seconds: what every clock of this interpreter shows.
clock = array('d', [0.0])

#: As it was before custom code could change it.
to_float = float

tracks = {}
cars = []
policy = {'zero': False}
printed = []
printed_length = 0
current_car = 0


class Printer:
    """Standard output of reward functions: kept for the caller, up to a limit."""

    encoding = 'utf-8'
    errors = 'replace'
    closed = False

    def write(self, text):
        global printed_length
        text = str(text)
        if not text:
            return 0
        if printed_length < MAX_PRINTED:
            piece = text[:MAX_PRINTED - printed_length]
            if printed and printed[-1][0] == current_car:
                printed[-1][1] += piece
            else:
                printed.append([current_car, piece])
        printed_length += len(text)
        return len(text)

    def writelines(self, lines):
        for line in lines:
            self.write(line)

    def flush(self):
        pass

    def isatty(self):
        return False

    def writable(self):
        return True


def take_printed():
    global printed_length
    taken = printed[:]
    if printed_length > MAX_PRINTED:
        taken.append([current_car, '\n... more was printed than is kept\n'])
    printed.clear()
    printed_length = 0
    return taken


class Car:
    """A reward function with the state of one car."""

    def __init__(self, number, code, seed):
        name = f'reward_function_{number}'
        module = types.ModuleType(name)
        module.__dict__['__builtins__'] = own_builtins(seed).__dict__
        module.__dict__['__file__'] = source['file']
        # Only while it loads, for what looks itself up there: cars are none of each other's business.
        sys.modules[name] = module
        try:
            exec(code, module.__dict__)
        finally:
            sys.modules.pop(name, None)
        self.module = module
        function = module.__dict__.get('reward_function')
        if not callable(function):
            raise NoFunction()
        self.function = adapted(function)


class NoFunction(Exception):
    pass


class BadSignature(Exception):
    pass


def adapted(function):
    """The function itself, or one that passes it separate arguments as DeepRacer did in 2018."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return function
    plain = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    needed = [p.name for p in plain if p.default is p.empty]
    if any(p.kind == p.KEYWORD_ONLY and p.default is p.empty for p in parameters):
        raise BadSignature('reward_function has arguments that must be named; give it one, params')
    if len(needed) == 1 or (not needed and (plain or any(p.kind == p.VAR_POSITIONAL for p in parameters))):
        return function
    if not needed:
        raise BadSignature('reward_function takes no arguments; give it one, params')
    unknown = [name for name in needed if name not in FORMER and name not in CONTRACT['inputs']]
    if unknown:
        raise BadSignature(f"reward_function's argument '{unknown[0]}' is no input; give it one argument, params")
    warn('reward_function has separate arguments, as in 2018; DeepRacer passes one dictionary, params', source['definition'])
    getters = [FORMER.get(name) or by_name(name) for name in needed]
    return lambda params: function(*[get(params) for get in getters])


def by_name(name):
    return lambda params: params[name]


#: The first simulator's arguments: radians, and the nearest waypoint of all.
FORMER = {
    'on_track': by_name('all_wheels_on_track'),
    'car_orientation': lambda params: math.radians(params['heading']),
    'throttle': by_name('speed'),
    'steering': lambda params: math.radians(params['steering_angle']),
    'closest_waypoint': lambda params: nearest_waypoint(params),
}


def nearest_waypoint(params):
    x, y = params['x'], params['y']
    points = params['waypoints']
    return min(params['closest_waypoints'], key=lambda i: math.hypot(points[i][0] - x, points[i][1] - y))


def load(job_text):
    """Compiles the source and runs it once per car. Returns JSON: warnings, or the problem."""
    global cars
    job = json.loads(job_text)
    file, text = job['file'], job['text']
    source.update(file=file, definition=1)
    policy['zero'] = job['zero']
    warnings.clear()
    cars = []
    lines = text.splitlines(True)
    linecache.cache[file] = (len(text), None, lines, file)
    try:
        tree = compile(text, file, 'exec', ast.PyCF_ONLY_AST, dont_inherit=True)
        survey(tree)
        code = compile(text, file, 'exec', dont_inherit=True)
        cars = [Car(k, code, f"{job['seed']}/{number}") for k, number in enumerate(job['carNumbers'])]
    except NoFunction:
        return failure('load', 'NameError', 'defines no function reward_function(params)', 1, 1)
    except BadSignature as error:
        return failure('load', 'TypeError', str(error), source['definition'], 1)
    except BaseException as error:
        return json.dumps({'problem': problem_of(error, 'load', None)})
    gc.collect()
    gc.freeze()
    # Every call makes a few lists that go at once: looking for cycles among them all the time would be a tenth of the work.
    gc.set_threshold(50_000, 20, 20)
    return json.dumps({'warnings': warnings})


def add_track(number, length, text):
    tracks[number] = (length, [tuple(point) for point in json.loads(text)])


def evaluate(count, stride):
    """Rewards for `count` rows of the buffer. Returns nothing, or JSON: what was printed, the first problem."""
    global current_car
    problem = None
    failures = 0
    for k in range(count):
        at = k * stride
        current_car, objects, params = params_of(buffer, at)
        clock[0] = params['sim_time']
        if objects:
            add_objects(params, at + layout['rowBytes'], objects)
        try:
            reward = cars[current_car].function(params)
            if reward.__class__ is not float or not -MAX_REWARD <= reward <= MAX_REWARD:
                reward = checked(reward)
            results[k] = reward
        except BaseException as error:
            failures += 1
            results[k] = 0.0
            if problem is None:
                problem = problem_of(error, 'call', params)
            if not policy['zero'] or isinstance(error, (KeyboardInterrupt, MemoryError)):
                break
    if problem is None and not printed:
        return None
    return json.dumps({'printed': take_printed(), 'problem': problem, 'failures': failures})


def add_objects(params, at, count):
    columns = list(zip(*struct.iter_unpack(layout['object'], memoryview(buffer)[at:at + count * layout['objectBytes']])))
    params['objects_location'] = list(zip(columns[0], columns[1]))
    for name, column in zip(layout['objectFields'][2:], columns[2:]):
        params[name] = [value == 1 for value in column] if name == 'objects_left_of_center' else list(column)


def reader(inputs, floats, pairs, flags, row):
    """The function that makes a row's dictionary, written for the layout: a loop over names would take twice as long."""
    variables = [*floats, 'car', 'track', 'objects']
    values = {name: name for name in (*floats, *flags)}
    for name in pairs:
        variables += [f'{name}_0', f'{name}_1']
        values[name] = f'[{name}_0, {name}_1]'
    values.update(track_length='length', waypoints='points[:]')
    entries = ', '.join(f"'{name}': {values.get(name, '[]')}" for name in inputs)
    text = (
        'def params_of(buffer, at):\n'
        f"    ({', '.join([*variables, *flags])}) = unpack(buffer, at)\n"
        '    length, points = tracks[track]\n'
        f'    return car, objects, {{{entries}}}\n'
    )
    names = {'unpack': struct.Struct(row).unpack_from, 'tracks': tracks}
    exec(text, names)
    return names['params_of']


def checked(reward):
    """As DeepRacer takes it: by float(), finite and within 1e5."""
    if reward is None:
        raise BadValue('it returned None: no return statement was reached, or one without a value')
    if isinstance(reward, (str, bytes, bytearray)):
        raise BadValue(f'it returned the text {reward!r:.60}, not a number')
    try:
        value = to_float(reward)
    except OverflowError:
        raise BadValue('it returned a number beyond 100000') from None
    except Exception:
        raise BadValue(f'it returned {type(reward).__name__} {reward!r:.60}, not a number') from None
    if math.isnan(value):
        raise BadValue('it returned NaN, which is not a number')
    if not -MAX_REWARD <= value <= MAX_REWARD:
        raise BadValue(f'it returned {value:g}; a reward must be between -100000 and 100000')
    return value


class WatchedParams(dict):
    """A dictionary that knows which of its keys were asked for."""

    def __init__(self, values, reads):
        super().__init__(values)
        self.reads = reads

    def __getitem__(self, key):
        self.reads.add(key)
        return super().__getitem__(key)

    def get(self, key, default=None):
        self.reads.add(key)
        return super().get(key, default)

    def __contains__(self, key):
        self.reads.add(key)
        return super().__contains__(key)

    def __iter__(self):
        self.reads.update(super().keys())
        return super().__iter__()

    def items(self):
        self.reads.update(super().keys())
        return super().items()

    def values(self):
        self.reads.update(super().keys())
        return super().values()

    def __deepcopy__(self, memo):
        return WatchedParams(copy.deepcopy(dict(super().items()), memo), self.reads)


POINTS = ('waypoints', 'objects_location')


def with_tuples(inputs):
    for key in POINTS:
        if isinstance(inputs.get(key), list):
            inputs[key] = [tuple(point) if isinstance(point, list) else point for point in inputs[key]]
    return inputs


def call(job_text):
    """One car's rewards for inputs in JSON, in their order; stops at the first problem."""
    global current_car
    job = json.loads(job_text)
    common = with_tuples(json.loads(job['common']))
    reads = set()
    values = []
    problem = None
    current_car = job['car']
    function = cars[current_car].function
    for text in job['inputs']:
        # A deep copy, as DeepRacer makes one; points are tuples and need none.
        params = {key: value[:] if key in POINTS and isinstance(value, list) else copy.deepcopy(value) for key, value in common.items()}
        params.update(with_tuples(json.loads(text)))
        now = params.get('sim_time')
        clock[0] = now if isinstance(now, (int, float)) else clock[0] + 1 / 15
        try:
            values.append(checked(function(WatchedParams(params, reads) if job['watch'] else params)))
        except BaseException as error:
            problem = problem_of(error, 'call', params)
            break
    known = [name for name in CONTRACT['inputs'] if name in reads]
    return json.dumps({'values': values, 'reads': known, 'printed': take_printed(), 'problem': problem, 'warnings': warnings})


def forget_javascript(module):
    """Takes away what a module has of JavaScript: it would lead to the whole engine and its memory."""
    loader = getattr(module, '__loader__', None)
    if hasattr(loader, 'jsproxy'):
        loader.jsproxy = None
        return
    for name, value in list(module.__dict__.items()):
        if not isinstance(value, type) and 'JsProxy' in (base.__name__ for base in type(value).__mro__):
            module.__dict__[name] = None


def begin(contract_text, stand_in):
    global STAND_IN, params_of
    contract = json.loads(contract_text)
    layout.update(contract.pop('layout'))
    CONTRACT.update(contract)
    params_of = reader(CONTRACT['inputs'], layout['floats'], layout['pairs'], layout['flags'], layout['row'])
    STAND_IN = stand_in
    # The ways to JavaScript are not only barred but gone.
    for finder in sys.meta_path:
        getattr(finder, 'jsproxies', {}).clear()
    sys.meta_path[:] = [Gatekeeper(), *(finder for finder in sys.meta_path if 'Js' not in type(finder).__name__)]
    for name in [name for name in sys.modules if name.partition('.')[0] in BARRED]:
        forget_javascript(sys.modules.pop(name))
    sys.stdout = sys.stderr = Printer()
    # Simulated time passes only from step to step.
    time.sleep = lambda seconds: None


def resize(bytes_, count):
    """New buffers. JavaScript asks for their addresses afterwards."""
    global buffer, results
    buffer = bytearray(bytes_)
    results = array('d', bytes(8 * count))


def addresses():
    """Where JavaScript finds the buffers: rows, results, clock."""
    return (memoryview(buffer), memoryview(results), memoryview(clock))
