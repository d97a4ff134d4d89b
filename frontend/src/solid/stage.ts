/** The picture: one mesh, one light, one camera, drawn anew only when something changed. */

import {
  BufferAttribute,
  BufferGeometry,
  DataTexture,
  FloatType,
  GLSL3,
  Mesh,
  NearestFilter,
  PerspectiveCamera,
  RawShaderMaterial,
  RedIntegerFormat,
  RGBAFormat,
  RGIntegerFormat,
  Scene,
  UnsignedByteType,
  Vector3,
  Vector4,
  WebGLRenderer,
} from "three";

import { type Labels, labelAt } from "./labels";
import { type Model, places } from "./model";
import { type Box, type View, axes } from "./orbit";
import { Surface, type Vector } from "./ray";
import {
  CHOSEN_LEFT,
  CHOSEN_RIGHT,
  MOST_CROSSES,
  POINTED_LEFT,
  POINTED_RIGHT,
  VERTEX,
  fragment,
} from "./shader";
import { HEAT_NUMBERS, LAYERS, type Layer, type Tables, type Wish, bestTurn, crosses, heatRows, idsAt, layerOf, numbersOf } from "./tables";

/** How wide the camera sees, in degrees: little, so that near and far parts are nearly of one size. */
const SEES_DEGREES = 18;
const AROUND = 1.06;
const NUMBERS = 256;
/** Fine lines want two pixels for one of the page, but more only costs. */
const PIXELS = { least: 1.5, most: 2 };

/** What was fetched for one body. */
export interface Parts {
  readonly model: Model;
  readonly tables: Tables;
  readonly labels: Readonly<Record<Layer, Labels>>;
}

/** Colours as the style sheet writes them, `#rrggbb`. */
export interface Colours {
  readonly skin: string;
  readonly suit: string;
  readonly pain: string;
  readonly painDeep: string;
  readonly ink: string;
  readonly halo: string;
}

/** What lies under a point of the picture. */
export interface Found {
  readonly ids: readonly string[];
  readonly at: Vector;
}

/** The body on a canvas. */
export class Stage {
  readonly box: Box;
  private readonly renderer: WebGLRenderer;
  private readonly scene = new Scene();
  private readonly camera = new PerspectiveCamera(SEES_DEGREES, 1, 0.05, 20);
  private readonly surface: Surface;
  private readonly looks = new Uint8Array(2 * NUMBERS * LAYERS.length);
  private readonly lookUp: DataTexture;
  private readonly material: RawShaderMaterial;
  private readonly textures: DataTexture[] = [];
  private readonly geometry = new BufferGeometry();
  private heat: DataTexture;
  private layer: Layer = "area";

  /** Throws if the browser draws nothing in three dimensions. */
  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly parts: Parts,
    colours: Colours,
  ) {
    this.renderer = new WebGLRenderer({ canvas, alpha: true, antialias: true, powerPreference: "low-power" });
    const { model, tables, labels } = parts;
    const metres = places(model);
    this.surface = new Surface(metres, model.indices);
    this.box = boxAround(metres);
    for (const [ours, theirs] of [
      ["position", "POSITION"],
      ["normal", "NORMAL"],
      ["uv", "TEXCOORD_0"],
      ["rest", "_REST"],
      ["shade", "_SHADE"],
    ] as const) {
      const attribute = model.attributes.get(theirs);
      if (!attribute) throw new Error(`the model has no ${theirs}`);
      this.geometry.setAttribute(ours, new BufferAttribute(attribute.values, attribute.stride, attribute.normalized));
    }
    this.geometry.setIndex(new BufferAttribute(model.indices, 1));
    this.lookUp = this.kept(new DataTexture(this.looks, NUMBERS, LAYERS.length, RGIntegerFormat, UnsignedByteType), "RG8UI");
    this.heat = this.heated(new Float32Array(HEAT_NUMBERS));
    const label = (layer: Layer): { value: DataTexture } => {
      const { values, size } = labels[layer];
      return { value: this.kept(new DataTexture(values, size, size, RedIntegerFormat, UnsignedByteType), "R8UI") };
    };
    this.material = new RawShaderMaterial({
      glslVersion: GLSL3,
      vertexShader: VERTEX,
      fragmentShader: fragment(tables),
      uniforms: {
        scale: { value: model.scale },
        origin: { value: new Vector3(...model.origin) },
        areas: label("area"),
        shallow: label("muscle-superficial"),
        deep: label("muscle-deep"),
        looks: { value: this.lookUp },
        heat: { value: this.heat },
        heatRows: { value: 0 },
        layer: { value: 0 },
        glowing: { value: 0 },
        crossCount: { value: 0 },
        crossAt: { value: Array.from({ length: MOST_CROSSES }, () => new Vector4()) },
        crossFacing: { value: Array.from({ length: MOST_CROSSES }, () => new Vector3()) },
        pixelRatio: { value: 1 },
        ...Object.fromEntries(Object.entries(colours).map(([name, value]) => [name, { value: rgb(value) }])),
      },
    });
    const mesh = new Mesh(this.geometry, this.material);
    mesh.frustumCulled = false;
    this.scene.add(mesh);
  }

  /** Paints with other colours from now on. */
  paint(colours: Colours): void {
    for (const [name, value] of Object.entries(colours)) this.set(name, rgb(value));
  }

  /** The picture has the size at which the canvas stands on the page. */
  fit(): void {
    const { clientWidth, clientHeight } = this.canvas;
    if (clientWidth === 0 || clientHeight === 0) return;
    const ratio = Math.min(PIXELS.most, Math.max(PIXELS.least, window.devicePixelRatio));
    this.renderer.setPixelRatio(ratio);
    this.renderer.setSize(clientWidth, clientHeight, false);
    this.set("pixelRatio", ratio);
    this.camera.aspect = clientWidth / clientHeight;
  }

  /** Draws the body as it is seen. */
  draw(view: View): void {
    const { towards, up } = axes(view);
    const away = this.distance(view);
    const [x, y, z] = view.middle;
    this.camera.position.set(x + towards[0] * away, y + towards[1] * away, z + towards[2] * away);
    this.camera.up.set(...up);
    this.camera.lookAt(x, y, z);
    this.camera.updateProjectionMatrix();
    this.renderer.render(this.scene, this.camera);
  }

  /** How many metres a pixel of the page is wide, in the middle of the picture. */
  metresPerPixel(view: View): number {
    return (2 * this.distance(view) * Math.tan(radians(SEES_DEGREES / 2))) / Math.max(1, this.canvas.clientHeight);
  }

  /** What lies at a point of the picture, from -1 to 1 to the right and up; undefined beside the body. */
  at(view: View, right: number, up: number): Found | undefined {
    const { right: across, up: upward, towards } = axes(view);
    const slope = Math.tan(radians(SEES_DEGREES / 2));
    const way = (axis: 0 | 1 | 2): number =>
      -towards[axis] + slope * (right * this.camera.aspect * across[axis] + up * upward[axis]);
    const along: Vector = [way(0), way(1), way(2)];
    const away = this.distance(view);
    const from: Vector = [
      view.middle[0] + towards[0] * away,
      view.middle[1] + towards[1] * away,
      view.middle[2] + towards[2] * away,
    ];
    const hit = this.surface.hit(from, along);
    if (!hit) return undefined;
    const sheet = this.parts.model.attributes.get("TEXCOORD_0");
    const at: [number, number, number] = [0, 0, 0];
    let [u, v] = [0, 0];
    hit.shares.forEach((share, corner) => {
      const vertex = this.surface.vertex(hit.triangle, corner);
      this.surface.place(vertex).forEach((value, axis) => (at[axis as 0 | 1 | 2] += share * value));
      u += (share * (sheet?.values[vertex * sheet.stride] ?? 0)) / 4095;
      v += (share * (sheet?.values[vertex * sheet.stride + 1] ?? 0)) / 4095;
    });
    const number = labelAt(this.parts.labels[this.layer], u, v);
    return { ids: idsAt(this.parts.tables, this.layer, number, at[0] > 0), at };
  }

  /** Shows what is wished for; gives where that is, and the turn from which it is seen best, if it is at one place. */
  show(wish: Wish): { readonly at: Vector; readonly turn: number | undefined } | undefined {
    const { tables } = this.parts;
    this.layer = wish.layer;
    this.looks.fill(0);
    tables.area.forEach((region, at) => this.look(0, at + 1, wish.marks?.[region] ?? 0, 0));
    for (const layer of ["muscle-superficial", "muscle-deep"] as const) {
      tables[layer].forEach((set, number) => this.look(LAYERS.indexOf(layer), number, set.length, 0));
    }
    const chosen = wish.muscle ?? wish.point?.replace(/\.[^.]+(\.[^.]+)$/, "$1");
    const on = chosen ? layerOf(tables, chosen) : undefined;
    if (chosen && on) {
      const row = LAYERS.indexOf(on);
      const bit = chosen.endsWith(".left") ? CHOSEN_LEFT : CHOSEN_RIGHT;
      for (const number of numbersOf(tables, on, chosen)) this.look(row, number, undefined, bit);
    }
    const seen = chosen ? crosses(tables, chosen, wish.point).slice(0, MOST_CROSSES) : [];
    seen.forEach(({ at, facing, strength }, number) => {
      (this.value("crossAt") as Vector4[])[number]?.set(...at, strength);
      (this.value("crossFacing") as Vector3[])[number]?.set(...facing);
    });
    const rows = chosen ? heatRows(tables, wish.point ?? chosen) : new Float32Array(0);
    this.heat.dispose();
    this.heat = this.heated(rows.length ? rows : new Float32Array(HEAT_NUMBERS));
    this.set("heat", this.heat);
    this.set("heatRows", rows.length / HEAT_NUMBERS);
    this.set("layer", LAYERS.indexOf(wish.layer));
    this.set("glowing", on ? LAYERS.indexOf(on) : 0);
    this.set("crossCount", seen.length);
    this.lookUp.needsUpdate = true;
    const clear = seen.find((cross) => cross.strength === 1);
    return clear && { at: this.placeOf(clear.at), turn: bestTurn(seen) };
  }

  /** What is pointed at is lit up; says whether that changed anything. */
  point(ids: readonly string[]): void {
    const { tables } = this.parts;
    const row = LAYERS.indexOf(this.layer);
    const both = POINTED_LEFT | POINTED_RIGHT;
    for (let number = 0; number < NUMBERS; number += 1) this.look(row, number, undefined, 0, both);
    for (const id of ids) {
      if (this.layer === "area") this.look(0, tables.area.indexOf(id) + 1, undefined, both);
      else {
        const bit = id.endsWith(".left") ? POINTED_LEFT : POINTED_RIGHT;
        for (const number of numbersOf(tables, this.layer, id)) this.look(row, number, undefined, bit);
      }
    }
    this.lookUp.needsUpdate = true;
  }

  /** Gives everything back that the graphics card holds. */
  dispose(): void {
    this.geometry.dispose();
    this.material.dispose();
    this.heat.dispose();
    for (const texture of this.textures) texture.dispose();
    this.renderer.dispose();
    this.renderer.forceContextLoss();
  }

  /** Where the skin of this body is that lies at a place of the reference body, in centimetres there. */
  private placeOf(at: Vector): Vector {
    const { attributes, count } = this.parts.model;
    const rest = attributes.get("_REST");
    let best = 0;
    let nearest = Infinity;
    for (let vertex = 0; vertex < count; vertex += 1) {
      const away = this.surface.place(vertex).map((metres, axis) => {
        const atRest = metres + (rest?.values[vertex * rest.stride + axis] ?? 0) / 1000;
        return atRest * 100 - (at[axis] ?? 0);
      });
      const distance = Math.hypot(...away);
      if (distance < nearest) [best, nearest] = [vertex, distance];
    }
    return this.surface.place(best);
  }

  private distance(view: View): number {
    const { low, high } = this.box;
    const wide = Math.hypot(high[0] - low[0], high[2] - low[2]) / Math.max(this.camera.aspect, 0.1);
    const tall = Math.max(high[1] - low[1], wide);
    return (AROUND * tall) / 2 / Math.tan(radians(SEES_DEGREES / 2)) / view.zoom + (view.zoom > 1 ? 0 : 0.15);
  }

  private look(row: number, number: number, first: number | undefined, bits: number, clear = 0): void {
    const at = 2 * (row * NUMBERS + number);
    if (first !== undefined) this.looks[at] = first;
    this.looks[at + 1] = ((this.looks[at + 1] ?? 0) & ~clear) | bits;
  }

  private heated(rows: Float32Array<ArrayBuffer>): DataTexture {
    const texture = new DataTexture(rows, HEAT_NUMBERS / 4, rows.length / HEAT_NUMBERS, RGBAFormat, FloatType);
    texture.needsUpdate = true;
    return texture;
  }

  private kept(texture: DataTexture, format: "R8UI" | "RG8UI"): DataTexture {
    texture.internalFormat = format;
    texture.magFilter = texture.minFilter = NearestFilter;
    texture.unpackAlignment = 1;
    texture.needsUpdate = true;
    this.textures.push(texture);
    return texture;
  }

  private set(name: string, value: unknown): void {
    const uniform = this.material.uniforms[name];
    if (uniform) uniform.value = value;
  }

  private value(name: string): unknown {
    return this.material.uniforms[name]?.value;
  }
}

function boxAround(metres: Float32Array): Box {
  const low: [number, number, number] = [Infinity, Infinity, Infinity];
  const high: [number, number, number] = [-Infinity, -Infinity, -Infinity];
  metres.forEach((value, at) => {
    const axis = (at % 3) as 0 | 1 | 2;
    low[axis] = Math.min(low[axis], value);
    high[axis] = Math.max(high[axis], value);
  });
  return { low, high };
}

function rgb(colour: string): Vector3 {
  const number = Number.parseInt(colour.replace("#", ""), 16);
  return new Vector3((number >> 16) & 255, (number >> 8) & 255, number & 255).divideScalar(255);
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}
