"""What is wrong with a reward function: warnings before it runs, and problems with the user's own frames.

Second of three files that are one module: gate.py, problems.py, engine.py.
"""
import ast
import difflib
import json
import sys
import traceback

MAX_TRACEBACK = 10_000

#: What the host says of the contract (src/reward/contract.ts).
CONTRACT = {'inputs': [], 'former': {}, 'modules': [], 'names': []}
source = {'file': '', 'definition': 1}


class BadValue(Exception):
    pass


def survey(tree):
    """Warns of what AWS's console would have rejected."""
    definition = None
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name == 'reward_function' and definition is None:
            definition = node
    if definition:
        source['definition'] = definition.lineno
    top = set(map(id, tree.body))
    for node in ast.walk(tree):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or '']
            for name in names:
                if name.partition('.')[0] not in CONTRACT['modules']:
                    warn(f"import {name}: AWS's console took only {', '.join(CONTRACT['modules'])}", node.lineno)
            if id(node) not in top:
                warn("import inside a function: AWS's console took imports only at the top of the file", node.lineno)
        elif isinstance(node, ast.Name) and node.id in CONTRACT['names']:
            warn(f"{node.id}: AWS's console rejected it", node.lineno)
    if definition and definition.args.args:
        survey_inputs(definition)
    if definition and len(definition.args.args) != 1:
        warn("AWS's console took only functions of one argument, params", definition.lineno)


def survey_inputs(definition):
    params = definition.args.args[0].arg
    known = set(CONTRACT['inputs'])
    for node in ast.walk(definition):
        if not isinstance(node, ast.Subscript) or not isinstance(node.value, ast.Name) or node.value.id != params:
            continue
        key = node.slice.value if isinstance(node.slice, ast.Constant) else None
        if isinstance(node.ctx, ast.Load) and isinstance(key, str) and key not in known:
            warn(unknown_input(key), node.lineno)


def unknown_input(key):
    if key in CONTRACT['former']:
        return f"'{key}' was its name in 2018; it is '{CONTRACT['former'][key]}' today"
    near = difflib.get_close_matches(key, CONTRACT['inputs'], 1)
    return f"there is no input '{key}'" + (f"; did you mean '{near[0]}'?" if near else '')


def failure(kind, type_, message, line, column):
    problem = {'kind': kind, 'type': type_, 'message': message, 'file': source['file'], 'line': line, 'column': column,
               'traceback': None, 'inputs': None}
    return json.dumps({'problem': problem})


def problem_of(error, kind, params):
    """What happened, with the user's own frames only."""
    try:
        return describe(error, kind, params)
    except BaseException as second:
        # A stranger's exception may lie about itself, the memory may be full, the time be over once more.
        is_time = isinstance(error, KeyboardInterrupt)
        line = None
        try:
            frames = error.__traceback__
            while frames is not None:
                line = frames.tb_lineno if frames.tb_frame.f_code.co_filename == source['file'] else line
                frames = frames.tb_next
        except BaseException:
            pass
        return {'kind': 'time' if is_time else 'memory' if isinstance(error, MemoryError) else kind,
                'type': type(error).__name__[:200],
                'message': f'and its description failed: {type(second).__name__}',
                'file': source['file'], 'line': line, 'column': None, 'traceback': None, 'inputs': None}


def describe(error, kind, params):
    file = source['file']
    line = column = None
    inputs = inputs_text(params) if params is not None else None
    name = type(error).__name__
    message = str(error)
    text = None
    if isinstance(error, BadValue):
        kind, name = 'value', 'ValueError'
        line = return_line(params) or source['definition']
        text = None
    elif isinstance(error, SyntaxError) and error.filename == file:
        line, column = error.lineno, error.offset
        message = error.msg
        text = ''.join(traceback.format_exception_only(error))
    else:
        frames = error.__traceback__
        while frames is not None and frames.tb_frame.f_code.co_filename != file:
            frames = frames.tb_next
        if frames is not None:
            told = traceback.TracebackException(type(error), error, frames)
            told.stack[:] = [frame for frame in told.stack if not frame.filename.startswith('lapzero/')]
            for frame in told.stack:
                if frame.filename == file:
                    line = frame.lineno
                    column = None if frame.colno is None else frame.colno + 1
            text = ''.join(told.format())
            # With its hint at what was meant, where Python has one.
            last = ''.join(told.format_exception_only()).strip().splitlines()[-1]
            if last.startswith(f'{name}: ') and isinstance(error, (NameError, AttributeError, ImportError)):
                message = last[len(name) + 2:]
        else:
            line = source['definition'] if kind == 'call' else None
        if isinstance(error, KeyError) and params is not None and error.args and isinstance(error.args[0], str) and error.args[0] not in params:
            message = f'{message} ({unknown_input(error.args[0])})'
        if isinstance(error, KeyboardInterrupt):
            kind = 'time'
        if isinstance(error, MemoryError):
            kind, message = 'memory', message or 'it used more memory than it may'
    if text is not None and len(text) > MAX_TRACEBACK:
        text = text[:MAX_TRACEBACK // 2] + '\n...\n' + text[-MAX_TRACEBACK // 2:]
    return {'kind': kind, 'type': name[:200], 'message': message[:1500], 'file': file, 'line': line, 'column': column,
            'traceback': text, 'inputs': inputs}


def inputs_text(params):
    shown = {key: value for key, value in params.items() if key != 'waypoints'}
    return json.dumps(shown, default=repr)[:20_000]


def return_line(params):
    """Where the function came back from: asked by calling it once more, watched."""
    found = []
    function = cars[current_car].module.__dict__.get('reward_function')
    code = getattr(function, '__code__', None)
    if code is None:
        return None
    monitoring = sys.monitoring
    tool = monitoring.DEBUGGER_ID

    def returned(code, offset, value):
        lines = [line for start, end, line in code.co_lines() if start <= offset < end]
        found[:] = lines[-1:]

    monitoring.use_tool_id(tool, 'lapzero')
    try:
        monitoring.register_callback(tool, monitoring.events.PY_RETURN, returned)
        monitoring.set_local_events(tool, code, monitoring.events.PY_RETURN)
        cars[current_car].function(params)
    except BaseException:
        return None
    finally:
        monitoring.set_local_events(tool, code, 0)
        monitoring.free_tool_id(tool)
    return found[0] if found else None
