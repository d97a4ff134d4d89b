/** How the skin is drawn: light, suit, borders, marks, the chosen muscle, its points and its heat. */

import { PATTERNS } from "../body-map/patterns";
import type { Tables } from "./tables";

export const MOST_CROSSES = 16;
/** Bits of the second number of a muscle set in the look-up: chosen and pointed at, on the left and on the right. */
export const CHOSEN_LEFT = 1;
export const CHOSEN_RIGHT = 2;
export const POINTED_LEFT = 4;
export const POINTED_RIGHT = 8;

export const VERTEX = /* glsl */ `
precision highp float;
in vec3 position;
in vec3 normal;
in vec2 uv;
in vec3 rest;
in vec2 shade;
uniform mat4 viewMatrix;
uniform mat4 projectionMatrix;
uniform float scale;
uniform vec3 origin;
out vec3 atRest;
out vec3 facing;
out vec2 place;
out vec2 shading;

void main() {
  vec3 metres = position * scale + origin;
  atRest = (metres + rest * 0.001) * 100.0;
  facing = normal;
  place = uv / 4095.0;
  shading = shade;
  gl_Position = projectionMatrix * viewMatrix * vec4(metres, 1.0);
}
`;

/** The shader of the skin, with the numbers of the atlas written into it. */
export function fragment(tables: Tables): string {
  const patterns = PATTERNS.map(
    ({ tile, dots, lines, staggered, crossed }) =>
      `vec4(${float(tile)}, ${float(dots ?? 0)}, ${float(lines ?? 0)}, ${float(staggered || crossed ? 1 : 0)})`,
  );
  return /* glsl */ `
precision highp float;
precision highp usampler2D;
in vec3 atRest;
in vec3 facing;
in vec2 place;
in vec2 shading;
out vec4 colour;

uniform mat4 viewMatrix;
uniform usampler2D areas;
uniform usampler2D shallow;
uniform usampler2D deep;
uniform usampler2D looks;
uniform sampler2D heat;
uniform int heatRows;
uniform int layer;
uniform int glowing;
uniform int crossCount;
uniform vec4 crossAt[${MOST_CROSSES}];
uniform vec3 crossFacing[${MOST_CROSSES}];
uniform float pixelRatio;
uniform vec3 skin;
uniform vec3 suit;
uniform vec3 pain;
uniform vec3 painDeep;
uniform vec3 ink;
uniform vec3 halo;

const vec4 PATTERNS[${PATTERNS.length}] = vec4[](${patterns.join(", ")});
const vec3 KEY = normalize(vec3(-0.42, 0.60, 0.68));
const vec3 FILL = normalize(vec3(0.75, 0.05, 0.66));
const vec3 SHADOW = vec3(52.0, 20.0, 10.0) / 255.0;
const vec3 LIGHT = vec3(255.0, 238.0, 214.0) / 255.0;
const float NO_RELIEF = 0.25;

// What most of the sixteen labels around this place says, weighed by a cubic spline, and how far this is from its border:
// 0 on it, 0.5 inside.
struct Told { uint number; float inner; };

vec4 spline(float x) {
  vec4 far = vec4(1.0 + x, x, 1.0 - x, 2.0 - x);
  vec4 near = 2.0 / 3.0 - far * far + 0.5 * far * far * far;
  vec4 outer = (2.0 - far) * (2.0 - far) * (2.0 - far) / 6.0;
  return vec4(outer.x, near.y, near.z, outer.w);
}

Told told(usampler2D labels, uint mask) {
  vec2 texel = place * vec2(textureSize(labels, 0)) - 0.5;
  ivec2 at = ivec2(floor(texel));
  uint middle = texelFetch(labels, at + ivec2(round(fract(texel))), 0).r & mask;
  vec4 across = spline(fract(texel.x));
  vec4 down = spline(fract(texel.y));
  uint numbers[16];
  float whole = 0.0;
  uint other = middle;
  for (int tap = 0; tap < 16; tap += 1) {
    ivec2 step = ivec2(tap & 3, tap >> 2);
    numbers[tap] = texelFetch(labels, at + step - 1, 0).r & mask;
    if (numbers[tap] == middle) whole += across[step.x] * down[step.y];
    else other = numbers[tap];
  }
  Told found = Told(middle, whole);
  if (whole < 0.5 && other != middle) {
    float rest = 0.0;
    for (int tap = 0; tap < 16; tap += 1) if (numbers[tap] == other) rest += across[tap & 3] * down[tap >> 2];
    if (rest > whole) found = Told(other, rest);
  }
  found.inner = max(found.inner - 0.5, 0.0);
  return found;
}

// A line of so many pixels along a border: as much of it as the four neighbours can tell.
float bordering(Told here, float texels, float width) {
  return 1.0 - smoothstep(0.0, min(0.5, width * texels), here.inner);
}

// How dark the skin is under the light of the flat pictures: above 0 in shadow, below 0 in full light.
float darkness(vec3 normal, float onCloth) {
  float key = pow(clamp(dot(normal, KEY) * 0.5 + 0.5, 0.0, 1.0), 1.6);
  float fill = clamp(dot(normal, FILL), 0.0, 1.0);
  float away = max(0.9 - clamp(normal.z, 0.0, 1.0), 0.0);
  float dark = 0.52 * clamp(1.0 - 0.86 * key - 0.2 * fill, 0.0, 1.0) + 0.34 * away * away - 0.03;
  dark += (shading.x - NO_RELIEF) * mix(1.0, 0.65, onCloth);
  float sheen = pow(clamp(dot(normal, normalize(KEY + vec3(0.0, 0.0, 1.0))), 0.0, 1.0), 14.0);
  return clamp(dark - 0.10 * sheen * mix(1.0, 0.5, onCloth), -0.2, 0.8);
}

vec3 shaded(vec3 flatColour, float dark) {
  return dark > 0.0 ? mix(flatColour, SHADOW, dark) : mix(flatColour, LIGHT, -dark);
}

float line(float away, float width) {
  return 1.0 - smoothstep(width / 2.0 - 0.4, width / 2.0 + 0.4, away);
}

// Lines that rise to the right (1) or fall (-1), so many pixels from one to the next along the edge, moved by some.
float hatch(float way, float apart, float by, float width) {
  vec2 at = gl_FragCoord.xy / pixelRatio;
  return line(abs(mod(at.x - way * at.y + by, apart) - apart * 0.5) * 0.7071, width);
}

// The pattern of a strength, as on the flat map: dots or lines in squares of so many pixels.
float pattern(int strength) {
  vec4 kind = PATTERNS[clamp(strength, 1, ${PATTERNS.length}) - 1];
  if (kind.y > 0.0) {
    vec2 inTile = mod(gl_FragCoord.xy / pixelRatio, kind.x);
    float away = kind.w > 0.0
      ? min(distance(inTile, vec2(kind.x * 0.25)), distance(inTile, vec2(kind.x * 0.75)))
      : distance(inTile, vec2(kind.x * 0.5));
    return 1.0 - smoothstep(kind.y - 0.5, kind.y + 0.5, away);
  }
  return max(hatch(1.0, kind.x, 0.0, kind.z), kind.w > 0.0 ? hatch(-1.0, kind.x, 0.0, kind.z) : 0.0);
}

// How near this skin is to where the pain is felt, as on the flat map: 0 to 1.
float warmth(vec3 normal) {
  bool beside = shading.y > 0.5;
  float cool = 1.0;
  float best = 0.0;
  for (int row = 0; row < heatRows; row += 1) {
    vec4 at = texelFetch(heat, ivec2(0, row), 0);
    vec4 way = texelFetch(heat, ivec2(1, row), 0);
    vec4 rules = texelFetch(heat, ivec2(2, row), 0);
    bool sameLimb = (rules.x > 0.5) == beside || atRest.y > ${float(tables.shoulder)};
    bool sameSide = atRest.x * rules.z > -0.5 || rules.y > 0.5 || atRest.y > ${float(tables.crotch)};
    if (sameLimb && sameSide) {
      vec3 away = atRest - at.xyz;
      float fading = way.w * exp(-dot(away, away) / (2.0 * at.w * at.w));
      if (dot(way.xyz, way.xyz) > 0.0) fading *= clamp((dot(normal, way.xyz) + 0.35) / 0.6, 0.0, 1.0);
      best = max(best, fading);
    }
    if (rules.w > 0.0) {
      cool *= 1.0 - rules.w * best;
      best = 0.0;
    }
  }
  return 1.0 - cool;
}

void main() {
  vec3 inSpace = normalize(facing);
  vec3 normal = normalize(mat3(viewMatrix) * inSpace);
  float texels = max(length(fwidth(place * vec2(textureSize(areas, 0)))), 1e-4);

  Told cloth = told(areas, ${tables.suit}u);
  float onCloth = cloth.number > 0u ? 1.0 : 0.0;
  float hem = bordering(cloth, texels, 1.2);
  vec3 drawn = shaded(mix(skin, suit, onCloth), darkness(normal, onCloth));
  drawn = mix(drawn, SHADOW, 0.2 * hem);

  Told here = Told(0u, 1.0);
  if (layer == 0) here = told(areas, ${tables.suit - 1}u);
  else if (layer == 1) here = told(shallow, 255u);
  else here = told(deep, 255u);
  uvec2 look = texelFetch(looks, ivec2(int(here.number), layer), 0).rg;
  bool onLeft = atRest.x > 0.0;
  float border = bordering(here, texels, 1.0);

  bool pointed;
  if (layer == 0) {
    pointed = look.g > 0u;
    int strength = int(look.r);
    if (strength > 0) {
      drawn = mix(drawn, pain, 0.16 + 0.05 * float(strength));
      drawn = mix(drawn, painDeep, pattern(strength));
      border = bordering(here, texels, 2.0);
    }
  } else {
    pointed = (look.g & (onLeft ? ${POINTED_LEFT}u : ${POINTED_RIGHT}u)) > 0u;
    drawn = mix(drawn, pain, min(0.10 * float(look.r), 0.28) * (glowing > 0 ? 0.35 : 1.0));
  }

  if (heatRows > 0) {
    float warm = warmth(inSpace);
    float soft = max(fwidth(warm), 1e-4);
${tables.levels.map((level, at) => `    drawn = mix(drawn, pain, ${float(0.12 + 0.03 * at)} * smoothstep(${float(level)} - soft, ${float(level)} + soft, warm));`).join("\n")}
    float hatched = 0.0;
    if (warm > ${float(tables.levels[1] ?? 1)}) hatched = hatch(1.0, 8.0, 0.0, 0.8);
    if (warm > ${float(tables.levels[2] ?? 1)}) hatched = max(hatched, hatch(1.0, 8.0, 4.0, 0.8));
    if (warm > ${float(tables.levels[3] ?? 1)}) hatched = max(hatched, hatch(-1.0, 8.0, 0.0, 0.8));
    drawn = mix(drawn, pain, 0.45 * hatched);
  }

  if (glowing > 0) {
    Told muscle = Told(0u, 1.0);
    if (glowing == 1) muscle = told(shallow, 255u);
    else muscle = told(deep, 255u);
    uint chosen = texelFetch(looks, ivec2(int(muscle.number), glowing), 0).g;
    if ((chosen & (onLeft ? ${CHOSEN_LEFT}u : ${CHOSEN_RIGHT}u)) > 0u) {
      float edge = bordering(muscle, texels, 2.0);
      float stripe = glowing == 2 ? hatch(1.0, 8.0, 0.0, 2.2) : 1.0;
      drawn = mix(drawn, pain, 0.34 + 0.3 * stripe);
      drawn = mix(drawn, painDeep, edge * 0.8);
    }
  }

  drawn = mix(drawn, ink, border * (layer == 0 ? 0.26 : 0.34));
  if (pointed) drawn = mix(drawn, halo, 0.34);

  float perPixel = max(length(fwidth(atRest)) * 0.7071, 1e-4) * pixelRatio;
  for (int number = 0; number < crossCount; number += 1) {
    vec3 away = mat3(viewMatrix) * (atRest - crossAt[number].xyz);
    float reach = min(8.0 * perPixel, 1.4);
    float unit = reach / 8.0;
    if (length(away) > reach * 1.3 || dot(inSpace, crossFacing[number]) < 0.1) continue;
    vec2 diagonal = abs(vec2(away.x + away.y, away.x - away.y)) * 0.7071 / unit;
    float arm = min(max(diagonal.x, 0.0), diagonal.y);
    float tip = max(diagonal.x, diagonal.y);
    float under = (1.0 - smoothstep(2.6, 3.4, arm)) * (1.0 - smoothstep(8.0, 9.0, tip));
    float over = (1.0 - smoothstep(1.1, 1.9, arm)) * (1.0 - smoothstep(6.6, 7.4, tip));
    drawn = mix(drawn, halo, under * crossAt[number].w);
    drawn = mix(drawn, ink, over * crossAt[number].w);
  }

  colour = vec4(drawn, 1.0);
}
`;
}

function float(value: number): string {
  return Number.isInteger(value) ? `${value}.0` : String(value);
}
