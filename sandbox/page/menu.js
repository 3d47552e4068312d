// A button that opens a short menu; arrow keys move, Enter chooses, Escape closes.

import { el } from "./dom.js";
import { openPopup } from "./popup.js";

function step(items, by) {
  const at = items.indexOf(document.activeElement);
  items[(at + by + items.length) % items.length].focus();
}

function onMenuKey(event, items) {
  const moves = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };
  if (moves[event.key]) step(items, moves[event.key]);
  else if (event.key === "Home") items[0].focus();
  else if (event.key === "End") items.at(-1).focus();
  else return;
  event.preventDefault();
}

/** `entries()` gives [{label, name?, description?, value?, danger?, choose()}] at the moment of opening. */
export function menuButton(attributes, content, entries, menuClass = "menu") {
  let popup = null;
  const button = el("button", { type: "button", "aria-haspopup": "menu", "aria-expanded": "false", ...attributes }, content);

  function item(entry) {
    const choose = () => {
      popup.close();
      entry.choose();
    };
    return el("button", { type: "button", role: "menuitem", class: entry.danger ? "menu-item danger" : "menu-item", tabIndex: -1, "aria-label": entry.name, data: { value: entry.value }, on: { click: choose } },
      entry.label, entry.description ? el("small", {}, entry.description) : null);
  }

  button.addEventListener("click", () => {
    if (popup) return popup.close();
    const items = entries().map(item);
    const menu = el("div", { role: "menu", class: menuClass, on: { keydown: (event) => onMenuKey(event, items) } }, items);
    popup = openPopup(button, menu, () => {
      popup = null;
      button.setAttribute("aria-expanded", "false");
    });
    button.setAttribute("aria-expanded", "true");
    items[0]?.focus();
  });
  return button;
}
