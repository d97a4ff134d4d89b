/** Parts of the body that a person may want to see from close by, each made of whole areas. */

import type { Region } from "./picture";

export interface Part {
  readonly name: string;
  readonly label: string;
  readonly areas: readonly string[];
  readonly side?: "left" | "right";
}

const ARM = [
  "upper_arm_front",
  "upper_arm_back",
  "elbow_inner",
  "elbow_outer",
  "forearm_front",
  "forearm_back",
];
const HAND = ["wrist_front", "wrist_back", "thumb", "palm", "hand_back", "little_fingers"];

export const PARTS: readonly Part[] = [
  {
    name: "neck",
    label: "Neck and shoulders",
    areas: ["neck_front", "neck_upper", "neck_lower", "shoulder_top", "shoulder_front", "shoulder_side", "shoulder_back"],
  },
  {
    name: "head",
    label: "Head",
    areas: ["forehead_eye", "temple", "cheek_jaw", "ear", "crown", "back_of_head", "neck_upper"],
  },
  {
    name: "back",
    label: "Back",
    areas: ["shoulder_blade", "inner_blade", "mid_back", "ribs_side", "low_back", "chest", "abdomen"],
  },
  {
    name: "hips",
    label: "Low back and hips",
    areas: ["low_back", "sacrum", "tailbone", "buttock_upper", "buttock_lower", "hip_side", "groin"],
  },
  { name: "left-arm", label: "Left arm", areas: ARM, side: "left" },
  { name: "right-arm", label: "Right arm", areas: ARM, side: "right" },
  { name: "left-hand", label: "Left hand", areas: HAND, side: "left" },
  { name: "right-hand", label: "Right hand", areas: HAND, side: "right" },
  {
    name: "thighs",
    label: "Thighs",
    areas: ["thigh_front", "thigh_inner", "thigh_outer", "thigh_back"],
  },
  {
    name: "knees",
    label: "Knees",
    areas: ["knee_front", "knee_inner", "knee_outer", "knee_back"],
  },
  {
    name: "feet",
    label: "Feet",
    areas: ["ankle_front", "ankle_outer", "achilles", "foot_top", "big_toe", "sole", "heel"],
  },
];

/** Whether a region belongs to a part. */
export function isIn(part: Part, { area, side }: Region): boolean {
  return part.areas.includes(area) && (part.side ?? side) === side;
}

/** Each region of a side with the same one of the other side. */
export function opposites(known: Readonly<Record<string, Region>>): ReadonlyMap<string, string> {
  const sided = Object.entries(known).filter(([, { side }]) => side === "left" || side === "right");
  const at = new Map(sided.map(([region, { area, side }]) => [`${area} ${side}`, region]));
  return new Map(
    sided.flatMap(([region, { area, side }]) => {
      const other = at.get(`${area} ${side === "left" ? "right" : "left"}`);
      return other === undefined ? [] : [[region, other] as const];
    }),
  );
}
