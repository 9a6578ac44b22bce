/** The GPU camera's shaders (GLSL ES 3.00). Each pixel does what camera/cpu.ts, boxes.ts and look.ts do for it. */

/** Texels of one view's numbers, in the order that {@link ./webgl.ts} writes them. */
export const VIEW_TEXELS = 6;
/** Texels of one image row: ray, level and number of taps; their distances ahead; their steps across. */
export const ROW_TEXELS = 3;
/** Texels of one box: place, size, greys. */
export const BOX_TEXELS = 3;

const HEADER = `#version 300 es
precision highp float;
precision highp int;
precision highp sampler2D;
precision highp isampler2D;
precision highp usampler2D;
`;

/** A rectangle per view: the tile of its picture. `slot` is the view, `place` its tile. */
export const TILE_VERTEX = `${HEADER}
uniform ivec2 tiles;
in ivec2 slotAndPlace;
flat out int slot;
flat out ivec2 corner;
uniform ivec2 tileSize;
void main() {
  slot = slotAndPlace.x;
  ivec2 tile = ivec2(slotAndPlace.y % tiles.x, slotAndPlace.y / tiles.x);
  corner = tile * tileSize;
  ivec2 at = ivec2(gl_VertexID & 1, gl_VertexID >> 1);
  gl_Position = vec4(2.0 * vec2(tile + at) / vec2(tiles) - 1.0, 0.0, 1.0);
}`;

/** Draws floor, barriers, sky and boxes as whole greys. */
export const DRAW_FRAGMENT = `${HEADER}
uniform sampler2D views;
uniform sampler2D rowTable;
uniform sampler2D boxes;
uniform sampler2D ground;
uniform int firstRow;
uniform float middle;
flat in int slot;
flat in ivec2 corner;
out vec4 colour;

const float TEXEL = 0.01;
const float NEAR = 0.02;
const float FAR = 30.0;
const float SKIRT = 0.4;

vec4 view(int texel) { return texelFetch(views, ivec2(texel, slot), 0); }

float floorGrey(vec4 row, int rowIndex, float column, vec2 lens, vec2 facing, float plain) {
  vec4 ahead = texelFetch(rowTable, ivec2(${ROW_TEXELS} * rowIndex + 1, slot), 0);
  vec4 steps = texelFetch(rowTable, ivec2(${ROW_TEXELS} * rowIndex + 2, slot), 0);
  vec4 picture = view(4);
  float side = exp2(row.z);
  vec2 size = picture.zw / side;
  float sum = 0.0;
  int taps = int(row.w);
  for (int tap = 0; tap < taps; tap++) {
    float aside = (column - middle) * steps[tap];
    vec2 at = lens + ahead[tap] * facing + aside * vec2(facing.y, -facing.x);
    vec2 texel = (at - picture.xy) / (TEXEL * side) - 0.5;
    bool isOn = all(greaterThanEqual(texel, vec2(0.01))) && all(lessThan(texel, size - 1.01));
    sum += isOn ? 255.0 * textureLod(ground, (texel + 0.5) / size, row.z).r : plain;
  }
  return floor(sum / row.w + 0.5);
}

float barrierGrey(vec2 direction, vec2 lens, vec4 room, vec2 greys) {
  float toX = (direction.x > 0.0 ? room.z - lens.x : lens.x - room.x) * abs(direction.y);
  float toY = (direction.y > 0.0 ? room.w - lens.y : lens.y - room.y) * abs(direction.x);
  return toX < toY ? greys.x : greys.y;
}

// The grey of the nearest box on the ray, or one below 0. Where two overlap, the one whose middle is nearer is in front.
float boxGrey(vec3 ray, float height, int count) {
  float nearest = 1e9;
  float grey = -1.0;
  for (int k = 0; k < count; k++) {
    vec4 place = texelFetch(boxes, ivec2(${BOX_TEXELS} * k, slot), 0);
    float distance = dot(place.xy, place.xy);
    if (distance >= nearest) continue;
    vec4 size = texelFetch(boxes, ivec2(${BOX_TEXELS} * k + 1, slot), 0);
    vec4 greys = texelFetch(boxes, ivec2(${BOX_TEXELS} * k + 2, slot), 0);
    if (greys.z > FAR) continue;
    vec2 along = place.zw;
    for (int face = 0; face < 4; face++) {
      vec2 normal = face == 0 ? along : face == 1 ? vec2(-along.y, along.x) : face == 2 ? -along : vec2(along.y, -along.x);
      bool isSide = (face & 1) == 1;
      vec2 mid = place.xy + normal * (isSide ? size.y : size.x) / 2.0;
      float towards = dot(mid, normal);
      if (towards >= 0.0) continue;
      float t = towards / dot(ray.xy, normal);
      if (!(t >= NEAR)) continue;
      float aside = dot(t * ray.xy - mid, vec2(-normal.y, normal.x));
      float z = height + t * ray.z;
      if (abs(aside) > (isSide ? size.x : size.y) / 2.0 || z < 0.0 || z > size.z) continue;
      nearest = distance;
      float own = z < SKIRT * size.z ? greys.y : greys.x;
      grey = isSide ? floor(own * 0.875) : own;
    }
  }
  return grey;
}

void main() {
  ivec2 pixel = ivec2(gl_FragCoord.xy) - corner;
  int rowIndex = pixel.y + firstRow;
  float column = float(pixel.x);
  vec4 pose = view(0);
  vec4 lens = view(1);
  vec4 room = view(2);
  vec4 greys = view(3);
  vec2 facing = pose.zw;
  vec4 row = texelFetch(rowTable, ivec2(${ROW_TEXELS} * rowIndex, slot), 0);
  bool looksDown = row.y < 0.0;
  float scale = looksDown ? -lens.x / row.y : (lens.z - lens.x) / row.y;
  float aside = (column - middle) / lens.y;
  vec2 direction = row.x * facing + aside * vec2(facing.y, -facing.x);
  vec2 at = pose.xy + scale * direction;
  bool isInside = all(greaterThanEqual(at, room.xy)) && all(lessThan(at, room.zw));
  float grey;
  if (!isInside) grey = barrierGrey(direction, pose.xy, room, greys.xy);
  else if (looksDown) grey = floorGrey(row, rowIndex, column, pose.xy, facing, greys.w);
  else grey = greys.z;
  int count = int(lens.w);
  if (count > 0) {
    float box = boxGrey(vec3(direction, row.y), lens.x, count);
    if (box >= 0.0) grey = box;
  }
  colour = vec4(grey / 255.0, 0.0, 0.0, 1.0);
}`;

/** Blur, tone curve and noise, in whole greys. */
export const LOOK_FRAGMENT = `${HEADER}
uniform sampler2D views;
uniform sampler2D drawn;
uniform usampler2D curves;
uniform isampler2D noise;
uniform ivec2 tileSize;
flat in int slot;
flat in ivec2 corner;
out vec4 colour;

int drawnGrey(ivec2 pixel) {
  return int(255.0 * texelFetch(drawn, corner + clamp(pixel, ivec2(0), tileSize - 1), 0).r + 0.5);
}

int across(ivec2 pixel, int own, int blur) {
  int line = clamp(pixel.y, 0, tileSize.y - 1);
  int sides = drawnGrey(ivec2(pixel.x - 1, line)) + drawnGrey(ivec2(pixel.x + 1, line));
  return (own * drawnGrey(ivec2(pixel.x, line)) + blur * sides + 128) >> 8;
}

void main() {
  ivec2 pixel = ivec2(gl_FragCoord.xy) - corner;
  vec4 look = texelFetch(views, ivec2(5, slot), 0);
  int blur = int(look.x);
  int grey;
  if (blur > 0) {
    int own = 256 - 2 * blur;
    int ends = across(pixel - ivec2(0, 1), own, blur) + across(pixel + ivec2(0, 1), own, blur);
    grey = (own * across(pixel, own, blur) + blur * ends + 128) >> 8;
  } else grey = drawnGrey(pixel);
  grey = int(texelFetch(curves, ivec2(((pixel.x >> 4) << 8) | grey, slot), 0).r);
  int amount = int(look.y);
  if (amount > 0) {
    int at = (int(look.z) + pixel.y * tileSize.x + pixel.x) & 0xffff;
    grey += (texelFetch(noise, ivec2(at & 255, at >> 8), 0).r * amount + 128) >> 8;
  }
  colour = vec4(float(clamp(grey, 0, 255)) / 255.0, 0.0, 0.0, 1.0);
}`;

/** One triangle over everything. */
export const WHOLE_VERTEX = `${HEADER}
void main() {
  gl_Position = vec4(gl_VertexID == 1 ? 3.0 : -1.0, gl_VertexID == 2 ? 3.0 : -1.0, 0.0, 1.0);
}`;

/** What the network sees: frames one after the other, pooled, 0..1. */
export const POOL_FRAGMENT = `${HEADER}
uniform sampler2D pictures;
uniform ivec2 tiles;
uniform ivec2 tileSize;
uniform ivec2 observed;
uniform int pool;
uniform int lineWidth;
out float value;
void main() {
  int index = int(gl_FragCoord.y) * lineWidth + int(gl_FragCoord.x);
  int size = observed.x * observed.y;
  int place = index / size;
  int within = index - place * size;
  ivec2 cell = ivec2(within % observed.x, within / observed.x);
  ivec2 from = ivec2(place % tiles.x, place / tiles.x) * tileSize + cell * pool;
  float sum = 0.0;
  for (int y = 0; y < pool; y++) {
    for (int x = 0; x < pool; x++) sum += floor(255.0 * texelFetch(pictures, from + ivec2(x, y), 0).r + 0.5);
  }
  value = sum / float(pool * pool) / 255.0;
}`;
