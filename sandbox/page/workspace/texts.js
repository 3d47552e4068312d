// Block Kit's text objects.

import { el } from "../dom.js";
import { withEmoji } from "./emoji.js";
import { mrkdwn } from "./mrkdwn.js";

/** The words of a plain_text object (or a bare string), for labels and buttons. */
export function plain(text) {
  if (!text) return "";
  const words = typeof text === "string" ? text : text.text;
  return text.emoji === false ? words : withEmoji(words);
}

/** A node for any text object. */
export function textNode(text, context, tag = "div") {
  if (text.type !== "mrkdwn") return el(tag, { class: "plain-text" }, plain(text));
  return el(tag, { class: "mrkdwn" }, mrkdwn(text.text, context));
}
