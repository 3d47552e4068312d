// Pictures of messages and blocks. Those that live on the internet are named, not loaded.

import { el } from "../dom.js";
import { icon } from "../icons.js";
import { localPicture } from "../links.js";
import { word } from "../words.js";

const FILE_ID = /\bF[0-9A-Z]{6,}\b/;

/** Where the page can fetch a picture: a file of the fake Slack by its id, or an address on this machine; else null. */
export function pictureSource({ image_url: url, slack_file: file }) {
  const id = file?.id ?? file?.url?.match(FILE_ID)?.[0];
  if (id) return `people/slack/files/${encodeURIComponent(id)}`;
  return localPicture(url);
}

/** An <img>, or a framed name when the picture is not on this machine. */
export function picture(source, alt, attributes = {}) {
  if (source) return el("img", { src: source, alt: alt ?? "", ...attributes });
  return el("span", { class: "no-picture", role: "img", "aria-label": alt }, icon("picture", 18), word("imageOf", { name: alt ?? "" }));
}
