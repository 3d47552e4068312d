// One LINE message as a chat bubble's content.

import { el, fragment } from "../dom.js";
import { icon } from "../icons.js";
import { linkified, localPicture } from "../links.js";
import { player } from "../media.js";
import { sizeOf } from "../upload.js";
import { word } from "../words.js";
import { picture } from "../workspace/pictures.js";
import { flexNode } from "./flex.js";
import { sticker } from "./stickers.js";
import { templateNode } from "./templates.js";

const UNKNOWN_ASPECT = "1040 / 1040"; // an imagemap's base size is 1040 wide by definition

/** A text with its LINE emoji: each stands as "$" at an index counted in UTF-16 units. */
function textWithEmoji({ text, emojis = [] }) {
  const parts = [];
  let at = 0;
  for (const emoji of [...emojis].sort((one, other) => one.index - other.index)) {
    parts.push(linkified(text.slice(at, emoji.index)), icon("smile", 18));
    at = emoji.index + (emoji.length ?? 1);
  }
  parts.push(linkified(text.slice(at)));
  return fragment(...parts);
}

function textV2({ text, substitution = {} }) {
  const parts = text.split(/(\{\w+\})/).map((part) => {
    const given = substitution[part.slice(1, -1)];
    if (!part.startsWith("{") || !given) return linkified(part.replaceAll("{{", "{").replaceAll("}}", "}"));
    return given.type === "emoji" ? icon("smile", 18) : el("span", { class: "line-mention" }, `@${given.mentionee?.userId ?? "all"}`);
  });
  return fragment(...parts);
}

const speech = (...children) => el("div", { class: "speech" }, ...children);

/** The small picture; a tap opens the large one. */
function photo(message, perform) {
  const source = localPicture(message.url ?? message.previewImageUrl ?? message.originalContentUrl);
  const full = localPicture(message.url ?? message.originalContentUrl);
  const shown = picture(source, word("photoKind"), { class: "photo" });
  if (!full) return shown;
  return el("button", { type: "button", class: "photo-button", "aria-label": word("openPhoto"), data: { testid: "line-photo" }, on: { click: () => perform({ type: "viewer", source: full }) } }, shown);
}

function film(message) {
  const played = player("video", message.url ?? message.originalContentUrl, { poster: message.previewImageUrl, class: "photo" });
  return played ?? el("div", { class: "film" }, picture(localPicture(message.previewImageUrl), word("video"), { class: "photo" }), el("span", { class: "fx-play" }, icon("play", 28)));
}

function sound(message) {
  const seconds = message.duration ? ` ${Math.round(message.duration / 1000)}″` : "";
  const played = player("audio", message.url ?? message.originalContentUrl, { class: "sound" });
  return played ?? speech(icon("sound", 18), ` ${word("audio")}${seconds}`);
}

function paper(message) {
  const name = message.fileName ?? word("file");
  const words = el("span", {}, el("strong", {}, name), el("small", {}, sizeOf(message.fileSize)));
  const source = localPicture(message.url);
  return source ? el("a", { class: "line-file", href: source, download: name }, icon("file", 22), words) : el("span", { class: "line-file" }, icon("file", 22), words);
}

function location(message) {
  return el("div", { class: "tpl-card location" }, el("div", { class: "map", "aria-hidden": "true" }, icon("pin", 32)),
    el("div", { class: "tpl-words" }, el("strong", {}, message.title || word("location")), el("p", { class: "tpl-text" }, message.address ?? "")));
}

function area({ bounds, ...given }, base, perform) {
  const { x, y, width, height } = given.area;
  const share = (value, whole) => `${(value / whole) * 100}%`;
  const action = given.type === "uri" ? { type: "uri", uri: given.linkUri } : { type: given.type, text: given.text, clipboardText: given.clipboardText };
  return el("button", {
    type: "button", class: "map-area", "aria-label": given.label ?? given.text ?? given.linkUri, on: { click: () => perform(action) },
    style: { left: share(x, base.width), top: share(y, base.height), width: share(width, base.width), height: share(height, base.height) },
  }, given.label ?? "");
}

function imagemap(message, perform) {
  const base = message.baseSize ?? { width: 1040, height: 1040 };
  const source = localPicture(message.baseUrl && `${message.baseUrl}/700`);
  return el("div", { class: "imagemap", style: { "aspect-ratio": message.baseSize ? `${base.width} / ${base.height}` : UNKNOWN_ASPECT } },
    picture(source, message.altText), message.actions.map((given) => area(given, base, perform)));
}

const MAKERS = {
  text: (message) => speech(textWithEmoji(message)),
  textV2: (message) => speech(textV2(message)),
  sticker: (message) => el("span", { role: "img", "aria-label": word("stickerOf") }, sticker(message.stickerId)),
  image: photo,
  video: film,
  audio: sound,
  location,
  imagemap,
  template: (message, perform) => templateNode(message.template, perform),
  flex: (message, perform) => flexNode(message.contents, perform),
  file: paper,
};

const WIDE = new Set(["flex", "template", "imagemap", "location"]);

/** Whether the time must stand under the message, because the message needs the whole width. */
export function isWide(message) {
  return WIDE.has(message.type);
}

/** The content of one message; unknown kinds give a sentence (and the alternative text when there is one). */
export function bubbleContent(message, perform) {
  return MAKERS[message.type]?.(message, perform) ?? speech(message.altText ?? word("unknownMessage", { type: message.type }));
}
