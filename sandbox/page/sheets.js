// Dialogs inside one pane. A Slack modal must not block the customer's phone beside it, so the page does not use
// the browser's own modal dialogs: only the rest of the same pane becomes inert while a sheet is open.

import { el } from "./dom.js";

const FOCUSABLE = "a[href], button:not([disabled]), input:not([disabled]), select:not([disabled]), textarea:not([disabled]), [tabindex='0']";

function focusables(node) {
  return [...node.querySelectorAll(FOCUSABLE)].filter((each) => each.tabIndex >= 0 && each.checkVisibility());
}

function keepFocusInside(event, dialog) {
  if (event.key !== "Tab") return;
  const stops = focusables(dialog);
  if (stops.length === 0) return;
  const [first, last] = [stops[0], stops.at(-1)];
  const leaving = event.shiftKey ? document.activeElement === first || document.activeElement === dialog : document.activeElement === last;
  if (!leaving) return;
  event.preventDefault();
  (event.shiftKey ? last : first).focus();
}

export class SheetStack {
  #stack = [];

  /** Sheets over `base` (made inert), drawn into `host`; `refuge()` gets the focus when its old place is gone. */
  constructor(host, base, refuge) {
    Object.assign(this, { host, base, refuge });
  }

  /**
   * Opens `dialog` (an element with role=dialog). `onEscape()` runs on Escape; closing is the caller's.
   * @returns {{close(): void}}
   */
  open(dialog, onEscape) {
    const sheet = { shade: el("div", { class: "shade" }, dialog), before: document.activeElement };
    dialog.tabIndex = -1;
    dialog.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return keepFocusInside(event, dialog);
      event.stopPropagation();
      return onEscape();
    });
    this.host.append(sheet.shade);
    this.#stack.push(sheet);
    this.#settle();
    (dialog.querySelector("[data-first-focus]") ?? focusables(dialog)[0] ?? dialog).focus();
    return { close: () => this.#close(sheet) };
  }

  #close(sheet) {
    const at = this.#stack.indexOf(sheet);
    if (at === -1) return;
    const hadFocus = sheet.shade.contains(document.activeElement) || document.activeElement === document.body;
    this.#stack.splice(at, 1);
    sheet.shade.remove();
    this.#settle();
    if (hadFocus) this.#giveFocusBack(sheet.before);
  }

  #settle() {
    this.base.inert = this.#stack.length > 0;
    this.host.hidden = this.#stack.length === 0;
    this.#stack.forEach((sheet, at) => {
      sheet.shade.inert = at < this.#stack.length - 1;
    });
  }

  #giveFocusBack(before) {
    const goal = before?.isConnected && !before.closest("[inert]") ? before : this.refuge();
    goal?.focus();
  }
}
