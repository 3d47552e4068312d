// Flex Messages: bubbles and carousels made of boxes, texts, buttons, pictures, icons and separators.

import { el, fragment } from "../dom.js";
import { icon } from "../icons.js";
import { localPicture } from "../links.js";
import { picture } from "../workspace/pictures.js";
import { alignment, boxStyle, itemStyle } from "./flexbox.js";
import { bubbleMeasure, colour, fontSize, imageSize, plainLength, ratio, spacing } from "./measures.js";

const DEFAULT_LINE = 1.4;
const SMALLEST_FONT = 8;

function wordsOf(component) {
  if (component.text) return component.text;
  return (component.contents ?? []).map(wordsOf).filter(Boolean).join(" ");
}

/** Makes any component tappable, by finger and by keyboard. */
function tappable(node, component, perform) {
  const { action } = component;
  if (!action) return node;
  const tap = (event) => {
    event.stopPropagation(); // a button inside a tappable box must not tap the box as well
    perform(action);
  };
  const label = action.label || wordsOf(component) || component.altText || action.displayText || action.text || action.uri;
  Object.assign(node.dataset, { testid: "line-flex-button", actionType: action.type });
  node.classList.add("fx-tap");
  node.tabIndex = 0;
  node.setAttribute("role", "button");
  if (label) node.setAttribute("aria-label", label);
  node.addEventListener("click", tap);
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    tap(event);
  });
  return node;
}

function shrink(node, size) {
  const fit = () => {
    for (let now = size; node.scrollWidth > node.clientWidth && now > SMALLEST_FONT; now -= 1) node.style.fontSize = `${now - 1}px`;
  };
  requestAnimationFrame(fit); // its width is known only once it stands in the page
}

function textStyle(component) {
  const decorations = { underline: "underline", "line-through": "line-through" };
  return {
    "font-size": fontSize(component.size),
    "font-weight": component.weight === "bold" ? "700" : component.weight === "regular" ? "400" : undefined,
    "font-style": component.style === "italic" ? "italic" : undefined,
    "text-decoration": decorations[component.decoration],
    color: colour(component.color),
  };
}

function spanNode(span) {
  return el("span", { style: textStyle(span) }, span.text);
}

function text(component) {
  const extra = plainLength(component.lineSpacing);
  const line = el("p", {
    class: `fx-words${component.wrap ? " wraps" : ""}${component.wrap && component.maxLines ? " clamps" : ""}`,
    style: {
      ...textStyle(component),
      "text-align": component.align ?? "start",
      "line-height": extra ? `calc(${DEFAULT_LINE}em + ${extra})` : undefined,
      "-webkit-line-clamp": component.wrap && component.maxLines ? String(component.maxLines) : undefined,
    },
  }, component.contents?.length ? component.contents.map(spanNode) : component.text);
  if (component.adjustMode === "shrink-to-fit" && !component.wrap) shrink(line, Number.parseFloat(fontSize(component.size) ?? "16"));
  return el("div", { class: "fx-text", style: { "justify-content": alignment(component.gravity) } }, line);
}

function button(component, parent, perform) {
  const { style = "link", height, color, action } = component;
  const paint = style === "link" ? { color: colour(color) } : { "background-color": colour(color) };
  const face = el("button", { type: "button", class: `fx-button ${style} ${height === "sm" ? "small" : ""}`, style: paint, data: { testid: "line-flex-button", actionType: action.type, data: action.data } }, el("span", {}, action.label ?? ""));
  face.addEventListener("click", (event) => {
    event.stopPropagation();
    perform(action);
  });
  if (component.adjustMode === "shrink-to-fit") shrink(face.firstChild, 16);
  return el("div", { class: "fx-text", style: { "justify-content": alignment(component.gravity) } }, face);
}

function image(component) {
  const source = localPicture(component.url);
  const frame = el("div", { class: "fx-picture", style: { width: imageSize(component.size) ?? "100px", "aspect-ratio": ratio(component.aspectRatio), "background-color": colour(component.backgroundColor) } },
    picture(source, component.altText ?? "", source ? { style: { "object-fit": component.aspectMode === "cover" ? "cover" : "contain" } } : {}));
  return el("div", { class: "fx-image", style: { "align-items": alignment(component.align, "center"), "justify-content": alignment(component.gravity) } }, frame);
}

function iconNode(component) {
  const source = localPicture(component.url);
  const [width, height] = ratio(component.aspectRatio).split(" / ").map(Number);
  const style = { "font-size": fontSize(component.size) ?? "16px", width: `${width / height}em` };
  return el("span", { class: "fx-icon", style }, source ? el("img", { src: source, alt: "" }) : icon("picture", 12));
}

function separator(component, parent) {
  return el("div", { class: parent.layout === "vertical" ? "fx-line" : "fx-line upright", role: "separator", style: { "border-color": colour(component.color) } });
}

function video(component, parent, perform) {
  const still = component.altContent ?? { type: "image", url: component.previewUrl, size: "full", aspectRatio: component.aspectRatio, aspectMode: "cover" };
  return el("div", { class: "fx-video" }, componentNode(still, parent, 0, perform), el("span", { class: "fx-play" }, icon("play", 28)));
}

const MAKERS = {
  box,
  text,
  button,
  image,
  icon: iconNode,
  separator,
  video,
  filler: () => el("div", { class: "fx-filler" }),
  spacer: (component) => el("div", { style: { "flex-basis": spacing(component.size ?? "md") } }),
};

function box(component, parent, perform, defaults) {
  const children = (component.contents ?? []).map((child, index) => componentNode(child, component, index, perform));
  return el("div", { class: `fx-box ${component.layout}`, style: { ...defaults, ...boxStyle(component) } }, children);
}

function componentNode(component, parent, index, perform, defaults = {}) {
  const make = MAKERS[component.type];
  if (!make) return el("div", { class: "unknown" }, component.type);
  const node = make(component, parent, perform, defaults);
  for (const [name, value] of Object.entries(itemStyle(component, parent, index))) {
    if (value !== undefined) node.style.setProperty(name, value);
  }
  return component.type === "button" ? node : tappable(node, component, perform);
}

const BLOCKS = ["header", "hero", "body", "footer"];

/** LINE's own paddings of a block's root box, as far as the message does not set its own. */
function blockPadding(name, component, bubble, measure) {
  if (name === "hero" || component.type !== "box" || component.paddingAll) return {};
  const above = name === "body" && bubble.footer;
  return above ? { padding: measure.padding.body, "padding-bottom": measure.padding.bodyBottom } : { padding: measure.padding[name] };
}

function block(name, bubble, measure, perform) {
  const component = bubble[name];
  if (!component) return null;
  const style = bubble.styles?.[name] ?? {};
  const root = componentNode(component, { layout: "vertical" }, 0, perform, blockPadding(name, component, bubble, measure));
  return fragment(
    style.separator ? el("div", { class: "fx-line", style: { "border-color": colour(style.separatorColor) } }) : null,
    el("div", { class: `fx-block fx-${name}`, style: { "background-color": colour(style.backgroundColor) } }, root));
}

function bubbleNode(bubble, perform) {
  const measure = bubbleMeasure(bubble.size);
  const node = el("div", { class: "fx-bubble", dir: bubble.direction, style: { width: `${measure.width}px`, "border-radius": `${measure.corner}px` } },
    BLOCKS.map((name) => block(name, bubble, measure, perform)));
  return tappable(node, bubble, perform);
}

/** The contents of a flex message (a bubble or a carousel); `perform(action)` runs what is tapped. */
export function flexNode(container, perform) {
  if (container.type !== "carousel") return bubbleNode(container, perform);
  return el("div", { class: "fx-carousel", tabIndex: 0, role: "group" }, container.contents.map((bubble) => bubbleNode(bubble, perform)));
}
