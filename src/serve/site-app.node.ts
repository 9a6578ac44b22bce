/** The site's files over HTTP, each page under its policy, for those who ask by a name of this machine. */
import { readFileSync, realpathSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { join, normalize, sep } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Hono } from 'hono';
import { getMimeType } from 'hono/utils/mime';

/**
 * What a page may do: run our own scripts and WebAssembly, talk to this server, and nothing else. The sandbox's frame
 * has a policy of its own in its file. Styles may be inline: the editor writes some.
 */
export const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self' blob:",
  "worker-src 'self'",
  "frame-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Frames of no origin must be let in, and have a policy of their own in their files. Workers have that of their file. */
const WITH_OTHER_POLICY = new Set(['/sandbox.html', '/report-frame.html']);
const PACKED_TYPES = /^(text\/|application\/(javascript|json|wasm|manifest)|image\/svg)/;
/** What is smaller fits in one packet. */
const MIN_PACKED = 1024;

/** What routers and mDNS add to a machine's name; no such name can be registered publicly. */
const LOCAL_SUFFIXES = ['.local', '.lan', '.home', '.home.arpa', '.internal'];

interface SiteFile {
  readonly changed: number;
  readonly type: string;
  readonly whole: Uint8Array<ArrayBuffer>;
  /** what is smaller so, and is wanted often enough to be worth it */
  readonly packed: Uint8Array<ArrayBuffer> | null;
}

/**
 * @param folder of the built pages
 * @param names of this machine, beside its own and its addresses
 * @param api answers below `/api`, to the same names; it sets its own headers
 */
export function siteApp(folder: string, names: readonly string[], api?: Hono): Hono {
  const app = new Hono();
  app.use(async (context, next) => {
    const asked = context.req.header('host') ?? '';
    if (isOurName(asked, names)) return next();
    const problem = `This server does not go by the name "${asked.slice(0, 200)}".`;
    return context.text(`${problem} Use its address, localhost, or start it with --host and that name.`, 403);
  });
  if (api) app.route('/api', api);
  const root = realpathSync(folder);
  const files = new Map<string, SiteFile>();
  app.get('*', (context) => {
    const path = pathOf(context.req.url);
    if (path === null) return context.text('The address is not well-formed: a % must be followed by two digits.', 400);
    const file = read(files, root, path.endsWith('/') ? `${path}index.html` : path);
    if (!file) return context.text('There is no such page here.', 404);
    context.header('content-type', file.type);
    context.header('x-content-type-options', 'nosniff');
    context.header('referrer-policy', 'no-referrer');
    context.header('cross-origin-opener-policy', 'same-origin');
    context.header('cross-origin-embedder-policy', 'require-corp');
    context.header('cross-origin-resource-policy', 'cross-origin');
    // Names of built files change with their content.
    context.header('cache-control', path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache');
    if (!WITH_OTHER_POLICY.has(path)) context.header('content-security-policy', PAGE_POLICY);
    if (!file.packed) return context.body(file.whole);
    context.header('vary', 'accept-encoding');
    if (!/\bgzip\b/.test(context.req.header('accept-encoding') ?? '')) return context.body(file.whole);
    context.header('content-encoding', 'gzip');
    return context.body(file.packed);
  });
  return app;
}

/**
 * Addresses, and names that are known to be this machine's. Any other name may be a stranger's page, which has its own
 * name lead here in order to read what is served (DNS rebinding).
 */
function isOurName(asked: string, names: readonly string[]): boolean {
  const name = asked.replace(/:\d+$/, '').toLowerCase();
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(name) || /^\[[\da-f:.]+\]$/.test(name)) return true;
  const [first] = hostname().toLowerCase().split('.');
  const localNames = ['', ...LOCAL_SUFFIXES].map((suffix) => first + suffix);
  const known = [hostname(), ...localNames, ...names].map((each) => each.toLowerCase());
  return name === 'localhost' || name.endsWith('.localhost') || known.includes(name);
}

function pathOf(url: string): string | null {
  try {
    return decodeURIComponent(new URL(url).pathname);
  } catch {
    return null;
  }
}

/** Packed once, until it changes. */
function read(files: Map<string, SiteFile>, root: string, path: string): SiteFile | undefined {
  try {
    // Where links lead is what counts.
    const real = realpathSync(normalize(join(root, path)));
    const stats = statSync(real);
    if (!real.startsWith(root + sep) || !stats.isFile()) return undefined;
    const known = files.get(real);
    if (known?.changed === stats.mtimeMs) return known;
    const type = getMimeType(real) ?? 'application/octet-stream';
    const whole = new Uint8Array(readFileSync(real));
    const isPacked = PACKED_TYPES.test(type) && whole.length >= MIN_PACKED;
    const file = { changed: stats.mtimeMs, type, whole, packed: isPacked ? new Uint8Array(gzipSync(whole)) : null };
    files.set(real, file);
    return file;
  } catch {
    return undefined;
  }
}
