/** Where a straight line first meets the body. Triangles that lie together share a box, so that few are looked at. */

const TOGETHER = 32;

export type Vector = readonly [number, number, number];

/** A place on the surface: a triangle and how much of each of its corners. */
export interface Hit {
  readonly triangle: number;
  readonly shares: Vector;
  readonly distance: number;
}

/** The triangles of a mesh, ready to be asked. */
export class Surface {
  private readonly boxes: Float32Array;

  constructor(
    private readonly places: Float32Array,
    private readonly indices: Uint16Array,
  ) {
    const count = Math.ceil(indices.length / (3 * TOGETHER));
    this.boxes = new Float32Array(6 * count);
    for (let box = 0; box < count; box += 1) {
      const corners = indices.subarray(3 * TOGETHER * box, 3 * TOGETHER * (box + 1));
      for (let axis = 0; axis < 3; axis += 1) {
        let low = Infinity;
        let high = -Infinity;
        for (const corner of corners) {
          const value = places[3 * corner + axis] ?? 0;
          low = Math.min(low, value);
          high = Math.max(high, value);
        }
        this.boxes[6 * box + axis] = low;
        this.boxes[6 * box + 3 + axis] = high;
      }
    }
  }

  /** The nearest place that a line from `from` towards `along` meets from outside. */
  hit(from: Vector, along: Vector): Hit | undefined {
    let best: Hit | undefined;
    for (let box = 0; box < this.boxes.length / 6; box += 1) {
      if (!this.meetsBox(box, from, along, best?.distance ?? Infinity)) continue;
      const end = Math.min((box + 1) * TOGETHER, this.indices.length / 3);
      for (let triangle = box * TOGETHER; triangle < end; triangle += 1) {
        const hit = this.meets(triangle, from, along);
        if (hit && hit.distance < (best?.distance ?? Infinity)) best = hit;
      }
    }
    return best;
  }

  /** The vertex at a corner (0, 1 or 2) of a triangle. */
  vertex(triangle: number, corner: number): number {
    return this.indices[3 * triangle + corner] ?? 0;
  }

  /** Where a vertex is. */
  place(vertex: number): Vector {
    return [this.places[3 * vertex] ?? 0, this.places[3 * vertex + 1] ?? 0, this.places[3 * vertex + 2] ?? 0];
  }

  private meetsBox(box: number, from: Vector, along: Vector, nearer: number): boolean {
    let enters = 0;
    let leaves = nearer;
    for (let axis = 0; axis < 3; axis += 1) {
      const start = from[axis] ?? 0;
      const step = 1 / (along[axis] || 1e-12);
      const one = ((this.boxes[6 * box + axis] ?? 0) - start) * step;
      const other = ((this.boxes[6 * box + 3 + axis] ?? 0) - start) * step;
      enters = Math.max(enters, Math.min(one, other));
      leaves = Math.min(leaves, Math.max(one, other));
    }
    return enters <= leaves;
  }

  /** The way of Möller and Trumbore; triangles seen from behind are not met. */
  private meets(triangle: number, from: Vector, along: Vector): Hit | undefined {
    const a = this.place(this.vertex(triangle, 0));
    const first = minus(this.place(this.vertex(triangle, 1)), a);
    const second = minus(this.place(this.vertex(triangle, 2)), a);
    const across = cross(along, second);
    const facing = dot(first, across);
    if (facing <= 1e-12) return undefined;
    const start = minus(from, a);
    const u = dot(start, across) / facing;
    const other = cross(start, first);
    const v = dot(along, other) / facing;
    const distance = dot(second, other) / facing;
    if (u < 0 || v < 0 || u + v > 1 || distance <= 0) return undefined;
    return { triangle, shares: [1 - u - v, u, v], distance };
  }
}

function minus(one: Vector, other: Vector): Vector {
  return [one[0] - other[0], one[1] - other[1], one[2] - other[2]];
}

function cross(one: Vector, other: Vector): Vector {
  return [
    one[1] * other[2] - one[2] * other[1],
    one[2] * other[0] - one[0] * other[2],
    one[0] * other[1] - one[1] * other[0],
  ];
}

function dot(one: Vector, other: Vector): number {
  return one[0] * other[0] + one[1] * other[1] + one[2] * other[2];
}
