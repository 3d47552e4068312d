// How a Flex component sits in its parent box, and how a box looks: styles only, no content.

import { borderWidth, colour, plainLength, radius, spacing } from "./measures.js";

const ALIGN = { start: "flex-start", end: "flex-end", center: "center", top: "flex-start", bottom: "flex-end" };

/** Alignment keyword → CSS, for `align` and `gravity`. */
export function alignment(value, fallback) {
  return ALIGN[value] ?? fallback;
}

const FIXED = new Set(["separator", "icon", "spacer"]);

function share(component, across) {
  if (FIXED.has(component.type)) return 0;
  if (component.flex !== undefined && component.flex !== null) return component.flex;
  if (component.type === "filler") return 1;
  if (component.type === "box" && (across ? component.width : component.height)) return 0;
  return across ? 1 : 0;
}

function flexValue(component, across) {
  const part = share(component, across);
  if (part === 0) return "none";
  return across ? `${part} 0 0px` : `${part} 0 auto`;
}

function offsets(component) {
  if (component.position !== "absolute" && !["offsetTop", "offsetBottom", "offsetStart", "offsetEnd"].some((key) => component[key])) return {};
  return {
    position: component.position === "absolute" ? "absolute" : "relative",
    top: spacing(component.offsetTop),
    bottom: spacing(component.offsetBottom),
    "inset-inline-start": spacing(component.offsetStart),
    "inset-inline-end": spacing(component.offsetEnd),
  };
}

/** Styles of a component as the child number `index` of `parent` (a box). */
export function itemStyle(component, parent, index) {
  const across = parent.layout !== "vertical";
  const gap = index === 0 || component.type === "filler" ? undefined : spacing(component.margin ?? parent.spacing);
  return {
    flex: component.position === "absolute" ? undefined : flexValue(component, across),
    [across ? "margin-inline-start" : "margin-top"]: component.position === "absolute" ? undefined : gap,
    ...offsets(component),
  };
}

function gradient(background) {
  if (background?.type !== "linearGradient") return undefined;
  const stops = [
    `${colour(background.startColor)} 0%`,
    colour(background.centerColor) && `${background.centerColor} ${plainLength(background.centerPosition) ?? "50%"}`,
    `${colour(background.endColor)} 100%`,
  ];
  const angle = /^\d+(\.\d+)?deg$/.test(background.angle) ? background.angle : "0deg";
  return `linear-gradient(${angle}, ${stops.filter(Boolean).join(", ")})`;
}

function paddings(box) {
  return {
    padding: spacing(box.paddingAll),
    "padding-top": spacing(box.paddingTop),
    "padding-bottom": spacing(box.paddingBottom),
    "padding-inline-start": spacing(box.paddingStart),
    "padding-inline-end": spacing(box.paddingEnd),
  };
}

function borders(box) {
  const width = borderWidth(box.borderWidth) ?? (box.borderColor ? "1px" : undefined);
  if (!width) return { "border-radius": radius(box.cornerRadius) };
  return { "border-radius": radius(box.cornerRadius), border: `${width} solid ${colour(box.borderColor) ?? "#000000"}` };
}

function given(style) {
  return Object.fromEntries(Object.entries(style).filter(([, value]) => value !== undefined));
}

/** Styles of the box itself, only those that the message gives. */
export function boxStyle(box) {
  return given({
    ...paddings(box),
    ...borders(box),
    "background-color": colour(box.backgroundColor),
    "background-image": gradient(box.background),
    width: plainLength(box.width),
    height: plainLength(box.height),
    "max-width": plainLength(box.maxWidth),
    "max-height": plainLength(box.maxHeight),
    "justify-content": box.justifyContent,
    "align-items": box.alignItems,
  });
}
