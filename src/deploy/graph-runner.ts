/**
 * Runs a frozen TensorFlow graph, in float64 and without TensorFlow.js: the second opinion that exports and imports
 * are checked with. Only the operations of policies that a car can load; anything else is refused by name.
 */
import { messageOf, UserError } from '../math/error.ts';
import { costOf, GRAPH_OPS, MAKES_NEW, type Value } from './graph-ops.ts';
import type { Graph, GraphNode } from './graphdef.ts';

/** Numbers that a graph may hold at once, in addition to those in its file, and multiplications that it may do. */
const MAX_ELEMENTS = 1 << 24;
const MAX_WORK = 2e10;

/**
 * @param feeds by name of their placeholders
 * @param place named in errors
 * @returns the output of the node named `output`
 * @throws UserError for an operation that is not known, or inputs that do not fit it, naming the node
 */
export function runGraph(graph: Graph, output: string, feeds: Readonly<Record<string, Value>>, place: string): Value {
  const byName = new Map(graph.nodes.map((node) => [node.name, node]));
  const values = new Map<string, Value>();
  const costs = new Map<string, number>();
  const order = inOrder(byName, output, place);
  const uses = new Map<string, number>();
  for (const node of order) for (const input of dataInputs(node)) uses.set(input, (uses.get(input) ?? 0) + 1);
  const left = new Map(uses);
  let elements = 0;
  let work = 0;
  for (const node of order) {
    const needed = dataInputs(node);
    const inputs = needed.map((input) => values.get(input) as Value);
    const first = byName.get(needed[0] ?? '');
    const mayOverwrite = first !== undefined && MAKES_NEW.includes(first.op) && uses.get(first.name) === 1;
    const isFed = Object.hasOwn(feeds, node.name);
    const cost = isFed ? { elements: 0, work: 0 } : guarded(node, place, () => costOf(node, inputs));
    elements += cost.elements;
    work += cost.work;
    if (!(elements <= MAX_ELEMENTS && work <= MAX_WORK)) {
      throw new UserError(place, `node "${node.name}"`, 'asks for too much', FIX);
    }
    const value = isFed ? feeds[node.name] : runNode(node, inputs, mayOverwrite, place);
    costs.set(node.name, cost.elements);
    values.set(node.name, value);
    for (const input of needed) {
      const still = (left.get(input) ?? 0) - 1;
      left.set(input, still);
      if (still > 0) continue;
      elements -= costs.get(input) ?? 0;
      values.delete(input);
    }
  }
  return values.get(output) as Value;
}

const FIX = 'take the model.pb of a DeepRacer policy with one camera';

function runNode(node: GraphNode, inputs: readonly Value[], mayOverwrite: boolean, place: string): Value {
  const run = Object.hasOwn(GRAPH_OPS, node.op) ? GRAPH_OPS[node.op] : undefined;
  if (!run) throw new UserError(place, `node "${node.name}"`, `is a ${node.op}, which no policy here has`, FIX);
  return guarded(node, place, () => run(inputs, node, mayOverwrite));
}

/** Whatever goes wrong in a node is the file's fault. */
function guarded<T>(node: GraphNode, place: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(place, `node "${node.name}"`, `(${node.op}) ${messageOf(error)}`, FIX);
  }
}

/**
 * The nodes that a node gets data from. `name:0` is the first output of `name`, and all operations here have one;
 * `^name` only says what comes before.
 */
export function dataInputs({ inputs }: GraphNode): string[] {
  const data = inputs.filter((input) => !input.startsWith('^'));
  return data.map((input) => (input.endsWith(':0') ? input.slice(0, -2) : input));
}

/** Everything that `output` needs, each after what it needs itself. */
export function inOrder(byName: ReadonlyMap<string, GraphNode>, output: string, place: string): GraphNode[] {
  const order: GraphNode[] = [];
  const state = new Map<string, 'open' | 'done'>();
  const stack = [output];
  while (stack.length > 0) {
    const name = stack[stack.length - 1];
    const node = byName.get(name);
    if (!node) throw new UserError(place, `node "${name}"`, 'is not there', FIX);
    if (state.has(name)) {
      stack.pop();
      if (state.get(name) === 'open') order.push(node);
      state.set(name, 'done');
      continue;
    }
    state.set(name, 'open');
    for (const input of dataInputs(node)) {
      if (state.get(input) === 'open') throw new UserError(place, `node "${input}"`, 'depends on itself', FIX);
      if (!state.has(input)) stack.push(input);
    }
  }
  return order;
}
