// Choosing files of this computer: what people attach to a message, send from the phone, or put into a form.

import { el } from "./dom.js";
import { icon } from "./icons.js";
import { word } from "./words.js";

const MOST_MB = 30;
const BYTES_AT_ONCE = 0x8000;

/** {name, mimetype?, base64} of a file, as the town takes it. */
export async function packed(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += BYTES_AT_ONCE) text += String.fromCharCode(...bytes.subarray(at, at + BYTES_AT_ONCE));
  return { name: file.name, mimetype: file.type || undefined, base64: btoa(text) };
}

/** The hidden chooser behind a button: `onFiles(packed files)` once some were chosen, `tell(sentence)` why one was not taken. */
export function fileChooser({ testid, accept, onFiles, tell }) {
  const input = el("input", { type: "file", multiple: true, hidden: true, tabIndex: -1, accept, data: { testid } });
  input.addEventListener("change", async () => {
    const chosen = [...input.files];
    input.value = "";
    const big = chosen.find((file) => file.size > MOST_MB * 1024 * 1024);
    if (big) tell(word("fileTooBig", { name: big.name, n: MOST_MB }));
    else if (chosen.length) await onFiles(await Promise.all(chosen.map(packed)));
  });
  return input;
}

/** A button that attaches a file, as Slack's composer has one. */
export function uploadButton({ testid, onFiles, tell }) {
  const input = fileChooser({ testid, onFiles, tell });
  const button = el("button", { type: "button", class: "plain icon-button composer-attach", "aria-label": word("attach"), title: word("attach"), on: { click: () => input.click() } }, icon("clip"));
  return [input, button];
}

/** "812 KB"; nothing when it is not known. */
export function sizeOf(bytes) {
  if (!bytes) return "";
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1_048_576 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / 1_048_576).toFixed(1)} MB`;
}
