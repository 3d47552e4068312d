// A button that attaches a file, as Slack's composer has one.

import { el } from "../dom.js";
import { icon } from "../icons.js";
import { word } from "../words.js";

const MOST_MB = 20;

async function packed(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return { name: file.name, mimetype: file.type || undefined, base64: btoa(text) };
}

/** `onFiles([{name, mimetype?, base64}])` once files were chosen; `tell(sentence)` says why one was not taken. */
export function uploadButton(onFiles, tell) {
  const input = el("input", { type: "file", multiple: true, hidden: true, tabIndex: -1, data: { testid: "slack-file" } });
  input.addEventListener("change", async () => {
    const chosen = [...input.files];
    input.value = "";
    const big = chosen.find((file) => file.size > MOST_MB * 1024 * 1024);
    if (big) tell(word("tooBig", { name: big.name, n: MOST_MB }));
    else if (chosen.length) await onFiles(await Promise.all(chosen.map(packed)));
  });
  const button = el("button", { type: "button", class: "plain icon-button composer-attach", "aria-label": word("attach"), title: word("attach"), on: { click: () => input.click() } }, icon("clip"));
  return [input, button];
}
