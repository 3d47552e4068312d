// The rich menu under the talk: areas to tap, over its picture when there is one on this machine.

import { el } from "../dom.js";
import { icon } from "../icons.js";
import { localPicture } from "../links.js";
import { word } from "../words.js";

function nameOf(action) {
  return action.label || action.displayText || action.text || action.data || action.uri || action.type;
}

function areaNode({ bounds, action }, size, hasPicture, perform) {
  const share = (value, whole) => `${(value / whole) * 100}%`;
  const style = { left: share(bounds.x, size.width), top: share(bounds.y, size.height), width: share(bounds.width, size.width), height: share(bounds.height, size.height) };
  return el("button", { type: "button", class: "rich-area", "aria-label": nameOf(action), style, data: { testid: "line-rich-area", actionType: action.type }, on: { click: () => perform(action) } }, hasPicture ? null : nameOf(action));
}

/** `show(richMenu | null)`; `open(isOpen)` folds the menu. */
export function richMenu(perform) {
  const board = el("div", { class: "rich-board" });
  const bar = el("button", { type: "button", class: "rich-bar", "aria-expanded": "true" });
  const node = el("div", { class: "rich-menu", hidden: true, data: { testid: "line-rich-menu" } }, bar, board);
  let print = null;

  function open(isOpen) {
    board.hidden = !isOpen;
    bar.setAttribute("aria-expanded", String(isOpen));
  }

  bar.addEventListener("click", () => open(board.hidden));

  function draw(menu) {
    const source = localPicture(menu.imageUrl ?? menu.image);
    board.style.aspectRatio = `${menu.size.width} / ${menu.size.height}`;
    board.replaceChildren(...(source ? [el("img", { src: source, alt: "" })] : []), ...menu.areas.map((area) => areaNode(area, menu.size, Boolean(source), perform)));
    bar.replaceChildren(menu.chatBarText || word("richMenu"), icon("down", 16));
    open(menu.selected !== false);
  }

  return {
    node,
    open,
    show(menu) {
      node.hidden = !menu;
      const next = JSON.stringify(menu);
      if (!menu || next === print) return;
      print = next;
      draw(menu);
    },
  };
}
