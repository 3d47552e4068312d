// A picture in full, over the talk.

import { el, freshId } from "../dom.js";
import { icon } from "../icons.js";
import { word } from "../words.js";

/** Opens the picture at `source` over everything of the phone; Escape or the button closes it. */
export function showPicture(sheets, source, name) {
  const titleId = freshId("viewer");
  const close = el("button", { type: "button", class: "viewer-close", "aria-label": word("close"), data: { testid: "line-viewer-close", firstFocus: "" }, on: { click: () => sheet.close() } }, icon("close"));
  const save = el("a", { class: "viewer-save", href: source, download: "", rel: "noopener noreferrer" }, word("download"));
  const dialog = el("div", { class: "sheet viewer", role: "dialog", "aria-modal": "true", "aria-labelledby": titleId, data: { testid: "line-viewer" } },
    el("h3", { id: titleId, class: "sr-only" }, name), close, el("img", { src: source, alt: name }), save);
  const sheet = sheets.open(dialog, () => sheet.close());
}
