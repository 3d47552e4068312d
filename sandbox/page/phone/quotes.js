// What a message answers, as LINE shows it: above the words, and above the composer while one writes.

import { el } from "../dom.js";
import { icon } from "../icons.js";
import { word } from "../words.js";

const KINDS = { image: "photoKind", video: "film", audio: "audio", file: "file", sticker: "stickerOf", location: "location" };
const QUOTABLE = new Set(["text", "textV2", "sticker", "image", "video", "template", "flex", "imagemap"]);

/** Whether LINE lets people answer this message. */
export function isQuotable(message) {
  return QUOTABLE.has(message.type) && message.from !== "system";
}

function glimpse(message) {
  if (message.text) return message.text;
  return KINDS[message.type] ? word(KINDS[message.type]) : message.altText ?? message.type;
}

function speaker(message, botName) {
  return message.from === "bot" ? message.sender?.name ?? botName : word("you");
}

/** The quotation of `message` (undefined: it is too old, or was taken back). */
export function quotation(message, botName) {
  const gone = !message || message.type === "unsent";
  return el("div", { class: "line-quote", data: { testid: "line-quote" } },
    gone ? null : el("strong", {}, speaker(message, botName)),
    el("span", {}, gone ? word("quoteGone") : glimpse(message)));
}

/** The strip over the composer: `show(message, botName)` what is being answered (null: nothing), `id` of it. */
export function quoteStrip() {
  const words = el("div", { class: "quote-words" });
  const close = el("button", { type: "button", class: "plain icon-button", "aria-label": word("quoteLeave") }, icon("close", 16));
  const strip = {
    id: null,
    node: el("div", { class: "quote-strip", role: "group", "aria-label": word("quoting"), hidden: true, data: { testid: "line-quoting" } }, words, close),
    show(message, botName) {
      strip.id = message?.id ?? null;
      strip.node.hidden = !message;
      words.replaceChildren(...(message ? [quotation(message, botName)] : []));
    },
  };
  close.addEventListener("click", () => strip.show(null));
  return strip;
}
