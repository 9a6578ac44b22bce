/**
 * Runs a frozen TensorFlow graph, in float64 and without TensorFlow.js: the second opinion that exports and imports
 * are checked with. Only the operations of policies that a car can load; anything else is refused by name.
 */
import { UserError } from '../math/error.ts';
import { GRAPH_OPS, type Value } from './graph-ops.ts';
import type { Graph, GraphNode } from './graphdef.ts';

/** What a graph may hold at once, elements, so that a small file cannot ask for the whole machine. */
const MAX_ELEMENTS = 1 << 26;

/**
 * @param feeds by name of their placeholders
 * @param place named in errors
 * @returns the output of the node named `output`
 * @throws UserError for an operation that is not known, or inputs that do not fit it, naming the node
 */
export function runGraph(graph: Graph, output: string, feeds: Readonly<Record<string, Value>>, place: string): Value {
  const byName = new Map(graph.nodes.map((node) => [node.name, node]));
  const values = new Map<string, Value>();
  let elements = 0;
  for (const node of inOrder(byName, output, place)) {
    const inputs = node.inputs.filter(isData).map((input) => values.get(nodeName(input)) as Value);
    const value = Object.hasOwn(feeds, node.name) ? feeds[node.name] : runNode(node, inputs, place);
    elements += value.data.length;
    if (elements > MAX_ELEMENTS) throw new UserError(place, `node "${node.name}"`, 'needs too much memory', MEND);
    values.set(node.name, value);
  }
  return values.get(output) as Value;
}

const MEND = 'take the model.pb of a DeepRacer policy with one camera';

function runNode(node: GraphNode, inputs: readonly Value[], place: string): Value {
  const run = Object.hasOwn(GRAPH_OPS, node.op) ? GRAPH_OPS[node.op] : undefined;
  if (!run) throw new UserError(place, `node "${node.name}"`, `is a ${node.op}, which no policy here has`, MEND);
  try {
    return run(inputs, node);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UserError(place, `node "${node.name}"`, `(${node.op}) ${error.message}`, MEND);
  }
}

/** `^name` only says what comes before. */
export function isData(input: string): boolean {
  return !input.startsWith('^');
}

/** `name:0` is the first output of `name`; all operations here have one. */
export function nodeName(input: string): string {
  return input.endsWith(':0') ? input.slice(0, -2) : input;
}

/** Everything that `output` needs, each after what it needs itself. */
export function inOrder(byName: ReadonlyMap<string, GraphNode>, output: string, place: string): GraphNode[] {
  const order: GraphNode[] = [];
  const state = new Map<string, 'open' | 'done'>();
  const stack = [output];
  while (stack.length > 0) {
    const name = stack[stack.length - 1];
    const node = byName.get(name);
    if (!node) throw new UserError(place, `node "${name}"`, 'is not there', MEND);
    if (state.has(name)) {
      stack.pop();
      if (state.get(name) === 'open') order.push(node);
      state.set(name, 'done');
      continue;
    }
    state.set(name, 'open');
    for (const input of node.inputs.filter(isData).map(nodeName)) {
      if (state.get(input) === 'open') throw new UserError(place, `node "${input}"`, 'depends on itself', MEND);
      if (!state.has(input)) stack.push(input);
    }
  }
  return order;
}
