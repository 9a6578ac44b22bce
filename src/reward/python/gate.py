"""What reward functions can import, and what they get for it.

First of three files that are one module, in this order: gate.py, problems.py, engine.py.
"""
import builtins
import importlib
import importlib.abc
import importlib.util
import sys
import types

PACKAGES_HINT = (
    'give the real one by --python-packages, a folder of Pyodide\'s packages or a URL such as '
    'https://cdn.jsdelivr.net/pyodide/v314.0.7/full/'
)

warnings = []


def warn(message, line=None):
    entry = {'message': message, 'line': line}
    if entry not in warnings:
        warnings.append(entry)


#: Ways to JavaScript and to raw memory. The sandbox around us does not rest on this; it makes for clear errors.
BARRED = {'ctypes', '_ctypes', 'js', 'pyodide', 'pyodide_js', '_pyodide', '_pyodide_core', 'micropip'}
OFFERED = {'numpy', 'scipy', 'shapely', 'pandas'}


class Gatekeeper(importlib.abc.MetaPathFinder):
    """Says what cannot be imported, and why."""

    def find_spec(self, name, path=None, target=None):
        root = name.partition('.')[0]
        if root in BARRED:
            raise ModuleNotFoundError(f"'{root}' is not for reward functions", name=root)
        if root in OFFERED and not is_installed(root):
            if root == 'numpy':
                install_stand_in()
                if name in sys.modules:
                    return importlib.util.spec_from_loader(name, StandInLoader(sys.modules[name]))
                raise ModuleNotFoundError(f"Lapzero's small stand-in for numpy has no '{name}'; {PACKAGES_HINT}", name=name)
            raise ModuleNotFoundError(f"'{root}' is not here; {PACKAGES_HINT}", name=root)
        return None


class StandInLoader(importlib.abc.Loader):
    def __init__(self, module):
        self.module = module

    def create_module(self, spec):
        return self.module

    def exec_module(self, module):
        pass


def is_installed(name):
    return any(finder.find_spec(name, None) for finder in sys.meta_path if not isinstance(finder, Gatekeeper) and hasattr(finder, 'find_spec'))


def install_stand_in():
    if 'numpy' in sys.modules:
        return
    namespace = types.ModuleType('numpy')
    namespace.PACKAGES_HINT = PACKAGES_HINT
    exec(compile(STAND_IN, 'numpy (stand-in)', 'exec'), namespace.__dict__)
    for name, module in namespace.SUBMODULES.items():
        sys.modules[f'numpy.{name}'] = module
    sys.modules['numpy'] = namespace
    warn(f"numpy is not here: Lapzero's small stand-in in plain Python answers for it; {PACKAGES_HINT}")


STAND_IN = ''


def own_random(seed):
    """The random module, once more, with a state of its own."""
    spec = importlib.util.find_spec('random')
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.seed(seed)
    return module


def own_builtins(seed):
    """The builtins module, once more: what a car changes in it is its own."""
    own = types.ModuleType('builtins', builtins.__doc__)
    names = own.__dict__
    names.update(vars(builtins))
    original = builtins.__import__
    owned = {}

    def import_(name, globals=None, locals=None, fromlist=(), level=0):
        if level == 0 and name == 'random':
            if 'random' not in owned:
                owned['random'] = own_random(seed)
            return owned['random']
        if level == 0 and name == 'builtins':
            return own
        if level == 0 and name.partition('.')[0] in BARRED:
            raise ModuleNotFoundError(f"'{name}' is not for reward functions", name=name)
        return original(name, globals, locals, fromlist, level)

    def input_(prompt=''):
        raise OSError('input() has no one to answer it')

    names['__import__'] = import_
    names['input'] = input_
    return own
