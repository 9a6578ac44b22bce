/**
 * What strangers' code tries in order to get out. Each returns 1 when it got nowhere, and anything else with what it got
 * when it got somewhere: a reward function that only raises has got nowhere, too.
 */
export interface Escape {
  readonly name: string;
  readonly text: string;
  /** It must not even end its sandbox: what crashes native code may do more than crash it. */
  readonly survives?: boolean;
}

/** A Python attempt: its body sets `got` to something that is not None when it succeeded. */
const py = (name: string, body: string): Escape => ({
  name: `Python: ${name}`,
  text: `def attempt():\n    got = None\n${body
    .trim()
    .split('\n')
    .map((line) => `    ${line}`)
    .join(
      '\n',
    )}\n    return got\n\n\ndef reward_function(params):\n    try:\n        got = attempt()\n    except BaseException as error:\n        print('refused:', type(error).__name__, error)\n        return 1.0\n    if got is None:\n        return 1.0\n    print('GOT', got)\n    return 0.0\n`,
});

/** A JavaScript attempt: an expression or a body that returns something when it succeeded. */
const js = (name: string, body: string): Escape => ({
  name: `JavaScript: ${name}`,
  text: `function attempt() {\n${body}\n}\nfunction reward_function(params) {\n  let got;\n  try { got = attempt(); } catch (error) { console.log('refused: ' + error); return 1; }\n  if (got === undefined || got === null) return 1;\n  console.log('GOT ' + String(got));\n  return 0;\n}\n`,
});

/** Finds JavaScript objects that Python holds, and what makes more of them: walks everything, as nothing lists it all. */
const PROXIES = `
import gc, sys
seen, waiting, found, create_proxy = set(), [sys.modules, gc.get_objects(), object.__subclasses__()], [], None
while waiting:
    thing = waiting.pop()
    if id(thing) in seen:
        continue
    seen.add(id(thing))
    if any('JsProxy' in base.__name__ for base in type(thing).__mro__):
        found.append(thing)
    if getattr(thing, '__name__', None) == 'create_proxy' and callable(thing):
        create_proxy = thing
    try:
        waiting.extend(gc.get_referents(thing))
    except BaseException:
        pass
print('proxies:', len(found), 'create_proxy:', create_proxy is not None)
def proxies():
    return found
`;

export const PYTHON_ESCAPES: readonly Escape[] = [
  py(
    'os.system',
    "import os\nstatus = os.system('id > /tmp/lapzero-escape')\ngot = None if status == -1 or status == 0x7f00 else status",
  ),
  py('subprocess', "import subprocess\ngot = subprocess.run(['id'], capture_output=True).stdout"),
  py('os.fork and exec', "import os\nif os.fork() == 0:\n    os.execv('/bin/sh', ['sh'])\ngot = 'forked'"),
  py(
    'the host file system',
    "import os\ngot = next((p for p in ('/etc/passwd', '/proc/self/environ', '/usr/bin') if os.path.exists(p)), None)",
  ),
  py(
    'the environment',
    "import os\ngot = os.environ.get('LAPZERO_SECRET') or os.environ.get('SHELL') or os.environ.get('npm_execpath')",
  ),
  py('import js', 'import js\ngot = js'),
  py('import pyodide_js', 'import pyodide_js\ngot = pyodide_js'),
  py('import pyodide.code', "from pyodide.code import run_js\ngot = run_js('globalThis')"),
  py(
    'mountNodeFS through sys.modules',
    "import sys\nmodule = sys.modules['pyodide_js']\nmodule.mountNodeFS('/host', '/')\nimport os\ngot = os.listdir('/host')",
  ),
  py('js from sys.modules', "import sys\ngot = sys.modules['js'].fetch"),
  py(
    'importlib around the gate',
    "import importlib, sys\nsys.meta_path[:] = [f for f in sys.meta_path if type(f).__name__ != 'Gatekeeper']\nmodule = importlib.import_module('pyodide_js')\ngot = module",
  ),
  py('ctypes', "import ctypes\nctypes.CDLL(None).emscripten_run_script(b'globalThis.escaped = 1')\ngot = 'ran'"),
  py(
    '_ctypes past the gate',
    "import sys\nsys.meta_path[:] = [f for f in sys.meta_path if type(f).__name__ != 'Gatekeeper']\nimport importlib\nct = importlib.import_module('_ctypes')\nhandle = ct.dlopen(None, 0)\naddress = ct.dlsym(handle, 'emscripten_run_script')\ngot = ct.call_function(address, (b'globalThis.escaped = 1',))\ngot = None if got is None else got",
  ),
  py('socket', "import socket\ns = socket.create_connection(('127.0.0.1', 1), timeout=1)\ngot = s"),
  py('urllib', "import urllib.request\ngot = urllib.request.urlopen('http://127.0.0.1:1/', timeout=1)"),
  py(
    'asyncio and timers',
    'import asyncio\nloop = asyncio.new_event_loop()\nhit = []\nloop.call_later(0, hit.append, 1)\nloop.run_forever()\ngot = hit or None',
  ),
  py(
    'threads',
    'import threading\nhit = []\nt = threading.Thread(target=hit.append, args=(1,))\nt.start()\nt.join()\ngot = hit or None',
  ),
  py('multiprocessing', 'import multiprocessing\np = multiprocessing.Process(target=print)\np.start()\ngot = p.pid'),
  py(
    'constructor chains from any proxy',
    `${PROXIES}
for proxy in proxies():
    for path in (('constructor', 'constructor'), ('constructor',), ('__proto__', 'constructor', 'constructor')):
        thing = proxy
        try:
            for name in path:
                thing = getattr(thing, name)
            made = thing('return globalThis') if 'new' not in dir(thing) else thing.new('return globalThis')
            got = made()
        except BaseException:
            pass`,
  ),
  py(
    'the network through any proxy',
    `${PROXIES}
for proxy in proxies():
    for name in ('fetch', 'WebSocket', 'XMLHttpRequest', 'importScripts', 'Worker', 'process', 'require', 'indexedDB', 'caches', 'navigator', 'parent'):
        try:
            value = getattr(proxy, name)
            if value is not None and type(value).__name__ != 'JsNull':
                got = (name, str(value)[:80])
        except BaseException:
            pass`,
  ),
  py(
    'the socket file system of Pyodide',
    `${PROXIES}
for proxy in proxies():
    for path in (('initializeNodeSockFS',), ('_api', 'initializeNodeSockFS'), ('API', 'initializeNodeSockFS'), ('useNodeSockFS',)):
        thing = proxy
        try:
            for name in path:
                thing = getattr(thing, name)
            promise = thing()
            got = promise if 'rejected' not in str(promise) and hasattr(promise, 'then') and False else got
        except BaseException:
            pass
import socket
s = socket.create_connection(('127.0.0.1', 1), timeout=1)
got = s`,
  ),
  py(
    'Error.prepareStackTrace',
    `${PROXIES}
frames = []
def hook(error, trace):
    frames.extend(trace)
    return 'x'
for proxy in proxies():
    try:
        proxy.constructor.prepareStackTrace = hook
    except BaseException:
        pass
for frame in frames:
    try:
        this = frame.getThis()
        if this is not None:
            got = str(this)[:80]
    except BaseException:
        pass`,
  ),
  py(
    'a getter on Object.prototype that is called with the global object',
    `${PROXIES}
for proxy in proxies():
    try:
        Object = proxy.constructor
        descriptor = Object.new()
        descriptor.get = create_proxy(lambda this: None, capture_this=True)
        descriptor.configurable = True
        Object.defineProperty(Object.prototype, 'navigator', descriptor)
        got = 'Object.prototype is open'
    except BaseException as error:
        print(type(error).__name__, error)`,
  ),
  py(
    'a huge file with a hole',
    "import os\nfd = os.open('b', os.O_CREAT | os.O_RDWR)\nos.pwrite(fd, b'x', 400_000_000)\ngot = os.fstat(fd).st_size",
  ),
  py('our own engine', 'import lapzero_engine\ngot = lapzero_engine'),
  py(
    'another car',
    "import sys\nmine = sys.modules[__name__]\nothers = [m for n, m in sys.modules.items() if n.startswith('reward_function_') and m is not mine]\ngot = others or None",
  ),
  py('real time', 'import time\ngot = time.time() if time.time() > 1e6 else None'),
  py('entropy', "import os\na, b = os.urandom(8), os.urandom(8)\ngot = 'same' if a == b else None"),
  py(
    'writing without end',
    "with open('bomb', 'wb') as f:\n    for _ in range(200):\n        f.write(b'x' * 1000000)\ngot = 'wrote 200 MB'",
  ),
  py('truncate a huge file', "import os\nopen('t', 'w').close()\nos.truncate('t', 10**9)\ngot = os.path.getsize('t')"),
  py('webbrowser', "import webbrowser\ngot = webbrowser.open('http://127.0.0.1/') or None"),
  py('micropip', 'import micropip\ngot = micropip'),
  {
    ...py(
      'a forged handle in a text decoder',
      `${PROXIES}
for proxy in proxies():
    try:
        module = proxy._module
    except AttributeError:
        continue
    decoder, Object = module._asciiTextDecoder, module.constructor
    for symbol in Object.getOwnPropertySymbols(decoder):
        descriptor = Object.new()
        descriptor.value = Object.new()
        descriptor.writable = True
        try:
            Object.defineProperty(decoder, symbol, descriptor)
        except BaseException as error:
            print(error)
    decoder.decode(module.HEAPU8.subarray(0, 100))`,
    ),
    survives: true,
  },
  {
    ...py(
      'WebAssembly of its own, as a shared library',
      `import _imp, importlib.machinery
name = b'\\x08dylink.0\\x01\\x04\\x00\\x00\\x00\\x00'
with open('/own.so', 'wb') as file:
    file.write(b'\\x00asm\\x01\\x00\\x00\\x00\\x00' + bytes([len(name)]) + name)
try:
    _imp.create_dynamic(importlib.machinery.ModuleSpec('own', None, origin='/own.so'))
    got = 'it is loaded'
except ImportError as error:
    got = str(error) if 'does not define' in str(error) else None`,
    ),
    survives: true,
  },
  {
    ...py(
      "the real clock through a file's dates",
      `${PROXIES}
for proxy in proxies():
    try:
        date = proxy._module.FS.stat('/').atime
        times = [date.constructor.now(), date.constructor.new().getTime(), date.__proto__.constructor.new().getTime()]
        got = max(times) if max(times) > 1e6 else got
    except AttributeError:
        pass`,
    ),
    survives: true,
  },
  py("the host's time zone", 'import time\ngot = time.localtime(0) if time.localtime(0).tm_hour != 0 else None'),
];

export const JAVASCRIPT_ESCAPES: readonly Escape[] = [
  js(
    'constructor chain',
    "const g = (function () {}).constructor('return globalThis')();\nreturn g.process ?? g.fetch ?? g.require ?? g.Deno;",
  ),
  js('process', 'return typeof process === "undefined" ? undefined : process;'),
  js('require', 'return require("fs");'),
  js('std and os modules', 'return typeof std !== "undefined" ? std : typeof os !== "undefined" ? os : undefined;'),
  js('fetch', 'return fetch("http://127.0.0.1:1/");'),
  js('XMLHttpRequest', 'return new XMLHttpRequest();'),
  js('WebSocket', 'return new WebSocket("ws://127.0.0.1:1");'),
  js('IndexedDB', 'return indexedDB.open("garage");'),
  js('workers', 'return new Worker("data:,");'),
  js('importScripts', 'return importScripts("data:,");'),
  js('timers', 'return setTimeout(() => {}, 0);'),
  js('postMessage', 'return postMessage("hello");'),
  js('the page', 'return typeof document !== "undefined" ? document : typeof parent !== "undefined" ? parent : undefined;'),
  js('dynamic import', 'let out; import("node:fs").then((m) => { out = m; }, () => {});\nreturn out;'),
  js(
    'prototype tricks on what we call',
    'Array.prototype.push = function () { throw 1; };\nObject.prototype.toJSON = () => "pwned";\nJSON.stringify = () => "{}";\nreturn undefined;',
  ),
  js(
    'a getter on the arguments of the host',
    'Object.defineProperty(Object.prototype, "kind", { get() { return "loaded"; } });\nreturn undefined;',
  ),
  js(
    'the host through errors',
    'Error.prepareStackTrace = (error, frames) => frames;\nconst frames = new Error().stack;\nreturn Array.isArray(frames) ? frames.map((f) => f.getThis && f.getThis()).find(Boolean) : undefined;',
  ),
  js('real time', 'return Date.now() > 1e9 || new Date().getFullYear() > 1970 ? "time" : undefined;'),
  js(
    'shared memory',
    'return typeof SharedArrayBuffer !== "undefined" && typeof Atomics !== "undefined" && typeof WebAssembly !== "undefined" ? WebAssembly : undefined;',
  ),
];
