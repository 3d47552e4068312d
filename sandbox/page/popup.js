// A small floating panel beside its button: menus and lists of choices hang in it.

import { el } from "./dom.js";

const GAP = 4;
const MARGIN = 8;

function settle(panel, anchor) {
  const at = anchor.getBoundingClientRect();
  const below = innerHeight - at.bottom - GAP - MARGIN;
  const above = at.top - GAP - MARGIN;
  const upward = below < Math.min(panel.scrollHeight, 240) && above > below;
  panel.style.minWidth = `${at.width}px`;
  panel.style.maxHeight = `${Math.min(upward ? above : below, 320)}px`;
  const left = Math.min(at.left, innerWidth - panel.offsetWidth - MARGIN);
  panel.style.left = `${Math.max(MARGIN, left)}px`;
  panel.style.top = upward ? `${at.top - GAP - panel.offsetHeight}px` : `${at.bottom + GAP}px`;
}

/**
 * Opens `content` beside `anchor` until `close()`, Escape, a click elsewhere or the focus leaving it.
 * The panel stays a child of `anchor`'s parent, so that it works inside a modal, whose outside is inert.
 * @returns {{close(options?: {keepFocus?: boolean}): void, place(): void}}
 */
export function openPopup(anchor, content, onClose = () => {}) {
  const panel = el("div", { class: "popup", popover: "manual" }, content);
  const watch = new AbortController();
  anchor.after(panel);
  panel.showPopover();
  const place = () => settle(panel, anchor);

  function close({ keepFocus = false } = {}) {
    if (watch.signal.aborted) return;
    watch.abort();
    const hadFocus = panel.contains(document.activeElement);
    panel.remove();
    if (hadFocus && !keepFocus) anchor.focus();
    onClose();
  }

  function closeOutside(event) {
    if (!panel.contains(event.target) && !anchor.contains(event.target)) close({ keepFocus: true });
  }

  function onKey(event) {
    if (event.key !== "Escape") return;
    event.stopPropagation(); // otherwise the modal around it closes as well
    event.preventDefault();
    close();
  }

  const options = { signal: watch.signal };
  document.addEventListener("pointerdown", closeOutside, { ...options, capture: true });
  panel.addEventListener("focusout", (event) => event.relatedTarget && closeOutside({ target: event.relatedTarget }), options);
  panel.addEventListener("keydown", onKey, options);
  window.addEventListener("resize", () => close(), options);
  place();
  return { close, place };
}
