// Stickers: LINE's own drawings are not ours to copy, so a small face of our own stands in for each.

import { el } from "../dom.js";

const SVG = "http://www.w3.org/2000/svg";
const COLOURS = ["#ffd166", "#9bd1a5", "#f4a9a0", "#a9c7f0", "#d7b6ee"];
const EYES = ["M36 46v6M64 46v6", "M31 50q5-7 10 0M59 50q5-7 10 0", "M31 47l9 4-9 4M69 47l-9 4 9 4", "M36 44v9M60 49h9"];
const MOUTHS = ["M38 64q12 11 24 0", "M42 65h16", "M40 62q10 16 20 0z", "M40 69q10-9 20 0"];

function shape(tag, attributes) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return node;
}

/** A drawn sticker; the same id always gives the same face. */
export function sticker(stickerId, size = 110) {
  const seed = [...String(stickerId)].reduce((sum, character) => sum * 7 + character.codePointAt(0), 3);
  const svg = shape("svg", { viewBox: "0 0 100 100", width: size, height: size, "aria-hidden": "true" });
  const line = { fill: "none", stroke: "#3a2e28", "stroke-width": 4, "stroke-linecap": "round", "stroke-linejoin": "round" };
  svg.append(
    shape("path", { d: "M22 38C20 24 28 16 34 28 44 22 56 22 66 28 72 16 80 24 78 38 86 54 80 84 50 84 20 84 14 54 22 38z", fill: COLOURS[seed % COLOURS.length], stroke: "#3a2e28", "stroke-width": 4, "stroke-linejoin": "round" }),
    shape("path", { ...line, d: EYES[seed % EYES.length] }),
    shape("path", { ...line, d: MOUTHS[(seed >> 2) % MOUTHS.length] }),
    shape("circle", { cx: 28, cy: 60, r: 5, fill: "#ef8f7f", opacity: 0.7 }),
    shape("circle", { cx: 72, cy: 60, r: 5, fill: "#ef8f7f", opacity: 0.7 }));
  return el("span", { class: "sticker" }, svg);
}

/** The stickers that the phone's own sheet offers (of LINE's free sample packages). */
export const OFFERED = ["1988", "1989", "1990", "1991", "1993", "1994"].map((stickerId) => ({ packageId: "446", stickerId }));
