// Shows a list of rows without rebuilding the rows that did not change, so that a focused button,
// an open menu or a half-read message survives each live update.

import { el } from "./dom.js";
import { word } from "./words.js";

function markOf(node) {
  return node.dataset.actionId ? `[data-action-id="${CSS.escape(node.dataset.actionId)}"]` : null;
}

/** Swaps `old` for `fresh`; keeps the keyboard focus on the same action, or at least in the same row. */
function swap(old, fresh) {
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  old.replaceWith(fresh);
  if (!focused) return;
  const mark = markOf(focused);
  const heir = (mark && fresh.querySelector(mark)) || fresh;
  if (heir === fresh) fresh.tabIndex = -1;
  heir.focus({ preventScroll: true });
}

/** A row that cannot be drawn says so; the error is reported and the other rows stay readable. */
function built(build) {
  try {
    return build();
  } catch (error) {
    reportError(error);
    return el("p", { class: "unknown" }, word("undrawable"));
  }
}

/** `show([{key, print, build}])` makes the children of `container` match; `print` says whether a row changed. */
export function keyedList(container) {
  let rows = new Map();

  function place({ key, print, build }, before) {
    const known = rows.get(key);
    if (known && known.print === print) {
      if (known.node !== before) container.insertBefore(known.node, before);
      return { node: known.node, print };
    }
    const node = built(build);
    if (known) {
      if (known.node !== before) container.insertBefore(known.node, before);
      swap(known.node, node);
    } else container.insertBefore(node, before);
    return { node, print };
  }

  return {
    show(list) {
      const wanted = new Set(list.map((row) => row.key));
      for (const [key, row] of rows) if (!wanted.has(key)) row.node.remove();
      const next = new Map();
      let before = container.firstChild;
      for (const row of list) {
        const placed = place(row, before);
        next.set(row.key, placed);
        before = placed.node.nextSibling;
      }
      rows = next;
    },
    clear() {
      rows = new Map();
      container.replaceChildren();
    },
  };
}

/**
 * Keeps a scrolled box at its end, unless the reader has scrolled up to read.
 *
 * Where the reader is, is measured against the box as it was when last settled: the browser tells of a scroll only at
 * the next frame, and what arrives before that would pull the reader down.
 */
export function stickToEnd(box) {
  let height = 0;
  let inside = 0;
  const isAtEnd = () =>
    Math.min(height, box.scrollHeight) - box.scrollTop - Math.max(inside, box.clientHeight) < 48;
  const remember = () => {
    height = box.scrollHeight;
    inside = box.clientHeight;
  };
  const jump = () => {
    box.scrollTop = box.scrollHeight;
    remember();
  };
  const settle = () => (isAtEnd() ? jump() : remember());
  box.addEventListener("scroll", remember);
  new ResizeObserver(settle).observe(box);
  box.addEventListener("load", settle, true); // pictures arrive later and push the end down
  return { settle, jump, isAtEnd };
}
