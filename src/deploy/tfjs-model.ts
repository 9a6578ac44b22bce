/**
 * TensorFlow.js's graph model: the same graph as JSON, and its weights in a file beside it, as `tf.loadGraphModel` reads
 * them (the format of @tensorflow/tfjs-converter).
 */
import { z } from 'zod';
import { readJson } from '../math/read-json.ts';
import { type Attribute, DTYPE, type Graph, type GraphNode } from './graphdef.ts';

export const TFJS_WEIGHTS = 'weights.bin';

const DTYPE_NAMES = { [DTYPE.float32]: 'DT_FLOAT', [DTYPE.int32]: 'DT_INT32' } as Record<number, string>;

interface TfjsModel {
  readonly 'model.json': Uint8Array;
  readonly [TFJS_WEIGHTS]: Uint8Array;
}

export function formatTfjsModel({ nodes }: Graph): TfjsModel {
  const constants = nodes.flatMap(({ name, attributes: { value } }) =>
    value?.kind === 'tensor' ? [{ name, ...value.value }] : [],
  );
  const bytes = new Uint8Array(constants.reduce((sum, { data }) => sum + data.byteLength, 0));
  let at = 0;
  for (const { data } of constants) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  const weights = constants.map(({ name, shape, data }) => ({
    name,
    shape,
    dtype: data instanceof Float32Array ? 'float32' : 'int32',
  }));
  const model = {
    format: 'graph-model',
    generatedBy: 'Lapzero',
    convertedBy: null,
    modelTopology: { node: nodes.map(nodeJson), versions: { producer: 134 } },
    weightsManifest: [{ paths: [TFJS_WEIGHTS], weights }],
  };
  return { 'model.json': new TextEncoder().encode(`${JSON.stringify(model)}\n`), [TFJS_WEIGHTS]: bytes };
}

function nodeJson({ name, op, inputs, attributes }: GraphNode) {
  const attr = Object.entries(attributes).map(([key, attribute]) => [key, attributeJson(attribute)]);
  return { name, op, input: inputs, attr: Object.fromEntries(attr) };
}

function attributeJson(attribute: Attribute): unknown {
  const { kind, value } = attribute;
  if (kind === 'text') return { s: btoa(value) };
  if (kind === 'int') return { i: String(value) };
  if (kind === 'float') return { f: value };
  if (kind === 'bool') return { b: value };
  if (kind === 'type') return { type: DTYPE_NAMES[value] };
  if (kind === 'shape') return { shape: shapeJson(value) };
  if (kind === 'ints') return { list: { i: value.map(String) } };
  // The values are in the file beside it.
  const dtype = value.data instanceof Float32Array ? 'DT_FLOAT' : 'DT_INT32';
  return { tensor: { dtype, tensorShape: shapeJson(value.shape) } };
}

function shapeJson(shape: readonly number[]) {
  return { dim: shape.map((size) => ({ size: String(size) })) };
}

const attributeSchema = z.union([
  z.strictObject({ s: z.string() }).transform(({ s }): Attribute => ({ kind: 'text', value: atob(s) })),
  z.strictObject({ i: z.coerce.number() }).transform(({ i }): Attribute => ({ kind: 'int', value: i })),
  z.strictObject({ b: z.boolean() }).transform(({ b }): Attribute => ({ kind: 'bool', value: b })),
  z
    .strictObject({ list: z.strictObject({ i: z.array(z.coerce.number()) }) })
    .transform(({ list }): Attribute => ({ kind: 'ints', value: list.i })),
  z.strictObject({ type: z.string() }).transform(
    ({ type }): Attribute => ({
      kind: 'type',
      value: type === 'DT_FLOAT' ? DTYPE.float32 : DTYPE.int32,
    }),
  ),
  z.unknown().transform(() => null),
]);
const modelSchema = z.object({
  modelTopology: z.object({
    node: z.array(
      z.object({
        name: z.string(),
        op: z.string(),
        input: z.array(z.string()),
        attr: z.record(z.string(), attributeSchema),
      }),
    ),
  }),
  weightsManifest: z.tuple([
    z.object({ weights: z.array(z.object({ name: z.string(), shape: z.array(z.number()), dtype: z.string() })) }),
  ]),
});

/** Reads back what {@link formatTfjsModel} wrote, to check it. @throws UserError */
export function parseTfjsModel(files: TfjsModel, place: string): Graph {
  const text = new TextDecoder().decode(files['model.json']);
  const { modelTopology, weightsManifest } = readJson(text, modelSchema, `${place}/model.json`, 'please report this');
  const values = new Map<string, Attribute>();
  const bytes = files[TFJS_WEIGHTS];
  let at = 0;
  for (const { name, shape, dtype } of weightsManifest[0].weights) {
    const length = shape.reduce((product, n) => product * n, 1);
    const { buffer } = bytes.slice(at, at + 4 * length);
    const data = dtype === 'float32' ? new Float32Array(buffer) : new Int32Array(buffer);
    values.set(name, { kind: 'tensor', value: { shape, data } });
    at += 4 * length;
  }
  const nodes = modelTopology.node.map(({ name, op, input, attr }): GraphNode => {
    const attributes: Record<string, Attribute> = {};
    for (const [key, value] of Object.entries(attr)) if (value) attributes[key] = value;
    const value = values.get(name);
    return { name, op, inputs: input, attributes: value ? { ...attributes, value } : attributes };
  });
  return { nodes };
}
