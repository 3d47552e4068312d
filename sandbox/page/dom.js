// Builds elements. Everything that people or the bot wrote goes in as text nodes or attributes,
// never as markup: a customer named "<img onerror=…>" must stay a name.

import { drawn } from "./drawn.js";

const PROPERTIES = new Set(["value", "checked", "disabled", "selected", "inert", "hidden", "tabIndex", "readOnly"]);

const SETTERS = {
  on: (node, handlers) => {
    for (const [type, handler] of Object.entries(handlers)) node.addEventListener(type, handler);
  },
  data: (node, values) => {
    for (const [name, value] of Object.entries(values)) {
      if (value !== undefined && value !== null) node.dataset[name] = value;
    }
  },
  style: (node, values) => {
    for (const [name, value] of Object.entries(values)) {
      if (value !== undefined && value !== null) node.style.setProperty(name, value);
    }
  },
};

function assign(node, name, value) {
  if (value === undefined || value === null) return;
  if (SETTERS[name]) SETTERS[name](node, value);
  else if (PROPERTIES.has(name)) node[name] = value;
  else if (value !== false) node.setAttribute(name, value === true ? "" : value);
}

function isShown(child) {
  return child !== undefined && child !== null && child !== false && child !== "";
}

const TEXT_ONLY = new Set(["OPTION", "TEXTAREA"]);

function add(node, children) {
  const shown = children.flat(Infinity).filter(isShown);
  const plain = TEXT_ONLY.has(node.tagName);
  node.append(...shown.flatMap((child) => (typeof child === "string" && !plain ? drawn(child) : [child])));
  return node;
}

/** An element with attributes (`on`, `data` and `style` take objects) and children (nodes or strings). */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) assign(node, name, value);
  return add(node, children);
}

export function fragment(...children) {
  return add(document.createDocumentFragment(), children);
}

let counter = 0;

/** A document-wide unique id, for labels and descriptions. */
export function freshId(prefix) {
  counter += 1;
  return `${prefix}-${counter}`;
}

/** Runs `work` never twice at once; calls that arrive meanwhile cause one more run afterwards. */
export function oneAtATime(work) {
  let running = null;
  let again = false;
  async function drain() {
    do {
      again = false;
      await work();
    } while (again);
  }
  return () => {
    if (running) {
      again = true;
      return running;
    }
    running = drain().finally(() => {
      running = null;
    });
    return running;
  };
}

/** Grows a textarea with its text, up to the height that the style sheet allows. */
export function fitHeight(area) {
  area.style.height = "auto";
  if (area.offsetParent === null) return; // not on screen: it has no height to measure
  area.style.height = `${area.scrollHeight + area.offsetHeight - area.clientHeight}px`;
}

/** True for the Enter that only accepts a Japanese conversion: sending on it would cut a sentence in half. */
export function isComposing(event) {
  return event.isComposing || event.keyCode === 229;
}
